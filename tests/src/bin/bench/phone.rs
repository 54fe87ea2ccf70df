//! The panel's page without uContact's own weight, and how soon uContact is loaded again when its place has closed.

use crate::row::Row;
use crate::stats::{describe, differences, p50, quantile, spread};
use crate::{Effort, copy_folder, processes, scratch};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::time::Instant;
use tests::driver::{Browser, Kind, Options, Tab, eventually, launch};
use tests::servers::{Response, Server};
use tests::world::{LIMIT, World, extension_dir};

/// How many tabs of a CRM are open.
const TABS: usize = 20;

/// How soon another home must have uContact, in milliseconds.
const MOST: f64 = 1_000.0;

/// All rows of one browser.
pub fn measure(kind: Kind, effort: &Effort) -> Vec<Row> {
    let name = kind.name();
    let mut rows = panel(kind, effort).unwrap_or_else(|e| {
        vec![Row::not_measured(&format!("panel-{name}"), &format!("{name}: the panel's page"), &e)]
    });
    for windows in [1, 2] {
        rows.push(take_over(kind, effort, windows).unwrap_or_else(|e| {
            Row::not_measured(&format!("take-over-{name}-{windows}"), &format!("{name}: another home"), &e)
        }));
    }
    rows
}

/// Stands in for uContact, and weighs nothing.
const EMPTY: &str = "<!doctype html><title>empty</title><link rel=icon href=data:,>";

/// The least that a page must do to show uContact.
fn bare(kind: Kind, ucontact: &str) -> Result<PathBuf> {
    let folder = scratch(&format!("bare-panel-{}", kind.name()))?;
    copy_folder(&extension_dir(kind), &folder)?;
    let page = format!("<!doctype html><title>bare</title><iframe src=\"{ucontact}\"></iframe>");
    fs::write(folder.join("panel/panel.html"), page)?;
    Ok(folder)
}

/// Opening the panel's page, against a page of the extension with the bare frame in it.
fn panel(kind: Kind, effort: &Effort) -> Result<Vec<Row>> {
    let server = Server::start(|_| Response::html(EMPTY))?;
    let ucontact = format!("http://127.0.0.1:{}/", server.port());
    let config = json!({
        "version": 1,
        "ucontact": {"url": ucontact},
        "sites": [{"pages": ["http://localhost/*"], "softphone": "panel"}],
        "rules": []
    });
    let start = |extension: PathBuf| -> Result<Box<dyn Browser>> {
        let browser = launch(kind, &Options { extension: Some(extension), ..Options::default() })?;
        let save = "return browser.runtime.sendMessage({ request: 'save', json: arguments[0] })";
        let reply = browser.in_extension(save, &[config.to_string().into()])?;
        ensure!(reply["errors"] == json!([]), "the configuration was refused: {reply}");
        Ok(browser)
    };
    let (mut times, mut memory) = ((vec![], vec![]), (vec![], vec![]));
    // One browser at a time, because everything that this process started counts.
    for (extension, times, memory) in [
        (extension_dir(kind), &mut times.0, &mut memory.0),
        (bare(kind, &ucontact)?, &mut times.1, &mut memory.1),
    ] {
        let browser = start(extension)?;
        for n in 0..effort.warm_up + effort.cold {
            let before = pss(kind)?;
            let tab = browser.open_extension("panel/panel.html")?;
            let asked = asked_for(browser.as_ref(), &tab, &ucontact)?;
            let after = pss(kind)?;
            browser.close(&tab)?;
            if n >= effort.warm_up {
                times.push(asked);
                memory.push((after - before) / 1024.0 / 1024.0);
            }
        }
    }
    let name = kind.name();
    let (more_time, more_memory) = (differences(&times.0, &times.1), differences(&memory.0, &memory.1));
    Ok(vec![
        Row::new(
            format!("panel-start-{name}"),
            format!("{name}: opening the panel until uContact is asked for, {} times, p50", times.0.len()),
            format!("{:.1} ms; {} ms", p50(&times.0), spread(&more_time)),
        )
        .other(format!("{:.1} ms", p50(&times.1)))
        .note("by the page's own clock, from its navigation; other: a page of the extension with the bare frame in it; after the semicolon the median of the differences and their middle half")
        .data(json!({"ours": describe(&times.0), "other": describe(&times.1)})),
        Row::new(
            format!("panel-memory-{name}"),
            format!("{name}: memory of the panel without uContact's own, {} times, p50", memory.0.len()),
            format!("{:.1} MB; {} MB", p50(&memory.0), spread(&more_memory)),
        )
        .other(format!("{:.1} MB", p50(&memory.1)))
        .note(match kind {
            Kind::Chromium => "proportional set size of all the browser's processes, with the page open and without; the background that it wakes counts; other: as above",
            Kind::Firefox => "proportional set size of the process that all extensions' pages share, with the page open and without; the others' noise (±60 MB) would drown it; other: as above",
        })
        .data(json!({"ours": describe(&memory.0), "other": describe(&memory.1)})),
    ])
}

