//! A working day: two hundred interactions over all of uContact's channels, up to five at once, with transfers,
//! repeats, dispositions and a restart of the browser at noon. The desk's account must equal the simulator's.

mod account;

use crate::{Scenario, scenario};
use account::{Account, Line, of_csv, of_json, of_view, record};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::driver::{Options, Scratch, eventually};
use tests::simulator::{assigned, disposition, finished};
use tests::world::{LIMIT, World, extension_dir};

pub const ALL: &[Scenario] = &[scenario("working-day", working_day)];

const INTERACTIONS: usize = 200;

/// How many interactions an agent has at once.
const AT_ONCE: usize = 5;

/// How many ended interactions the desk itself keeps; the others are in the history only.
const ENDED_KEPT: usize = 50;

/// The seed's channels, and one that is unknown.
const CHANNELS: [&str; 8] =
    ["telephony", "whatsapp", "webchat", "sms", "email", "messenger", "instagram", "fax"];
const CAMPAIGNS: [&str; 4] = ["Ventas", "Cobranzas", "Soporte", "Retención, \"Sur\""];

/// Records open for some, wait until they are asked for with others, and are only known for most; phone calls and
/// faxes of the other campaigns have no rule.
fn configuration(world: &World) -> Value {
    let mut config = world.config();
    let url = |path: &str| world.crm.url(path);
    config["rules"] = json!([
        {"name": "Web chats", "when": {"campaign": "Ventas", "channel": "webchat"}, "url": url("/contact/{clientId}")},
        {"name": "Callers", "when": {"campaign": "Cobranzas", "channel": "telephony"},
         "let": {"phone": {"from": "clientId", "match": "^0(\\d{8})$", "to": "+598$1"}},
         "url": url("/search?q={phone}"), "open": "tab"},
        {"when": {"campaign": "Soporte"}, "url": url("/search?q={clientId}&by={channel}"), "open": "ask"},
        {"when": {"channel": ["whatsapp", "webchat", "sms", "email", "messenger", "instagram"]},
         "url": url("/search?q={clientId}"), "open": "never"}
    ]);
    config
}

/// Knuth's MMIX generator: the same day every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

fn client(channel: &str, number: usize) -> String {
    match channel {
        "telephony" | "sms" | "fax" => format!("09{:07}", 1_000_000 + number * 7_919),
        // The plus at the start would make it a formula in a spreadsheet.
        "whatsapp" => format!("+5989{:07}", 2_000_000 + number * 104_729 % 7_000_000),
        "email" => format!("ana.pérez+{number}@example.com"),
        "instagram" => format!("@tienda_{number}"),
        "messenger" => format!("10000{number:06}"),
        _ => (10_000 + number).to_string(),
    }
}

/// The day as it is played: which interactions are live, and which have ended, in order.
struct Day {
    world: World,
    account: Account,
    dice: Dice,
    live: Vec<String>,
    ended: Vec<String>,
    made: usize,
    /// Messages posted since the browser started, and the frame that posted the last one.
    said: usize,
    speaks: &'static str,
}

impl Day {
    fn crm(&self) -> String {
        self.world.crm.origin()
    }

    /// Posts a message, now and then twice, as uContact does if it is in two frames or a page is loaded again.
    fn tell(&mut self, message: &Value) -> Result<()> {
        let (first, other) = if self.dice.one_in(6) { ("second", "main") } else { ("main", "second") };
        let times = if self.dice.one_in(8) { 2 } else { 1 };
        self.post(first, message, times)?;
        if self.dice.one_in(10) {
            self.post(other, message, 1)?;
        }
        Ok(())
    }

    /// Posts from one of the two frames, after the background has received what the other one posted: two frames have
    /// no common order.
    fn post(&mut self, label: &'static str, message: &Value, times: u32) -> Result<()> {
        if std::mem::replace(&mut self.speaks, label) != label {
            eventually(LIMIT, "the background to be told", || {
                Ok((self.world.heard()?.len() >= self.said).then_some(()))
            })?;
        }
        self.world.ucontact.fire_times(label, message, times)?;
        self.said += times as usize;
        Ok(())
    }

    /// Waits until the desk knows everything that was posted.
    fn settle(&self) -> Result<()> {
        let mut last = String::new();
        eventually(LIMIT, "the desk to know what was told", || {
            let state = self.world.state()?;
            let differences = self.account.differences(&of_view(&state["view"]["interactions"]), false);
            last = differences.join("\n");
            Ok(differences.is_empty().then_some(()))
        })
        .with_context(|| last.clone())
    }

