//! What the content script costs a page at its start, compared with an extension that differs only in an empty
//! content script.

use crate::devtools::Chromium;
use crate::row::Row;
use crate::stats::{describe, differences, p50, spread};
use crate::trace::{self, Trace};
use crate::{Effort, copy_folder, fox, scratch};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use tests::driver::{Browser, Kind, Options, Tab, launch};
use tests::servers::{Response, Server};
use tests::simulator::Simulator;
use tests::world::extension_dir;

/// What the content script may cost more than an empty one.
pub const TARGET: &str = "≤ +3 ms";

/// A page with almost nothing on it, on a configured host.
const PLAIN: &str = "<!doctype html><title>plain</title><link rel=icon href=data:,><p>A page.";

/// Our build with an empty content script.
pub fn emptied(kind: Kind) -> Result<PathBuf> {
    let folder = scratch(&format!("empty-{}", kind.name()))?;
    copy_folder(&extension_dir(kind), &folder)?;
    for file in ["content.js", "content-wasm.js"] {
        fs::write(folder.join(file), "// nothing\n")?;
    }
    Ok(folder)
}

/// A configuration that covers the bench's own pages.
pub fn configuration(ucontact: &Simulator) -> String {
    json!({
        "version": 1,
        "ucontact": {"url": format!("{}/", ucontact.origin())},
        "sites": [{"pages": ["http://localhost/*"]}],
        "rules": [{"url": "http://localhost/contact/{clientId}"}]
    })
    .to_string()
}

/// All rows of one browser.
pub fn measure(kind: Kind, effort: &Effort) -> Vec<Row> {
    let what = "main thread at a page's start";
    let rows = match kind {
        Kind::Chromium => chromium(effort),
        Kind::Firefox => fox::measure(effort),
    };
    let mut rows = rows.unwrap_or_else(|e| {
        vec![Row::not_measured(&format!("start-{}", kind.name()), &format!("{}: {what}", kind.name()), &e)]
    });
    rows.insert(
        0,
        held_up(kind, effort).unwrap_or_else(|e| {
            let what = format!("{}: held up at document_start", kind.name());
            Row::not_measured(&format!("document-start-{}", kind.name()), &what, &e)
        }),
    );
    rows
}

/// A page whose first script reports how long after the answer's first byte it ran. What runs before it is the
/// browser's own work and the content scripts of document_start.
const HELD: &str = "<!doctype html><script>
const [entry] = performance.getEntriesByType('navigation');
document.documentElement.dataset.held = performance.now() - entry.responseStart;
</script><title>held</title><link rel=icon href=data:,><p>A page.";

