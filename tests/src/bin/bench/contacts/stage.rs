//! A browser in which the main thread of a page is watched.

use super::REST;
use crate::devtools::Chromium;
use crate::trace::Trace;
use crate::{processes, scratch};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use std::thread::sleep;
use tests::driver::{Browser, Kind, Options, Tab, launch};
use tests::servers::Server;
use tests::world::extension_dir;

/// What was measured in one window of time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    /// Milliseconds of processor time of the page's main thread.
    pub busy: f64,
    /// Milliseconds of its longest task.
    pub longest: f64,
    /// Kilobytes of the page's process; 0 if that is unknown.
    pub memory: f64,
}

/// A browser with our extension, and one tab in it.
pub trait Stage {
    /// Loads a page again, and lets it rest.
    fn load(&mut self, url: &str) -> Result<()>;
    /// Runs a script in the page.
    fn run(&mut self, script: &str) -> Result<Value>;
    /// Stores a configuration; our script comes into the page, or stops.
    fn configure(&mut self, config: &Value) -> Result<()>;
    /// Begins to measure.
    fn begin(&mut self) -> Result<()>;
    /// What was measured since.
    fn end(&mut self) -> Result<Seen>;
}

/// Chromium, by traces.
pub struct Traced {
    chromium: Chromium,
    extension: String,
    tab: String,
}

impl Traced {
    /// Starts it.
    pub fn start() -> Result<Self> {
        let mut chromium = Chromium::launch(&extension_dir(Kind::Chromium), scratch("profile-contacts")?)?;
        let extension = chromium.open_extension()?;
        let tab = chromium.open("about:blank")?;
        Ok(Self { chromium, extension, tab })
    }
}

impl Stage for Traced {
    fn load(&mut self, url: &str) -> Result<()> {
        // A new page each time, so that nothing is left of the last one.
        let old = std::mem::replace(&mut self.tab, self.chromium.open(url)?);
        let target = self.chromium.call(Some(&old), "Target.getTargetInfo", &json!({}))?;
        self.chromium.call(
            None,
            "Target.closeTarget",
            &json!({"targetId": target["targetInfo"]["targetId"]}),
        )?;
        let target = self.chromium.call(Some(&self.tab), "Target.getTargetInfo", &json!({}))?;
        self.chromium.call(
            None,
            "Target.activateTarget",
            &json!({"targetId": target["targetInfo"]["targetId"]}),
        )?;
        self.run("if (document.readyState !== 'complete') await new Promise((then) => addEventListener('load', then))")?;
        sleep(REST);
        Ok(())
    }

    fn run(&mut self, script: &str) -> Result<Value> {
        self.chromium.eval(&self.tab, script)
    }

    fn configure(&mut self, config: &Value) -> Result<()> {
        let text = Value::from(config.to_string());
        let script = format!("return browser.runtime.sendMessage({{ request: 'save', json: {text} }})");
        let reply = self.chromium.eval(&self.extension, &script)?;
        ensure!(reply["errors"] == json!([]), "the configuration was refused: {reply}");
        Ok(())
    }

    fn begin(&mut self) -> Result<()> {
        Trace::begin(&mut self.chromium, &self.tab)
    }

    fn end(&mut self) -> Result<Seen> {
        let trace = Trace::end(&mut self.chromium)?;
        for _ in 0..2 {
            self.chromium.call(Some(&self.tab), "HeapProfiler.collectGarbage", &json!({}))?;
        }
        Ok(Seen { busy: trace.busy(), longest: trace.longest(), memory: private(trace.pid)? })
    }
}

/// Kilobytes of a process's private memory.
fn private(pid: u64) -> Result<f64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).context("the page's process")?;
    let lines = rollup.lines().filter(|line| line.starts_with("Private_"));
    Ok(lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok()).sum())
}

/// Firefox, by the processor time of the page's process, and by a task that posts itself.
pub struct Timed {
    browser: Box<dyn Browser>,
    tab: Tab,
    pid: u32,
    before: f64,
}

impl Timed {
    /// Starts it.
    pub fn start(server: &Server) -> Result<Self> {
        let started = processes::own();
        let options = Options { extension: Some(extension_dir(Kind::Firefox)), ..Options::default() };
        let browser = launch(Kind::Firefox, &options)?;
        let tab = browser.open(&format!("http://localhost:{}/list/0/0", server.port()))?;
        // The page's process is the one that uses the processor when the page does.
        let new: Vec<(u32, f64)> = processes::own()
            .into_iter()
            .filter(|pid| !started.contains(pid))
            .filter_map(|pid| Some((pid, processes::main_thread(pid).ok()?)))
            .collect();
        browser.eval(&tab, "let sum = 0; for (let i = 0; i < 3e8; i++) sum ^= i; return sum", &[])?;
        let gained = |(pid, before): (u32, f64)| Some((pid, processes::main_thread(pid).ok()? - before));
        let busiest = new.into_iter().filter_map(gained).max_by(|a, b| a.1.total_cmp(&b.1));
        let (pid, gained) = busiest.context("Firefox has no processes")?;
        ensure!(gained > 50.0, "no process shows the page");
        Ok(Self { browser, tab, pid, before: 0.0 })
    }
}

/// Posts itself again and again, every four milliseconds at most, and keeps the longest pause between two turns.
const BEAT: &str = "
document.documentElement.dataset.longest = 0;
let last = performance.now();
const beat = () => {
  const now = performance.now();
  const root = document.documentElement.dataset;
  if (now - last - 4 > Number(root.longest)) root.longest = now - last - 4;
  last = now;
  if (root.beating === 'yes') setTimeout(beat, 4);
};
document.documentElement.dataset.beating = 'yes';
setTimeout(() => { last = performance.now(); beat(); }, 4);";

impl Stage for Timed {
    fn load(&mut self, url: &str) -> Result<()> {
        self.browser.navigate(&self.tab, url)?;
        // In a tab behind another one, the browser would slow the timers down.
        self.browser.activate(&self.tab)?;
        sleep(REST);
        Ok(())
    }

    fn run(&mut self, script: &str) -> Result<Value> {
        self.browser.eval(&self.tab, script, &[])
    }

    fn configure(&mut self, config: &Value) -> Result<()> {
        let save = "return browser.runtime.sendMessage({ request: 'save', json: arguments[0] })";
        let reply = self.browser.in_extension(save, &[config.to_string().into()])?;
        ensure!(reply["errors"] == json!([]), "the configuration was refused: {reply}");
        Ok(())
    }

    fn begin(&mut self) -> Result<()> {
        self.browser.activate(&self.tab)?;
        self.run(BEAT)?;
        self.before = processes::main_thread(self.pid)?;
        Ok(())
    }

    fn end(&mut self) -> Result<Seen> {
        let busy = processes::main_thread(self.pid)? - self.before;
        let script =
            "const root = document.documentElement.dataset; root.beating = 'no'; return Number(root.longest)";
        let longest = self.run(script)?.as_f64().context("no beat")?;
        Ok(Seen { busy, longest, memory: 0.0 })
    }
}
