//! Processes and folders that go away with their owner.

use anyhow::{Context, Result, bail};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The workspace's `target/`, where everything that tests write belongs.
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
    bail!("{} is not installed: run `cargo xtask setup`", names.join(" or "))
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A folder of our own below `target/e2e-run`, removed when dropped.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let dir = target_dir().join(format!("e2e-run/{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&dir).with_context(|| format!("creating {}", dir.display()))?;
        Ok(Self(dir))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A browser that refused to quit would hold its profile: end whatever was started on this folder.
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

/// Kills the processes that name this folder of ours in their command line.
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