    fn assign(&mut self, guid: &str, campaign: &str, channel: &str, client: &str) -> Result<()> {
        let crm = self.crm();
        self.tell(&assigned(guid, campaign, channel, client))?;
        self.account.assigned(&crm, guid, campaign, channel, client);
        self.ended.retain(|ended| ended != guid);
        self.live.push(guid.to_owned());
        Ok(())
    }

    /// A new client. Which one opens a record is fixed, so that opening takes seconds only.
    fn next(&mut self) -> Result<()> {
        let number = self.made;
        self.made += 1;
        let (campaign, channel) = if number % 12 == 5 {
            ("Ventas", "webchat")
        } else if number % 25 == 8 {
            ("Cobranzas", "telephony")
        } else {
            loop {
                let drawn =
                    (CAMPAIGNS[self.dice.below(CAMPAIGNS.len())], CHANNELS[self.dice.below(CHANNELS.len())]);
                if record(drawn.0, drawn.1, "0").0 != "opened" {
                    break drawn;
                }
            }
        };
        let guid = format!("day-{number:03}");
        self.assign(&guid, campaign, channel, &client(channel, number))?;
        let line = self.account.line(&guid)?;
        match line.outcome.as_str() {
            "opened" => {
                self.world.wait_opened(&guid).map(drop)?;
                let path = self.account.opened.last().context("nothing was opened")?;
                self.world.crm.wait_navigation(path).map(drop)
            }
            // Sometimes the agent opens a record that was offered.
            "asked" if self.dice.one_in(6) => {
                self.settle()?;
                self.world.request(&json!({"request": "open", "guid": guid}))?;
                let crm = self.crm();
                self.account.opened(&crm, &guid);
                self.world.wait_opened(&guid).map(drop)
            }
            _ => Ok(()),
        }
    }

    fn dispose(&mut self, guid: &str) -> Result<()> {
        self.tell(&disposition(guid))?;
        self.account.disposed(guid);
        Ok(())
    }

    /// One of the live interactions ends: with its disposition before, after, or never.
    fn end(&mut self) -> Result<()> {
        let guid = self.live.remove(self.dice.below(self.live.len()));
        let when = self.dice.below(3);
        if when == 0 {
            self.dispose(&guid)?;
        }
        self.tell(&finished(&guid))?;
        self.account.finished(&guid);
        self.ended.push(guid.clone());
        if when == 1 {
            self.dispose(&guid)?;
        }
        Ok(())
    }

    /// An interaction that was transferred comes back under its guid, through another campaign. For this agent it had
    /// ended.
    fn comes_back(&mut self, guid: &str) -> Result<()> {
        let Line { campaign, channel, client, .. } = self.account.line(guid)?.clone();
        let place = CAMPAIGNS.iter().position(|known| *known == campaign).unwrap_or_default();
        self.assign(guid, CAMPAIGNS[(place + 1) % CAMPAIGNS.len()], &channel, &client)?;
        self.settle()
    }

    /// Another agent transfers an interaction to this one: it ends, and the same client comes under a new guid.
    fn comes_anew(&mut self) -> Result<()> {
        let guid = self.live.remove(self.dice.below(self.live.len()));
        let Line { channel, client, .. } = self.account.line(&guid)?.clone();
        self.tell(&finished(&guid))?;
        self.account.finished(&guid);
        self.ended.push(guid);
        let number = self.made;
        self.made += 1;
        self.assign(&format!("day-{number:03}-leg"), "Retención, \"Sur\"", &channel, &client)
    }

    /// Continues until this many interactions were posted.
    fn play(&mut self, until: usize) -> Result<()> {
        while self.made < until {
            while self.live.len() >= AT_ONCE {
                self.end()?;
            }
            if self.dice.one_in(14) && self.live.len() > 1 && self.made + 1 < until {
                self.comes_anew()?;
            } else if self.dice.one_in(12) && !self.ended.is_empty() {
                let guid =
                    self.ended[self.ended.len() - 1 - self.dice.below(self.ended.len().min(20))].clone();
                self.comes_back(&guid)?;
            } else {
                self.next()?;
            }
        }
        while self.live.len() < AT_ONCE {
            let guid = self.ended.last().cloned().context("nothing ended yet")?;
            self.comes_back(&guid)?;
        }
        self.settle()?;
        self.world.wait_badge(&AT_ONCE.to_string())
    }

