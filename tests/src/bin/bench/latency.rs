//! The time from the frame's `postMessage` to the tab's navigation, compared with the twenty-line extension in
//! `tests/peer`: event by event in turn, in two browsers that run side by side.

use crate::row::Row;
use crate::stats::{describe, p50, quantile};
use crate::{Effort, copy_folder, scratch};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tests::crm::{Crm, people};
use tests::driver::{Kind, Options, Tab, eventually, launch};
use tests::simulator::{Simulator, assigned};
use tests::world::{LIMIT, World};

const MOST_STRAYS: u32 = 10;

/// How the record is opened; the rules and the peer decide by the channel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Tab,
    Reuse,
}

impl Mode {
    fn channel(self) -> &'static str {
        match self {
            Mode::Tab => "webchat",
            Mode::Reuse => "telephony",
        }
    }
}

/// One browser with one extension in it.
struct Side {
    world: World,
    /// The tab that is navigated from record to record, in [`Mode::Reuse`].
    led: Option<Tab>,
    events: u32,
    /// Records that opened in a new tab although another tab was free.
    strays: u32,
}

impl Side {
    fn ours(kind: Kind) -> Result<Self> {
        let world = World::start(kind, false)?;
        world.configure(&rules(&world, 0))?;
        Self::at_the_desk(world)
    }

    fn peer(kind: Kind) -> Result<Self> {
        let (ucontact, other) = (Simulator::start()?, Simulator::start()?);
        let crm = Crm::start(&ucontact.origin(), &other.origin())?;
        let extension = peer(kind, &ucontact, &crm)?;
        let browser =
            launch(kind, &Options { extension: Some(extension), headed: false, ..Options::default() })?;
        Self::at_the_desk(World { crm, ucontact, other, browser, policies: None })
    }

    fn at_the_desk(world: World) -> Result<Self> {
        world.open_desk()?;
        Ok(Self { world, led: None, events: 0, strays: 0 })
    }

    /// Fires one event and returns how many milliseconds passed until the CRM was asked for its record.
    fn event(&mut self, mode: Mode, cold: bool) -> Result<f64> {
        for _ in 0..MOST_STRAYS {
            if let Some(passed) = self.one(mode, cold)? {
                return Ok(passed);
            }
            self.strays += 1;
        }
        bail!("{MOST_STRAYS} records in a row opened in a new tab, although one of the CRM's was free")
    }

    /// `None` if the record should have opened in the CRM's tab and did not: on a busy machine that tab may be too
    /// slow to report that it is free.
    fn one(&mut self, mode: Mode, cold: bool) -> Result<Option<f64>> {
        let World { crm, ucontact, browser, .. } = &self.world;
        self.events += 1;
        let client = self.events % people::COUNT + 1;
        let path = format!("/contact/{client}");
        if cold {
            browser.kill_background()?;
        }
        crm.server().clear_requests();
        let guid = format!("bench-{}", self.events);
        let fired = ucontact.fire("main", &assigned(&guid, "Ventas", mode.channel(), &client.to_string()))?;
        let asked = crm.wait_navigation(&path)?;
        let tab = self.world.wait_tab(&crm.url(&path))?;
        match mode {
            Mode::Tab => browser.close(&tab)?,
            Mode::Reuse => {
                // The next event must find this page, loaded.
                eventually(LIMIT, "the record to be loaded", || {
                    let state = browser.eval(&tab, "return document.readyState", &[])?;
                    Ok((state == "complete").then_some(()))
                })?;
                if let Some(before) = self.led.replace(tab.clone()).filter(|before| *before != tab) {
                    browser.close(&before)?;
                    return Ok(None);
                }
            }
        }
        Ok(Some(asked.at - fired.at))
    }
}

/// Our configuration: `before` rules that do not apply, then one for each mode.
fn rules(world: &World, before: usize) -> Value {
    let url = world.crm.url("/contact/{clientId}");
    let mut rules: Vec<Value> = (0..before)
        .map(|n| json!({"when": {"campaign": format!("Campaign {n}"), "channel": "webchat"}, "url": url}))
        .collect();
    for (mode, open) in [(Mode::Tab, "tab"), (Mode::Reuse, "reuse")] {
        rules.push(json!({"when": {"channel": mode.channel()}, "url": url, "open": open}));
    }
    json!({
        "version": 1,
        "ucontact": {"url": format!("{}/", world.ucontact.origin())},
        "sites": [{"name": "Alder", "pages": ["http://localhost/*"]}],
        "rules": rules
    })
}

