//! Running other programs.

use crate::paths;
use anyhow::{Context, Result, bail};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// `cargo` in the checkout, without the variables that cargo set for xtask. Some build scripts look at these (ring's
/// does), so cargo would compile ring, rustls and the tests again after each change between `cargo xtask` and `cargo`.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(paths::root());
    for (name, _) in std::env::vars_os() {
        if is_xtask_s_own(&name.to_string_lossy()) {
            command.env_remove(name);
        }
    }
    command
}

fn is_xtask_s_own(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_MANIFEST_")
}

/// The command as a person would type it, for messages.
pub fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Runs it with this program's stdout and stderr. A failure is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs it and returns its stdout. A failure is an error that contains both streams.
pub fn output(command: &mut Command) -> Result<Vec<u8>> {
    let Output { status, stdout, stderr } =
        command.output().with_context(|| format!("cannot start `{}`", shown(command)))?;
    if !status.success() {
        bail!(
            "`{}` failed ({status})\n{}{}",
            shown(command),
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr)
        );
    }
    Ok(stdout)
}

/// Like [`output`], as text without the newline at its end.
pub fn text(command: &mut Command) -> Result<String> {
    let bytes = output(command)?;
    let text = String::from_utf8(bytes).with_context(|| format!("`{}` printed no UTF-8", shown(command)))?;
    Ok(text.trim_end().to_owned())
}

/// True if the program can be started at all (it is asked for its version).
pub fn exists(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok()
}

/// Runs it silently for at most `limit`, then kills it. `Ok(false)`: it failed or was too slow.
pub fn within(command: &mut Command, limit: Duration) -> Result<bool> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().with_context(|| format!("cannot start `{}`", shown(command)))?;
    let end = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if Instant::now() >= end {
            kill(&mut child)?;
            return Ok(false);
        }
        // The standard library has no wait with a limit.
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn kill(child: &mut Child) -> Result<()> {
    child.kill()?;
    child.wait()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_does_not_see_xtask_s_variables() {
        // Set by the cargo that runs this test.
        assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
        let cargo = cargo();
        let removed: Vec<_> =
            cargo.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        assert!(removed.iter().any(|name| *name == "CARGO_MANIFEST_DIR"));
        assert!(removed.iter().any(|name| *name == "CARGO_PKG_NAME"));
        assert!(!removed.iter().any(|name| *name == "CARGO_HOME" || *name == "CARGO_TARGET_DIR"));
    }
}