    /// Everything that was posted is in the journal, and done.
    fn wait_written(&self) -> Result<()> {
        let journal = eventually(LIMIT, "everything to be written down and done", || {
            let journal = self.world.journal()?;
            let done = journal.iter().all(|entry| !entry["done"].is_null());
            Ok((done && journal.len() >= self.account.told.len()).then_some(journal))
        })?;
        let keys = journal.iter().map(|entry| entry["key"].as_str().unwrap_or_default().to_owned());
        let keys: std::collections::BTreeSet<String> = keys.collect();
        ensure!(keys == self.account.told, "the journal has other keys than what was told: {keys:?}");
        Ok(())
    }

    fn open_desks(&mut self) -> Result<()> {
        self.world.listen()?;
        self.said = 0;
        for label in ["main", "second"] {
            let before = self.world.ucontact.newest(label);
            self.world
                .browser
                .open(&self.world.crm.url_with("/with-softphone", &format!("label={label}")))?;
            self.world.ucontact.wait_newer(label, before)?;
        }
        Ok(())
    }
}

fn working_day(shared: &World) -> Result<()> {
    let kind = shared.browser.kind();
    let profile = Scratch::new("day")?;
    let options = Options {
        extension: Some(extension_dir(kind)),
        profile: Some(profile.path().to_owned()),
        ..Options::default()
    };
    let world = World::start_with(kind, &options)?;
    world.configure(&configuration(&world))?;
    let mut day = Day {
        world,
        account: Account::default(),
        dice: Dice(20_261_126),
        live: vec![],
        ended: vec![],
        made: 0,
        said: 0,
        speaks: "main",
    };
    day.open_desks()?;
    day.play(INTERACTIONS / 2)?;
    // One that the desk has long replaced by others.
    let long_ago = day.ended[..day.ended.len() - ENDED_KEPT].to_vec();
    let [first, second, third] = long_ago.first_chunk::<3>().context("a short morning")?;
    day.dispose(second)?;
    day.settle()?;
    day.end()?;
    day.comes_back(first)?;
    day.wait_written()?;
    let before_noon = day.account.opened.clone();
    day.world = day.world.restart(&options)?;
    day.open_desks()?;
    // uContact announces its live interactions again.
    for guid in day.live.clone() {
        let Line { campaign, channel, client, .. } = day.account.line(&guid)?.clone();
        day.post("main", &assigned(&guid, &campaign, &channel, &client), 1)?;
    }
    day.settle()?;
    day.end()?;
    day.comes_back(third)?;
    day.play(INTERACTIONS)?;
    day.wait_written()?;
    ensure!(day.account.lines().count() == INTERACTIONS, "{} interactions", day.account.lines().count());
    ensure!(day.account.opened.len() > before_noon.len() + 8, "few records: {:?}", day.account.opened);
    compare(&day)
}

/// Compares the desk's view, the history's two files and the requests of tabs with the account.
fn compare(day: &Day) -> Result<()> {
    let world = &day.world;
    let view = of_view(&world.state()?["view"]["interactions"]);
    let differences = day.account.differences(&view, false);
    ensure!(differences.is_empty(), "the desk:\n{}", differences.join("\n"));
    ensure!(view.len() == AT_ONCE + ENDED_KEPT, "the desk shows {}", view.len());

    let page = world.browser.open_extension("history/history.html")?;
    let mut last = String::new();
    eventually(LIMIT, "the history to tell the day", || {
        for (button, read) in [("#json", of_json as fn(&str) -> Result<Vec<Line>>), ("#csv", of_csv)] {
            let differences =
                day.account.differences(&read(&crate::pages::history::saved(world, &page, button)?)?, true);
            last = format!("{button}:\n{}", differences.join("\n"));
            if !differences.is_empty() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    })
    .with_context(|| last.clone())?;

    let count = |list: &[String]| {
        let mut counts = BTreeMap::new();
        for target in list.iter().filter(|target| !target.starts_with("/with-softphone")) {
            *counts.entry(target.clone()).or_insert(0) += 1;
        }
        counts
    };
    let (wanted, asked) = (count(&day.account.opened), count(&world.crm.navigations()));
    ensure!(asked == wanted, "tabs asked for {asked:?}, not {wanted:?}");
    Ok(())
}
