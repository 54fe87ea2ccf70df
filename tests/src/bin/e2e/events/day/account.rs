//! The simulator's own account of the day: what uContact posted, and what the configuration of [`super`] makes of it,
//! in plain words and without a line of the product's code.

use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use tests::servers::encode;

/// One interaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub guid: String,
    pub channel: String,
    pub campaign: String,
    pub client: String,
    pub live: bool,
    pub disposed: bool,
    /// In the export's words.
    pub outcome: String,
    /// The record's address; empty if there is none.
    pub record: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Line { guid, channel, campaign, client, live, disposed, outcome, record } = self;
        let (live, disposed) =
            (if *live { "live" } else { "finished" }, if *disposed { "disposed" } else { "open" });
        write!(f, "{guid} | {channel} | {campaign} | {client} | {live} | {disposed} | {outcome} | {record}")
    }
}

/// What the record of a first assignment should be: the export's word for it, and its path in the CRM.
pub fn record(campaign: &str, channel: &str, client: &str) -> (&'static str, String) {
    match (campaign, channel) {
        ("Ventas", "webchat") => ("opened", format!("/contact/{}", encode(client))),
        ("Cobranzas", "telephony") => {
            ("opened", format!("/search?q={}", encode(&format!("+598{}", &client[1..]))))
        }
        ("Soporte", _) => ("asked", format!("/search?q={}&by={}", encode(client), encode(channel))),
        (_, "telephony" | "fax") => ("no rule", String::new()),
        _ => ("known", format!("/search?q={}", encode(client))),
    }
}

/// The day so far.
#[derive(Default)]
pub struct Account {
    lines: BTreeMap<String, Line>,
    /// Everything that was posted at least once; the journal has an entry for each.
    pub told: BTreeSet<String>,
    /// Records that were opened, in order.
    pub opened: Vec<String>,
}

impl Account {
    pub fn assigned(&mut self, crm: &str, guid: &str, campaign: &str, channel: &str, client: &str) {
        self.told.insert(format!("assignedInteraction:{guid}"));
        if let Some(line) = self.lines.get_mut(guid) {
            // uContact says that it is live again; its record was handled before.
            line.live = true;
            line.campaign = campaign.into();
            return;
        }
        let (outcome, path) = record(campaign, channel, client);
        let record = if path.is_empty() { path.clone() } else { format!("{crm}{path}") };
        if outcome == "opened" {
            self.opened.push(path);
        }
        self.lines.insert(
            guid.into(),
            Line {
                guid: guid.into(),
                channel: channel.into(),
                campaign: campaign.into(),
                client: client.into(),
                live: true,
                disposed: false,
                outcome: outcome.into(),
                record,
            },
        );
    }

    pub fn finished(&mut self, guid: &str) {
        self.told.insert(format!("finishedInteraction:{guid}"));
        self.lines.entry(guid.into()).and_modify(|line| line.live = false);
    }

    pub fn disposed(&mut self, guid: &str) {
        self.told.insert(format!("sentDisposition:{guid}"));
        self.lines.entry(guid.into()).and_modify(|line| line.disposed = true);
    }

    /// The agent opens the record that was offered.
    pub fn opened(&mut self, crm: &str, guid: &str) {
        let Some(line) = self.lines.get_mut(guid) else { return };
        line.outcome = "opened".into();
        self.opened.push(line.record.trim_start_matches(crm).into());
    }

    pub fn line(&self, guid: &str) -> Result<&Line> {
        self.lines.get(guid).with_context(|| format!("nobody told of {guid}"))
    }

    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.values()
    }

    /// What these lines have and the account does not, and, if `all` must be there, the other way round.
    pub fn differences(&self, found: &[Line], all: bool) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut out = Vec::new();
        for line in found {
            if !seen.insert(&line.guid) {
                out.push(format!("twice: {line}"));
            }
            match self.lines.get(&line.guid) {
                Some(own) if own == line => {}
                Some(own) => out.push(format!("the desk says     {line}\nthe simulator says {own}")),
                None => out.push(format!("never told: {line}")),
            }
        }
        let missing = self.lines().filter(|line| (all || line.live) && !seen.contains(&line.guid));
        out.extend(missing.map(|line| format!("missing: {line}")));
        out
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The lines of the desk's view, as the popup gets it.
pub fn of_view(interactions: &Value) -> Vec<Line> {
    let outcome = |state: &str| if state == "noRule" { "no rule".into() } else { state.to_owned() };
    let line = |i: &Value| Line {
        guid: text(&i["guid"]),
        channel: text(&i["channel"]),
        campaign: text(&i["campaign"]),
        client: text(&i["clientId"]),
        live: i["finished"].is_null(),
        disposed: !i["disposed"].is_null(),
        outcome: outcome(&text(&i["record"]["state"])),
        record: text(&i["record"]["url"]),
    };
    interactions.as_array().into_iter().flatten().map(line).collect()
}

/// The lines of the history's JSON file.
pub fn of_json(file: &str) -> Result<Vec<Line>> {
    let rows: Vec<Value> = serde_json::from_str(file).context("the history's JSON")?;
    let line = |row: &Value| Line {
        guid: text(&row["guid"]),
        channel: text(&row["channel"]),
        campaign: text(&row["campaign"]),
        client: text(&row["clientId"]),
        live: row["finished"].is_null(),
        disposed: !row["dispositionSent"].is_null(),
        outcome: text(&row["outcome"]),
        record: text(&row["record"]),
    };
    Ok(rows.iter().map(line).collect())
}

/// The lines of the history's CSV file, read as a spreadsheet reads it: a leading apostrophe marks text.
pub fn of_csv(file: &str) -> Result<Vec<Line>> {
    let mut rows = cells(file.trim_start_matches('\u{feff}')).into_iter();
    let head = rows.next().context("the history's CSV is empty")?;
    let line = |row: Vec<String>| -> Result<Line> {
        let cell = |name: &str| -> Result<String> {
            let place = head.iter().position(|known| known == name);
            let cell =
                place.and_then(|place| row.get(place)).with_context(|| format!("no {name} in {row:?}"))?;
            Ok(cell.strip_prefix('\'').unwrap_or(cell).to_owned())
        };
        Ok(Line {
            guid: cell("guid")?,
            channel: cell("channel")?,
            campaign: cell("campaign")?,
            client: cell("clientId")?,
            live: cell("finished")?.is_empty(),
            disposed: !cell("dispositionSent")?.is_empty(),
            outcome: cell("outcome")?,
            record: cell("record")?,
        })
    };
    rows.map(line).collect()
}

/// RFC 4180.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (vec![], vec![], String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            other => cell.push(other),
        }
    }
    rows
}
