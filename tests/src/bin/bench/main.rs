//! The bench: how much the bridge weighs, what it costs a page, and how fast it is, as a table and as JSON.
//!
//! `bench [--browser chromium|firefox|both] [--quick] [--only
//! bytes|start|latency|phone|popup|editor|contacts|numbers|rules]…`, run by `cargo xtask bench`. A missed target is
//! reported but is not an error: this is not a test.

mod bytes;
mod contacts;
mod devtools;
mod editor;
mod fox;
mod latency;
mod numbers;
mod phone;
mod popup;
mod processes;
mod row;
mod rules;
mod startup;
mod stats;
mod trace;

use anyhow::{Context, Result, bail};
use row::{Row, table};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use tests::driver::{Kind, target_dir};

/// How often things are measured.
pub struct Effort {
    /// Page loads and events before anything counts.
    pub warm_up: usize,
    /// Pairs of page loads.
    pub pairs: usize,
    /// Events on each side with everything running.
    pub warm: usize,
    /// Events on each side with the background stopped before each.
    pub cold: usize,
}

const FULL: Effort = Effort { warm_up: 6, pairs: 40, warm: 150, cold: 15 };
const QUICK: Effort = Effort { warm_up: 2, pairs: 8, warm: 10, cold: 4 };

/// A folder of the bench's own below `target/bench`.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let folder = target_dir().join("bench").join(name);
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    Ok(folder)
}

/// Copies a folder's files over those of another.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The parts, in the order in which they run.
const PARTS: [&str; 9] =
    ["bytes", "start", "latency", "phone", "popup", "editor", "contacts", "numbers", "rules"];

struct Arguments {
    kinds: Vec<Kind>,
    quick: bool,
    only: Vec<String>,
}

fn arguments() -> Result<Arguments> {
    let (mut kinds, mut quick, mut only) = (vec![Kind::Chromium, Kind::Firefox], false, vec![]);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--quick" => quick = true,
            "--only" => match args.next() {
                Some(part) if PARTS.contains(&part.as_str()) => only.push(part),
                other => bail!("--only is one of {}, not {other:?}", PARTS.join(", ")),
            },
            "--browser" => {
                kinds = match args.next().as_deref() {
                    Some("chromium") => vec![Kind::Chromium],
                    Some("firefox") => vec![Kind::Firefox],
                    Some("both") => kinds,
                    other => bail!("--browser is chromium, firefox or both, not {other:?}"),
                }
            }
            other => bail!("unknown argument {other:?}; known: --browser, --quick, --only"),
        }
    }
    Ok(Arguments { kinds, quick, only })
}

/// The load of the last minute, and the number of processors.
fn machine() -> (String, usize) {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    (load.split_whitespace().next().unwrap_or("unknown").to_owned(), processors)
}

fn run() -> Result<()> {
    let Arguments { kinds, quick, only } = arguments()?;
    let effort = if quick { QUICK } else { FULL };
    let started = Instant::now();
    let (load, processors) = machine();
    let wanted = |part: &str| only.is_empty() || only.iter().any(|o| o == part);
    let mut rows: Vec<Row> = vec![];
    if wanted("bytes") {
        rows.extend(bytes::files(kinds[0]));
        rows.push(bytes::zips());
    }
    for kind in &kinds {
        let name = kind.name();
        if wanted("bytes") {
            eprintln!("bench: {name}: what is put into which page");
            rows.extend(bytes::in_pages(*kind));
        }
        if wanted("start") {
            eprintln!("bench: {name}: what the content script costs a page");
            rows.extend(startup::measure(*kind, &effort));
        }
        if wanted("latency") {
            eprintln!("bench: {name}: from postMessage to the tab's navigation");
            rows.extend(latency::measure(*kind, &effort));
        }
        if wanted("phone") {
            eprintln!("bench: {name}: the panel, and another home for uContact");
            rows.extend(phone::measure(*kind, &effort));
        }
        if wanted("popup") {
            eprintln!("bench: {name}: the popup with a full history");
            rows.extend(popup::measure(*kind, &effort));
        }
        if wanted("editor") {
            eprintln!("bench: {name}: the settings with 10,000 rules");
            rows.extend(editor::measure(*kind, &effort));
        }
        if wanted("contacts") {
            eprintln!("bench: {name}: numbers in a page's text");
            rows.extend(contacts::measure(*kind, &effort));
        }
    }
    if wanted("numbers") {
        eprintln!("bench: numbers in texts");
        rows.extend(numbers::measure());
    }
    if wanted("rules") {
        eprintln!("bench: rules");
        rows.extend(rules::measure());
    }
    let missed: Vec<&str> = rows.iter().filter(|r| r.met == Some(false)).map(|r| r.id.as_str()).collect();
    println!("{}", table(&rows));
    println!(
        "{processors} processors, load {load} at the start{}; {}",
        if quick { "; --quick: few samples" } else { "" },
        if missed.is_empty() {
            "every target is met".to_owned()
        } else {
            format!("missed: {}", missed.join(", "))
        }
    );
    let report = json!({
        "quick": quick,
        "only": only,
        "processors": processors,
        "loadAtStart": load,
        "missed": missed,
        "seconds": started.elapsed().as_secs(),
        "rows": rows.iter().map(Row::to_json).collect::<Vec<Value>>(),
    });
    let file = scratch("")?.join(if only.is_empty() { "bench.json" } else { "bench-part.json" });
    fs::write(&file, format!("{report:#}\n"))?;
    eprintln!("bench: {}", file.display());
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("bench: {e:#}");
            ExitCode::FAILURE
        }
    }
}
