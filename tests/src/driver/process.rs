//! Processes and folders that are removed with their owner.

use super::Options;
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The workspace's `target/`, to which everything that tests write belongs.
pub fn target_dir() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).join("target")
}

/// The first of these programs that exists: in `target/tools/bin`, then in `PATH`.
pub fn find_binary(names: &[&str]) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(target_dir().join("tools/bin")).chain(std::env::split_paths(&path));
    for folder in folders {
        for name in names {
            let file = folder.join(name);
            if file.is_file() {
                return Ok(file);
            }
        }
    }
    bail!("{} is not installed: run `cargo xtask setup --browsers`", names.join(" or "))
}

/// A command for a driver. With [`Options::policies`] the driver, and the browser that it starts, see that folder at
/// `place`: they run in a mount namespace of their own, so that no other browser of the machine gets the policies.
pub(crate) fn command(driver: &Path, options: &Options, place: &str) -> Result<Command> {
    let Some(folder) = &options.policies else { return Ok(Command::new(driver)) };
    fs::create_dir_all(place).with_context(|| {
        format!("a policy needs the folder {place}: let root make it once (sudo mkdir -p {place})")
    })?;
    // Users other than root become root in a user namespace, if the system lets them.
    let is_root = fs::metadata("/proc/self")?.uid() == 0;
    let mut probe = unshare(is_root, folder, place);
    let output = probe.arg("true").output().context("starting unshare, of util-linux")?;
    if !output.status.success() {
        bail!(
            "a policy for one browser alone needs a mount at {place}, and that was refused ({}): run as root, or allow \
             user namespaces",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let mut command = unshare(is_root, folder, place);
    command.arg(driver);
    Ok(command)
}

fn unshare(is_root: bool, folder: &Path, place: &str) -> Command {
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if !is_root {
        command.arg("--map-root-user");
    }
    let script = "mount --bind \"$0\" \"$1\" && shift && exec \"$@\"";
    command.args(["sh", "-c", script]).arg(folder).arg(place);
    command
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A folder of our own below `target/e2e-run`, removed when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes it.
    pub fn new(name: &str) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let dir = target_dir().join(format!("e2e-run/{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&dir).with_context(|| format!("creating {}", dir.display()))?;
        Ok(Self(dir))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A browser that refused to quit would keep using its profile, so everything that was started on this folder
        // is killed.
        kill_users_of(&self.0);
        fs::remove_dir_all(&self.0).ok();
    }
}

/// A child process, killed when dropped.
pub(crate) struct Process(Child);

impl Process {
    /// Starts it with its output in a file.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let out = fs::File::create(log).with_context(|| format!("creating {}", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .with_context(|| format!("starting {}", command.get_program().display()))?;
        Ok(Self(child))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Kills the processes that have this folder of ours in their command line.
fn kill_users_of(folder: &Path) {
    let Ok(entries) = fs::read_dir("/proc") else { return };
    let wanted = folder.as_os_str().as_encoded_bytes();
    for entry in entries.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|n| n.parse::<u32>().ok()) else { continue };
        let Ok(line) = fs::read(entry.path().join("cmdline")) else { continue };
        if pid != std::process::id() && line.windows(wanted.len()).any(|part| part == wanted) {
            Command::new("kill").args(["-KILL", &pid.to_string()]).stderr(Stdio::null()).status().ok();
        }
    }
}