/// The twenty-line extension with its two addresses filled in.
fn peer(kind: Kind, ucontact: &Simulator, crm: &Crm) -> Result<PathBuf> {
    let folder = scratch(&format!("peer-{}", kind.name()))?;
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("peer"), &folder)?;
    for (file, key, value) in
        [("content.js", "@UCONTACT@", ucontact.origin()), ("background.js", "@CRM@", crm.origin())]
    {
        let path = folder.join(file);
        let text = fs::read_to_string(&path)?;
        ensure!(text.contains(key), "{file} has lost its {key}");
        fs::write(path, text.replace(key, &value))?;
    }
    Ok(folder)
}

/// All rows of one browser.
pub fn measure(kind: Kind, effort: &Effort) -> Vec<Row> {
    compare(kind, effort).unwrap_or_else(|e| {
        let what = format!("{}: from postMessage to the tab's navigation", kind.name());
        vec![Row::not_measured(&format!("latency-{}", kind.name()), &what, &e)]
    })
}

fn compare(kind: Kind, effort: &Effort) -> Result<Vec<Row>> {
    let mut ours = Side::ours(kind).context("our side")?;
    let mut peer = Side::peer(kind).context("the peer's side")?;
    let mut rows = vec![];
    for mode in [Mode::Tab, Mode::Reuse] {
        for _ in 0..effort.warm_up {
            ours.event(mode, false).context("ours, warming up")?;
            peer.event(mode, false).context("the peer, warming up")?;
        }
        for cold in [false, true] {
            let count = if cold { effort.cold } else { effort.warm };
            let before = (ours.strays, peer.strays);
            let mut row = row(kind, mode, cold, &series(&mut ours, &mut peer, mode, cold, count)?);
            row.data["strays"] = json!({"ours": ours.strays - before.0, "peer": peer.strays - before.1});
            rows.push(row);
        }
    }
    rows.push(many_rules(kind, &mut ours, effort.cold)?);
    Ok(rows)
}

fn series(
    ours: &mut Side,
    peer: &mut Side,
    mode: Mode,
    cold: bool,
    count: usize,
) -> Result<(Vec<f64>, Vec<f64>)> {
    let (mut a, mut b) = (vec![], vec![]);
    for n in 0..count {
        let mut one = |which: bool| -> Result<()> {
            if which {
                a.push(ours.event(mode, cold).context("ours")?);
            } else {
                b.push(peer.event(mode, cold).context("the peer")?);
            }
            Ok(())
        };
        one(n % 2 == 0)?;
        one(n % 2 != 0)?;
    }
    Ok((a, b))
}

fn row(kind: Kind, mode: Mode, cold: bool, (ours, peer): &(Vec<f64>, Vec<f64>)) -> Row {
    let ratio = p50(ours) / p50(peer);
    let (how, id) = match mode {
        Mode::Tab => ("new tab", "tab"),
        Mode::Reuse => ("CRM's tab", "reuse"),
    };
    let temperature = if cold { "cold" } else { "warm" };
    let row = Row::new(
        format!("latency-{}-{id}-{temperature}", kind.name()),
        format!("{}: postMessage to navigation, {how}, {temperature}, {} each", kind.name(), ours.len()),
        format!("{}; ratio {ratio:.2}", told(ours)),
    )
    .other(told(peer))
    .note(
        "p50, p90; from the clock of uContact's page just before postMessage to that of the CRM's server when the \
         tab's request arrived; other: twenty lines of JS that do only that (tests/peer), event by event in turn; the \
         ratio is of the p50; cold: the worker or event page is killed before each",
    )
    .data(json!({"ours": describe(ours), "peer": describe(peer), "ratioOfP50": ratio}));
    if mode == Mode::Tab && !cold { row.target("ratio ≤ 1.25", ratio <= 1.25) } else { row }
}

fn told(series: &[f64]) -> String {
    format!("{:.1}, {:.1} ms", p50(series), quantile(series, 0.9))
}

/// The cold start with 10,000 rules to read.
fn many_rules(kind: Kind, ours: &mut Side, count: usize) -> Result<Row> {
    let (mut few, mut many) = (vec![], vec![]);
    for (before, series) in [(0, &mut few), (9_998, &mut many)] {
        ours.world.configure(&rules(&ours.world, before)).context("many rules")?;
        ours.event(Mode::Tab, true)?;
        for _ in 0..count {
            series.push(ours.event(Mode::Tab, true)?);
        }
    }
    Ok(Row::new(
        format!("latency-{}-rules", kind.name()),
        format!("{}: the same, new tab, cold, with 10,000 rules, {count} each", kind.name()),
        told(&many),
    )
    .other(told(&few))
    .note("p50, p90; the rule that applies is the last but one; other: ours with 2 rules")
    .data(json!({"10000": describe(&many), "2": describe(&few)})))
}
