//! The demo: one interaction from assignment to disposition, then one that the agent starts, in a real browser.
//!
//! `demo [--browser chromium|firefox] [--headless]`, run by `cargo xtask demo`. With a display it has windows and
//! stays open to play with. Without one, or with `--headless`, it has no windows and ends by itself. It fails if the
//! record does not open.

mod pictures;
mod play;

use anyhow::{Context, Result, bail};
use std::process::ExitCode;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use tests::driver::{Kind, target_dir};
use tests::world::World;

/// Which browser, and whether with windows.
fn asked() -> Result<(Kind, bool)> {
    let (mut kind, mut headed) = (Kind::Chromium, has_display());
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--headless" => headed = false,
            "--browser" => {
                kind = match args.next().as_deref() {
                    Some("chromium") => Kind::Chromium,
                    Some("firefox") => Kind::Firefox,
                    other => bail!("--browser is chromium or firefox, not {other:?}"),
                }
            }
            other => bail!("unknown argument {other:?}; known: --browser chromium|firefox, --headless"),
        }
    }
    Ok((kind, headed))
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()))
}

fn run() -> Result<()> {
    let (kind, headed) = asked()?;
    // From here on Ctrl-C ends the demo in order: the browser quits, and what it wrote is removed.
    let (interrupted, wait) = channel();
    ctrlc::set_handler(move || {
        interrupted.send(()).ok();
    })
    .context("listening for Ctrl-C")?;
    let world = World::start(kind, headed).context("starting the browser")?;
    let folder = target_dir().join("demo");
    play::all(&world, headed, &folder)?;
    if headed {
        println!(
            "\nThe browser stays open: use the buttons of uContact's simulator, and the popup behind the"
        );
        println!("toolbar's puzzle piece. Close its windows or press Ctrl-C to end.");
        loop {
            match wait.recv_timeout(Duration::from_millis(500)) {
                // A browser that was closed no longer answers.
                Err(RecvTimeoutError::Timeout) if world.browser.tabs().is_ok_and(|t| !t.is_empty()) => {}
                _ => break,
            }
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("demo: {e:#}");
            ExitCode::FAILURE
        }
    }
}