/// How long a page's first script waits for the content script, compared with an empty one.
fn held_up(kind: Kind, effort: &Effort) -> Result<Row> {
    let ucontact = Simulator::start()?;
    let server = Server::start(|_| Response::html(HELD))?;
    let config = configuration(&ucontact);
    let start = |extension: PathBuf| -> Result<_> {
        let browser =
            launch(kind, &Options { extension: Some(extension), headed: false, ..Options::default() })?;
        let save = "return browser.runtime.sendMessage({ request: 'save', json: arguments[0] })";
        let reply = browser.in_extension(save, &[config.as_str().into()])?;
        anyhow::ensure!(reply["errors"] == json!([]), "the configuration was refused: {reply}");
        let tab = browser.open(&page(&server, "page", 0))?;
        Ok((browser, tab))
    };
    let (ours, empty) = (start(extension_dir(kind))?, start(emptied(kind)?)?);
    let load = |(browser, tab): &(Box<dyn Browser>, Tab), n: usize| -> Result<f64> {
        browser.navigate(tab, &page(&server, "page", n))?;
        browser
            .eval(tab, "return Number(document.documentElement.dataset.held)", &[])?
            .as_f64()
            .context("the page did not say")
    };
    let mut series = (vec![], vec![]);
    // In Firefox one page starts some ten milliseconds sooner or later than the next. With 40 pairs the median itself
    // moved by more than the target.
    for n in 0..effort.warm_up + 8 * effort.pairs {
        let (a, b) = if n.is_multiple_of(2) {
            let a = load(&ours, n)?;
            (a, load(&empty, n)?)
        } else {
            let b = load(&empty, n)?;
            (load(&ours, n)?, b)
        };
        if n >= effort.warm_up {
            series.0.push(a);
            series.1.push(b);
        }
    }
    let there = ours.0.in_extension(PROBE, &[])?;
    anyhow::ensure!(there == true, "the content script did not come up in the page that was measured");
    let difference = differences(&series.0, &series.1);
    Ok(Row::new(
        format!("document-start-{}", kind.name()),
        format!("{}: a page held up at document_start, {} pairs, p50", kind.name(), difference.len()),
        format!("{:.1} ms; {} ms", p50(&series.0), spread(&difference)),
    )
    .other(format!("{:.1} ms", p50(&series.1)))
    .target(TARGET, p50(&difference) <= 3.0)
    .note(
        "from the answer's first byte to the page's first script, by the page's own clock (Firefox rounds it to a \
         millisecond); other: our own build with an empty content script; after the semicolon the median of the pairs' \
         differences and their middle half",
    )
    .data(json!({
        "ours": describe(&series.0), "empty": describe(&series.1), "difference": describe(&difference),
    })))
}

struct Arm {
    chromium: Chromium,
    tab: String,
    extension: String,
    traces: Vec<(f64, f64, f64)>,
    memory: Value,
}

impl Arm {
    fn start(extension: PathBuf, name: &str, config: &str) -> Result<Self> {
        let mut chromium = Chromium::launch(&extension, scratch(&format!("profile-{name}"))?)?;
        let extension = chromium.open_extension()?;
        let text = Value::from(config).to_string();
        let reply = chromium.eval(
            &extension,
            &format!("return browser.runtime.sendMessage({{ request: 'save', json: {text} }})"),
        )?;
        anyhow::ensure!(reply["errors"] == json!([]), "the configuration was refused: {reply}");
        let tab = chromium.open("about:blank")?;
        chromium.call(Some(&tab), "Page.enable", &json!({}))?;
        chromium.call(Some(&tab), "Page.setLifecycleEventsEnabled", &json!({"enabled": true}))?;
        Ok(Self { chromium, tab, extension, traces: vec![], memory: Value::Null })
    }

    fn load(&mut self, url: &str) -> Result<Trace> {
        trace::load(&mut self.chromium, &self.tab, url)
    }

    fn take(&mut self, url: &str) -> Result<Trace> {
        let trace = self.load(url)?;
        self.traces.push((trace.busy(), trace.longest(), trace.in_extension()));
        Ok(trace)
    }

    fn series(&self, pick: impl Fn(&(f64, f64, f64)) -> f64) -> Vec<f64> {
        self.traces.iter().map(pick).collect()
    }

    /// In kilobytes: the heap of the page's isolate, what is outside of it (the memory of wasm), and the process's
    /// own.
    fn weigh(&mut self, pid: u64) -> Result<()> {
        for _ in 0..2 {
            self.chromium.call(Some(&self.tab), "HeapProfiler.collectGarbage", &json!({}))?;
        }
        let usage = self.chromium.call(Some(&self.tab), "Runtime.getHeapUsage", &json!({}))?;
        let kilobytes = |name: &str| usage[name].as_f64().unwrap_or(f64::NAN) / 1024.0;
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).context("the page's process")?;
        let private: f64 = rollup
            .lines()
            .filter(|l| l.starts_with("Private_"))
            .filter_map(|l| l.split_whitespace().nth(1)?.parse::<f64>().ok())
            .sum();
        self.memory = json!({
            "heap": kilobytes("usedSize"),
            "outside": kilobytes("backingStorageSize"),
            "private": private,
        });
        Ok(())
    }
}

