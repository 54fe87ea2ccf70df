//! `cargo xtask`: build, check, explain, test, demo, bench. Run without arguments for the list.

mod build;
mod explain;
mod npm;
mod paths;
mod pins;
mod run;
mod setup;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  build [--e2e] [--out DIR]   dist/chrome, dist/firefox and a zip of each;
                              with --e2e: target/e2e/chrome and …/firefox, which hold the loopback hosts from the start
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let outcome = match command.as_str() {
        "build" => build::command(&rest),
        "explain" => return explain::run(&rest),
        "" | "help" | "-h" | "--help" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => Err(anyhow::anyhow!("`{other}` is no command of xtask; `cargo xtask` lists them")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