/// When the page asked for uContact, in milliseconds after its navigation.
fn asked_for(browser: &dyn Browser, tab: &Tab, ucontact: &str) -> Result<f64> {
    let script =
        "const [found] = performance.getEntriesByName(arguments[0]); return found?.startTime ?? null";
    eventually(LIMIT, "uContact to be asked for", || {
        Ok(browser.eval(tab, script, &[json!(ucontact)])?.as_f64())
    })
}

/// The proportional set size of the processes that this process has started, in bytes: all of them, but in Firefox
/// only the one for extensions.
fn pss(kind: Kind) -> Result<f64> {
    let counts = |pid: &u32| match kind {
        Kind::Chromium => true,
        Kind::Firefox => fs::read_to_string(format!("/proc/{pid}/comm"))
            .is_ok_and(|name| name.trim_end() == "WebExtensions"),
    };
    let mut sum = 0.0;
    for pid in processes::own().into_iter().filter(counts) {
        // A process may end meanwhile.
        let Ok(text) = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")) else { continue };
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        sum += number.unwrap_or_default() * 1024.0;
    }
    ensure!(sum > 0.0, "no memory was measured");
    Ok(sum)
}

/// From the closing of the tab that has uContact to uContact's page being loaded in another tab.
fn take_over(kind: Kind, effort: &Effort, windows: usize) -> Result<Row> {
    let world = World::start(kind, false)?;
    world.configure(&world.inject_config())?;
    let page = world.crm.url("/contacts");
    for n in 0..windows {
        world.open_many(&page, TABS / windows, n > 0)?;
    }
    world.ucontact.wait_ready("injected")?;
    let mut times = vec![];
    for _ in 0..effort.cold.min(10) {
        let phone = world.wait_phone(TABS - 1 - times.len())?;
        let home = phone["home"]["tab"].as_i64().context("uContact has no home")?;
        let (before, loads) = (world.ucontact.newest("injected"), world.ucontact.loads());
        let start = Instant::now();
        world.browser.in_extension("await browser.tabs.remove(arguments[0])", &[Value::from(home)])?;
        world.ucontact.wait_newer("injected", before)?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        let more = world.ucontact.loads() - loads;
        ensure!(more == 1, "{more} were loaded");
    }
    let name = kind.name();
    Ok(Row::new(
        format!("take-over-{name}-{windows}"),
        format!("{name}: another home takes over, {TABS} tabs in {windows} window(s), {} times", times.len()),
        format!("{:.0}, {:.0} ms", p50(&times), quantile(&times, 0.99)),
    )
    .target(format!("≤ {MOST:.0} ms"), quantile(&times, 0.99) <= MOST)
    .note("p50, p99; from the call that closes the tab to uContact's page being loaded and connected in the next")
    .data(describe(&times)))
}
