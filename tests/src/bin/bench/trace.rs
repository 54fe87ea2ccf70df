//! The trace of one page load, and what it shows of the main thread.

use crate::devtools::Chromium;
use anyhow::{Context, Result};
use serde_json::{Value, json};

/// What is traced: the main thread's tasks, and the scripts within them.
const CATEGORIES: [&str; 5] = [
    "-*",
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-v8.compile",
    "v8.wasm",
];

/// The events of one page load.
pub struct Trace {
    /// As DevTools' trace viewers read them.
    pub events: Vec<Value>,
    thread: (u64, u64),
    /// The process of the page.
    pub pid: u64,
}

/// Loads a page in a session's tab and traces it until nothing has been requested from the network for half a second.
pub fn load(chromium: &mut Chromium, session: &str, url: &str) -> Result<Trace> {
    chromium.forget_events();
    let config = json!({"recordMode": "recordAsMuchAsPossible", "includedCategories": CATEGORIES});
    chromium.call(None, "Tracing.start", &json!({"transferMode": "ReportEvents", "traceConfig": config}))?;
    let loaded = chromium.call(Some(session), "Page.navigate", &json!({"url": url}))?;
    let idle = chromium.wait_event("the page to be idle", |e| {
        e["method"] == "Page.lifecycleEvent"
            && e["params"]["name"] == "networkIdle"
            && e["params"]["loaderId"] == loaded["loaderId"]
    });
    chromium.call(None, "Tracing.end", &json!({}))?;
    idle?;
    let events = collect(chromium)?;
    let parsed = events
        .iter()
        .find(|e| e["name"] == "ParseHTML" && e["args"]["beginData"]["url"] == url)
        .with_context(|| format!("the trace does not show how {url} was parsed"))?;
    let pid = parsed["pid"].as_u64().context("no process")?;
    let thread = (pid, parsed["tid"].as_u64().context("no thread")?);
    Ok(Trace { events, thread, pid })
}

fn collect(chromium: &mut Chromium) -> Result<Vec<Value>> {
    let mut events = Vec::new();
    loop {
        let mut event = chromium.wait_event("the trace", |e| {
            e["method"] == "Tracing.dataCollected" || e["method"] == "Tracing.tracingComplete"
        })?;
        match event["params"]["value"].take() {
            Value::Array(list) => events.extend(list),
            _ => return Ok(events),
        }
    }
}

impl Trace {
    /// Begins to trace the page of this session.
    pub fn begin(chromium: &mut Chromium, session: &str) -> Result<()> {
        chromium.forget_events();
        let categories = CATEGORIES.into_iter().chain(["blink.user_timing"]).collect::<Vec<_>>();
        let config = json!({"recordMode": "recordAsMuchAsPossible", "includedCategories": categories});
        chromium.call(
            None,
            "Tracing.start",
            &json!({"transferMode": "ReportEvents", "traceConfig": config}),
        )?;
        chromium.eval(session, "performance.mark('the page that is looked at')").map(drop)
    }

    /// Ends it.
    pub fn end(chromium: &mut Chromium) -> Result<Self> {
        chromium.call(None, "Tracing.end", &json!({}))?;
        let events = collect(chromium)?;
        let mark = events
            .iter()
            .find(|e| e["name"] == "the page that is looked at")
            .context("the trace does not show the page")?;
        let pid = mark["pid"].as_u64().context("no process")?;
        let thread = (pid, mark["tid"].as_u64().context("no thread")?);
        Ok(Trace { events, thread, pid })
    }

    fn main(&self) -> impl Iterator<Item = &Value> {
        let (pid, tid) = self.thread;
        self.events.iter().filter(move |e| e["pid"] == pid && e["tid"] == tid && e["ph"] == "X")
    }

    /// Milliseconds of processor time that the main thread spent in its tasks. (Processor time and not time by the
    /// clock, so that other programs on the machine do not count.)
    pub fn busy(&self) -> f64 {
        let tasks = self.main().filter(|e| e["name"] == "RunTask");
        tasks.map(|e| e["tdur"].as_f64().unwrap_or(0.0)).sum::<f64>() / 1000.0
    }

    /// Milliseconds of the longest task.
    pub fn longest(&self) -> f64 {
        let tasks = self.main().filter(|e| e["name"] == "RunTask");
        tasks.map(|e| e["tdur"].as_f64().unwrap_or(0.0)).fold(0.0, f64::max) / 1000.0
    }

    /// How many of these milliseconds were spent in an extension's scripts: evaluating them, their callbacks, their
    /// wasm. (The trace has no address for a promise's callback, so this is the least.)
    pub fn in_extension(&self) -> f64 {
        let ours = |e: &&Value| {
            let url = e["args"]["data"]["url"].as_str().unwrap_or("");
            let name = e["name"].as_str().unwrap_or("");
            url.starts_with("chrome-extension:")
                || name.starts_with("wasm.")
                || name.starts_with("Decompression")
        };
        let mut spans: Vec<(f64, f64, f64)> = self
            .main()
            .filter(ours)
            .filter_map(|e| {
                let start = e["ts"].as_f64()?;
                Some((start, start + e["dur"].as_f64()?, e["tdur"].as_f64()?))
            })
            .collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut sum, mut until) = (0.0, f64::MIN);
        for (start, end, processor) in spans {
            // A script within another one counts once.
            if start >= until {
                sum += processor;
                until = end;
            }
        }
        sum / 1000.0
    }
}
