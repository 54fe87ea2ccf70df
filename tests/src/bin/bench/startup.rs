//! What the content script costs a page at its start, against an extension that is the same but for an empty one.

use crate::devtools::Chromium;
use crate::row::Row;
use crate::stats::{describe, differences, p50, spread};
use crate::trace::{self, Trace};
use crate::{Effort, copy_folder, scratch};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use tests::driver::{Browser, Kind, Options, Tab, eventually, launch};
use tests::servers::{Response, Server};
use tests::simulator::Simulator;
use tests::world::extension_dir;

const TARGET: &str = "≤ +3 ms, p50";

/// A page with next to nothing on it, on a configured host.
const PLAIN: &str = "<!doctype html><title>plain</title><link rel=icon href=data:,><p>A page.";

/// The same with a first script that keeps the main thread asking for 400 ms, and adds up how long it had to wait.
const BEATING: &str = "<!doctype html><title>beating</title><link rel=icon href=data:,><script>
const first = performance.now();
let last = first, held = 0;
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => {
  const now = performance.now();
  if (now - last > 0.5) held += now - last;
  last = now;
  if (now - first < 400) return port2.postMessage(0);
  const { responseStart } = performance.getEntriesByType('navigation')[0];
  document.documentElement.dataset.result = JSON.stringify({ first: first - responseStart, held });
};
port2.postMessage(0);
</script><p>A page.";

/// Our build with an empty content script.
pub fn emptied(kind: Kind) -> Result<PathBuf> {
    let folder = scratch(&format!("empty-{}", kind.name()))?;
    copy_folder(&extension_dir(kind), &folder)?;
    fs::write(folder.join("content.js"), "// nothing\n")?;
    Ok(folder)
}

