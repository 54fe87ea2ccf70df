//! What the content script costs a page in Firefox, measured as processor time of the page's main thread.

use crate::row::Row;
use crate::startup::{PROBE, configuration, emptied, page};
use crate::stats::{describe, differences, p50, spread};
use crate::{Effort, processes};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use tests::driver::{Browser, Kind, Options, Tab, launch};
use tests::servers::{Response, Server};
use tests::simulator::Simulator;
use tests::world::extension_dir;

/// A page with almost nothing on it, which reports when 400 ms have passed since it was loaded.
const TELLING: &str = "<!doctype html><title>telling</title><link rel=icon href=data:,><p>A page.<script>
addEventListener('load', () => setTimeout(() => fetch(`/done${location.pathname}`), 400));
</script>";

/// Keeps the main thread busy, so that its process can be recognised among the browser's. It does a fixed amount of
/// work, not a fixed time, because the machine may be busy with other things.
const SPINNING: &str = "<!doctype html><title>spinning</title><link rel=icon href=data:,><script>
let sum = 0;
for (let i = 0; i < 4e8; i++) sum ^= i;
addEventListener('load', () => fetch(`/done${location.pathname}?${sum}`));
</script>";

/// How many milliseconds that work takes at least.
const SPUN: f64 = 100.0;

/// Generous, because a busy machine is slow.
const LIMIT: Duration = Duration::from_secs(60);

struct Arm {
    browser: Box<dyn Browser>,
    tab: Tab,
    /// The process that shows the server's pages.
    pid: u32,
    busy: Vec<f64>,
}

impl Arm {
    fn start(extension: PathBuf, config: &str, server: &Server) -> Result<Self> {
        let before = processes::own();
        let browser = launch(
            Kind::Firefox,
            &Options { extension: Some(extension), headed: false, ..Options::default() },
        )?;
        let reply = browser.in_extension(
            "return browser.runtime.sendMessage({ request: 'save', json: arguments[0] })",
            &[config.into()],
        )?;
        ensure!(reply["errors"] == json!([]), "the configuration was refused: {reply}");
        // A page of the same site first, so that its process exists and stays.
        let tab = browser.open(&page(server, "page", 0))?;
        let mut arm = Self { browser, tab, pid: 0, busy: vec![] };
        let started: Vec<(u32, f64)> = processes::own()
            .into_iter()
            .filter(|pid| !before.contains(pid))
            .filter_map(|pid| Some((pid, processes::main_thread(pid).ok()?)))
            .collect();
        arm.visit(&page(server, "spin", 0), server)?;
        let (pid, gained) = started
            .into_iter()
            .filter_map(|(pid, idle)| Some((pid, processes::main_thread(pid).ok()? - idle)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .context("Firefox has no processes")?;
        ensure!(gained >= SPUN, "no process of Firefox's shows the page: the busiest gained {gained} ms");
        arm.pid = pid;
        Ok(arm)
    }

    fn visit(&self, url: &str, server: &Server) -> Result<()> {
        server.clear_requests();
        self.browser.navigate(&self.tab, url)?;
        server.wait_request(LIMIT, "the page's end", |r| r.path.starts_with("/done"))?;
        Ok(())
    }

    /// Milliseconds of processor time of the main thread from before the navigation to 400 ms after the load.
    fn load(&self, url: &str, server: &Server) -> Result<f64> {
        let before = processes::main_thread(self.pid)?;
        self.visit(url, server)?;
        Ok(processes::main_thread(self.pid)? - before)
    }
}

/// The rows.
pub fn measure(effort: &Effort) -> Result<Vec<Row>> {
    let ucontact = Simulator::start()?;
    let server =
        Server::start(|r| Response::html(if r.path.starts_with("/spin") { SPINNING } else { TELLING }))?;
    let config = configuration(&ucontact);
    let mut ours = Arm::start(extension_dir(Kind::Firefox), &config, &server).context("our side")?;
    let mut empty = Arm::start(emptied(Kind::Firefox)?, &config, &server).context("the empty side")?;
    for n in 0..effort.warm_up + effort.pairs {
        let url = page(&server, "page", n);
        // The two take turns in going first, so that neither always finds the machine as the other left it.
        let (a, b) = if n.is_multiple_of(2) {
            let a = ours.load(&url, &server)?;
            (a, empty.load(&url, &server)?)
        } else {
            let b = empty.load(&url, &server)?;
            (ours.load(&url, &server)?, b)
        };
        if n >= effort.warm_up {
            ours.busy.push(a);
            empty.busy.push(b);
        }
    }
    let there = ours.browser.in_extension(PROBE, &[])?;
    ensure!(there == true, "the content script did not come up in the page that was measured");
    let difference = differences(&ours.busy, &empty.busy);
    Ok(vec![
        Row::new(
            "start-firefox",
            format!("firefox: main thread at a page's load, {} pairs, p50", difference.len()),
            format!("{:.1} ms; {} ms", p50(&ours.busy), spread(&difference)),
        )
        .other(format!("{:.1} ms", p50(&empty.busy)))
        .note(
            "processor time of the main thread of the page's process (/proc/…/schedstat) from before the navigation \
             to 400 ms after the load event; other: our own build with an empty content script; after the semicolon the \
             median of the pairs' differences and their middle half",
        )
        .data(json!({
            "ours": describe(&ours.busy), "empty": describe(&empty.busy), "difference": describe(&difference),
        })),
    ])
}