fn chromium(effort: &Effort) -> Result<Vec<Row>> {
    let ucontact = Simulator::start()?;
    let server = Server::start(|_| Response::html(PLAIN))?;
    let config = configuration(&ucontact);
    let mut ours = Arm::start(extension_dir(Kind::Chromium), "start-ours", &config)?;
    let mut empty = Arm::start(emptied(Kind::Chromium)?, "start-empty", &config)?;
    let url = |n: usize| page(&server, "page", n);
    for n in 0..effort.warm_up {
        ours.load(&url(n))?;
        empty.load(&url(n))?;
    }
    let mut last = None;
    for n in 0..effort.pairs {
        // The two take turns in going first, so that neither always finds the machine as the other left it.
        let n = n + effort.warm_up;
        if n.is_multiple_of(2) {
            last = Some(ours.take(&url(n))?);
            empty.take(&url(n))?;
        } else {
            empty.take(&url(n))?;
            last = Some(ours.take(&url(n))?);
        }
    }
    let last = last.context("no loads")?;
    let there = ours.chromium.eval(&ours.extension, PROBE)?;
    anyhow::ensure!(there == true, "the content script did not come up in the page that was measured");
    let trace_file = scratch("")?.join("trace-ours.json");
    fs::write(&trace_file, json!({"traceEvents": last.events}).to_string())?;
    ours.weigh(last.pid)?;
    let pid = empty.load(&url(0))?.pid;
    empty.weigh(pid)?;

    let busy = (ours.series(|t| t.0), empty.series(|t| t.0));
    let difference = differences(&busy.0, &busy.1);
    let script = (ours.series(|t| t.2), empty.series(|t| t.2));
    let memory = |arm: &Arm| {
        let of = |name: &str| arm.memory[name].as_f64().unwrap_or(f64::NAN);
        format!("{:.0}, {:.0}, {:.0}", of("heap"), of("outside"), of("private"))
    };
    Ok(vec![
        Row::new(
            "start-chromium",
            format!("chromium: main thread at a page's load, {} pairs, p50", difference.len()),
            format!("{:.1} ms; {} ms", p50(&busy.0), spread(&difference)),
        )
        .other(format!("{:.1} ms", p50(&busy.1)))
        .note(
            "processor time of all tasks of the renderer's main thread (trace, RunTask) from the navigation to half a \
             second without network, so with unpacking, compiling and starting the wasm; other: our own build with an \
             empty content script; after the semicolon the median of the pairs' differences and their middle half",
        )
        .data(json!({
            "ours": describe(&busy.0), "empty": describe(&busy.1), "difference": describe(&difference),
            "longestTask": {"ours": describe(&ours.series(|t| t.1)), "empty": describe(&empty.series(|t| t.1))},
        })),
        Row::new(
            "start-chromium-script",
            "chromium: of that, at least, in the content script, p50",
            format!("{:.1} ms", p50(&script.0)),
        )
        .other(format!("{:.1} ms", p50(&script.1)))
        .data(json!({"ours": describe(&script.0), "empty": describe(&script.1)})),
        Row::new(
            "memory-chromium",
            "chromium: memory of a configured page, KB: JS heap, buffers (wasm), process",
            memory(&ours),
        )
        .other(memory(&empty))
        .note("after a collection; the process's is the renderer's private memory; other: with an empty content script")
        .data(json!({"ours": ours.memory, "empty": empty.memory})),
    ])
}

/// Whether the Rust code runs in some tab of the plain server; by then it has taken over from the loader.
pub const PROBE: &str = "
  const [tab] = await browser.tabs.query({ url: 'http://localhost/page/*' });
  const [{ result }] = await browser.scripting.executeScript({
    target: { tabId: tab.id },
    func: () => globalThis.ucontactBridge?.due === false,
  });
  return result;";

/// The address of a page of the bench's own server.
pub fn page(server: &Server, kind: &str, n: usize) -> String {
    format!("http://localhost:{}/{kind}/{n}", server.port())
}
