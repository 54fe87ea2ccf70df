//! From the frame's `postMessage` to the tab's navigation, against the twenty-line extension in `tests/peer`, event
//! by event in turn, in two browsers that run side by side.

use crate::row::Row;
use crate::stats::{describe, p50, quantile};
use crate::{Effort, copy_folder, scratch};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tests::crm::{Crm, people};
use tests::driver::{Kind, Options, Tab, eventually, launch};
use tests::simulator::{Simulator, assigned};
use tests::world::{LIMIT, World};

/// How the record is opened; the rules and the peer tell by the channel.
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
    /// The tab that is led from record to record, in [`Mode::Reuse`].
    led: Option<Tab>,
    events: u32,
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
        let browser = launch(kind, &Options { extension: Some(extension), headed: false })?;
        Self::at_the_desk(World { crm, ucontact, other, browser })
    }

    fn at_the_desk(world: World) -> Result<Self> {
        world.open_desk()?;
        Ok(Self { world, led: None, events: 0 })
    }

    /// Fires one event and returns how many milliseconds passed until the CRM was asked for its record.
    fn event(&mut self, mode: Mode, cold: bool) -> Result<f64> {
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
                // The next event finds a page that is up, and the same one.
                eventually(LIMIT, "the record to be loaded", || {
                    let state = browser.eval(&tab, "return document.readyState", &[])?;
                    Ok((state == "complete").then_some(()))
                })?;
                let led = self.led.get_or_insert_with(|| tab.clone());
                ensure!(*led == tab, "{path} opened in another tab than the one that was free");
            }
        }
        Ok(asked.at - fired.at)
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
            rows.push(row(kind, mode, cold, &series(&mut ours, &mut peer, mode, cold, count)?));
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
        Mode::Tab => ("a new tab", "tab"),
        Mode::Reuse => ("a tab of the CRM", "reuse"),
    };
    let (state, temperature) =
        if cold { ("background stopped before each", "cold") } else { ("warm", "warm") };
    let told = |s: &[f64]| format!("p50 {:.1} ms, p90 {:.1} ms", p50(s), quantile(s, 0.9));
    let row = Row::new(
        format!("latency-{}-{id}-{temperature}", kind.name()),
        format!("{}: from postMessage to the navigation of {how}, {state}, {} each", kind.name(), ours.len()),
        told(ours),
    )
    .other(format!("twenty lines of JS: {}; ratio {ratio:.2}", told(peer)))
    .data(json!({
        "clock": "the frame's performance.timeOrigin + now() just before postMessage; the CRM server's clock when the \
                  tab's request arrived; both in milliseconds since the Unix epoch on one machine",
        "ours": describe(ours), "peer": describe(peer), "ratioOfP50": ratio,
    }));
    if mode == Mode::Tab && !cold { row.target("ratio ≤ 1.25, p50", ratio <= 1.25) } else { row }
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
        format!("{}: cold, in a new tab, with 10,000 rules, {count} each", kind.name()),
        format!("p50 {:.1} ms, p90 {:.1} ms", p50(&many), quantile(&many, 0.9)),
    )
    .other(format!("with 2 rules: p50 {:.1} ms, p90 {:.1} ms", p50(&few), quantile(&few, 0.9)))
    .data(json!({"10000": describe(&many), "2": describe(&few)})))
}