fn configuration(ucontact: &Simulator) -> String {
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
        Kind::Firefox => firefox(effort),
    };
    rows.unwrap_or_else(|e| {
        vec![Row::not_measured(&format!("start-{}", kind.name()), &format!("{}: {what}", kind.name()), &e)]
    })
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

    /// In kilobytes: the heap of the page's isolate, what lies outside of it (a wasm's memory), the process's own.
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
    let url = |n: usize| format!("http://localhost:{}/page/{n}", server.port());
    for n in 0..effort.warm_up {
        ours.load(&url(n))?;
        empty.load(&url(n))?;
    }
    let mut last = None;
    for n in 0..effort.pairs {
        // Who goes first changes, so that neither always finds the machine as the other left it.
        let n = n + effort.warm_up;
        if n % 2 == 0 {
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
    let memory = |name: &str| {
        let of = |arm: &Arm| arm.memory[name].as_f64().unwrap_or(f64::NAN);
        format!("{:.0} / {:.0} KB", of(&ours), of(&empty))
    };
    Ok(vec![
        Row::new(
            "start-chromium",
            format!(
                "Chromium: main thread's processor time over a page's load and half a second after, p50 of {} pairs",
                difference.len()
            ),
            format!("{:.1} ms", p50(&busy.0)),
        )
        .other(format!("{:.1} ms with an empty content script; difference {} ms", p50(&busy.1), spread(&difference)))
        .target(TARGET, p50(&difference) <= 3.0)
        .data(json!({
            "clock": "thread time of all RunTask events of the renderer's main thread, Chromium tracing",
            "ours": describe(&busy.0), "empty": describe(&busy.1), "difference": describe(&difference),
            "longestTask": {"ours": describe(&ours.series(|t| t.1)), "empty": describe(&empty.series(|t| t.1))},
        })),
        Row::new(
            "start-chromium-script",
            "Chromium: of that, at least, in the content script itself, p50",
            format!("{:.1} ms", p50(&script.0)),
        )
        .other(format!("{:.1} ms", p50(&script.1)))
        .data(json!({"ours": describe(&script.0), "empty": describe(&script.1)})),
        Row::new(
            "memory-chromium",
            "Chromium: memory of a configured page after a collection, ours / empty",
            format!("JS heap {}", memory("heap")),
        )
        .other(format!("buffers (wasm) {}, process private {}", memory("outside"), memory("private")))
        .data(json!({"ours": ours.memory, "empty": empty.memory})),
    ])
}

/// Whether the Rust code is up in some tab of the plain server: by then it has taken over from the loader.
const PROBE: &str = "
  const [tab] = await browser.tabs.query({ url: 'http://localhost/page/*' });
  const [{ result }] = await browser.scripting.executeScript({
    target: { tabId: tab.id },
    func: () => globalThis.ucontactBridge?.waiting === false,
  });
  return result;";

struct FoxArm {
    browser: Box<dyn Browser>,
    tab: Tab,
    first: Vec<f64>,
    held: Vec<f64>,
}

impl FoxArm {
    fn start(extension: PathBuf, config: &str) -> Result<Self> {
        let browser = launch(Kind::Firefox, &Options { extension: Some(extension), headed: false })?;
        let reply = browser.in_extension(
            "return browser.runtime.sendMessage({ request: 'save', json: arguments[0] })",
            &[config.into()],
        )?;
        anyhow::ensure!(reply["errors"] == json!([]), "the configuration was refused: {reply}");
        let tab = browser.open("about:blank")?;
        Ok(Self { browser, tab, first: vec![], held: vec![] })
    }

    fn load(&self, url: &str) -> Result<(f64, f64)> {
        self.browser.navigate(&self.tab, url)?;
        let text = eventually(Duration::from_secs(15), "the page's figures", || {
            let result = self.browser.eval(
                &self.tab,
                "return document.documentElement.dataset.result ?? null",
                &[],
            )?;
            Ok(result.as_str().map(str::to_owned))
        })?;
        let value: Value = serde_json::from_str(&text)?;
        Ok((value["first"].as_f64().context("no time")?, value["held"].as_f64().context("no time")?))
    }

    fn take(&mut self, url: &str) -> Result<()> {
        let (first, held) = self.load(url)?;
        self.first.push(first);
        self.held.push(held);
        Ok(())
    }
}

fn firefox(effort: &Effort) -> Result<Vec<Row>> {
    let ucontact = Simulator::start()?;
    let server = Server::start(|_| Response::html(BEATING))?;
    let config = configuration(&ucontact);
    let mut ours = FoxArm::start(extension_dir(Kind::Firefox), &config)?;
    let mut empty = FoxArm::start(emptied(Kind::Firefox)?, &config)?;
    let url = |n: usize| format!("http://localhost:{}/page/{n}", server.port());
    for n in 0..effort.warm_up {
        ours.load(&url(n))?;
        empty.load(&url(n))?;
    }
    for n in 0..effort.pairs {
        let n = n + effort.warm_up;
        if n % 2 == 0 {
            ours.take(&url(n))?;
            empty.take(&url(n))?;
        } else {
            empty.take(&url(n))?;
            ours.take(&url(n))?;
        }
    }
    let whole = |arm: &FoxArm| arm.first.iter().zip(&arm.held).map(|(a, b)| a + b).collect::<Vec<_>>();
    let (a, b) = (whole(&ours), whole(&empty));
    let difference = differences(&a, &b);
    Ok(vec![
        Row::new(
            "start-firefox",
            format!(
                "Firefox: from the page's first byte to its first script, and what held its main thread in the 400 ms \
                 after, p50 of {} pairs",
                difference.len()
            ),
            format!("{:.1} ms", p50(&a)),
        )
        .other(format!("{:.1} ms with an empty content script; difference {} ms", p50(&b), spread(&difference)))
        .target(TARGET, p50(&difference) <= 3.0)
        .data(json!({
            "clock": "wall clock of the page: performance.now() of its first script minus responseStart, plus all waits \
                      of more than 0.5 ms of a message to itself",
            "ours": describe(&a), "empty": describe(&b), "difference": describe(&difference),
            "toFirstScript": {"ours": describe(&ours.first), "empty": describe(&empty.first)},
            "held": {"ours": describe(&ours.held), "empty": describe(&empty.held)},
        })),
    ])
}
