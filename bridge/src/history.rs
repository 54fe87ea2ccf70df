//! The history: search and export.

use crate::view::{InteractionView, Millis, RecordView};
use serde::Serialize;

/// One interaction in an export: plain words and ISO 8601 times in UTC.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    assigned: String,
    finished: Option<String>,
    disposition_sent: Option<String>,
    seconds: Option<u64>,
    channel: &'a str,
    campaign: &'a str,
    client_id: &'a str,
    guid: &'a str,
    record: Option<&'a str>,
    /// `opened`, `asked`, `failed`, `no rule`, …
    outcome: &'static str,
    rule: Option<String>,
}

const HEAD: [&str; 11] = [
    "assigned",
    "finished",
    "dispositionSent",
    "seconds",
    "channel",
    "campaign",
    "clientId",
    "guid",
    "record",
    "outcome",
    "rule",
];

impl<'a> Row<'a> {
    fn of(known: &'a InteractionView) -> Self {
        let (outcome, record) = outcome(&known.record);
        Row {
            assigned: iso(known.assigned),
            finished: known.finished.map(iso),
            disposition_sent: known.disposed.map(iso),
            seconds: known.finished.map(|end| end.saturating_sub(known.assigned) / 1000),
            channel: &known.channel,
            campaign: &known.campaign,
            client_id: &known.client_id,
            guid: &known.guid,
            record,
            outcome,
            rule: known
                .why
                .as_ref()
                .map(|why| why.name.clone().unwrap_or_else(|| format!("rules[{}]", why.rule))),
        }
    }

    fn cells(self) -> [String; HEAD.len()] {
        let or_empty = Option::unwrap_or_default;
        [
            self.assigned,
            or_empty(self.finished),
            or_empty(self.disposition_sent),
            self.seconds.map_or_else(String::new, |seconds| seconds.to_string()),
            self.channel.to_owned(),
            self.campaign.to_owned(),
            self.client_id.to_owned(),
            self.guid.to_owned(),
            self.record.unwrap_or_default().to_owned(),
            self.outcome.to_owned(),
            or_empty(self.rule),
        ]
    }
}

/// The state of a record in a word, and its address.
fn outcome(record: &RecordView) -> (&'static str, Option<&str>) {
    match record {
        RecordView::Opening { url } => ("opening", Some(url)),
        RecordView::Opened { url, .. } => ("opened", Some(url)),
        RecordView::Asked { url } => ("asked", Some(url)),
        RecordView::Known { url } => ("known", Some(url)),
        RecordView::Failed { url, .. } => ("failed", Some(url)),
        RecordView::NoRule { .. } => ("no rule", None),
        RecordView::LookingUp => ("looking up", None),
        RecordView::Choose => ("several match", None),
        RecordView::Nothing => ("nothing found", None),
    }
}

/// The interactions as CSV (RFC 4180, UTF-8 with a byte order mark, as spreadsheets want it).
///
/// A spreadsheet takes a cell for a formula if it begins with `=`, `+` or the like, as a client's id may. Such a cell
/// gets an apostrophe in front, which spreadsheets read as "this is text" (OWASP, CSV injection).
#[must_use]
pub fn csv(interactions: &[InteractionView]) -> String {
    let mut text = String::from("\u{feff}");
    line(&mut text, &HEAD.map(str::to_owned));
    for known in interactions {
        line(&mut text, &Row::of(known).cells());
    }
    text
}

fn line(text: &mut String, cells: &[String]) {
    for (n, cell) in cells.iter().enumerate() {
        if n > 0 {
            text.push(',');
        }
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
        let quoted = formula || cell.contains([',', '"', '\n', '\r', ';', '\t', '\'']);
        if !quoted {
            text.push_str(cell);
            continue;
        }
        text.push('"');
        if formula {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// The interactions as an indented JSON list.
#[must_use]
pub fn json(interactions: &[InteractionView]) -> String {
    let rows: Vec<Row<'_>> = interactions.iter().map(Row::of).collect();
    // Texts and numbers can always be written as JSON.
    serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
}

/// A search. It finds an interaction if each of its words is in the client's id, the campaign, the channel, the guid
/// or the record's address; letter case is ignored. A word of digits is also found in the client's id if other
/// characters stand between the digits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search(Vec<String>);

impl Search {
    /// Reads what the user typed.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether it is empty, and so finds everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it finds this interaction.
    #[must_use]
    pub fn finds(&self, known: &InteractionView) -> bool {
        if self.is_empty() {
            return true;
        }
        let record = outcome(&known.record).1.unwrap_or_default();
        let fields =
            [&known.client_id, &known.campaign, &known.channel, &known.guid, record].map(str::to_lowercase);
        let digits: String = known.client_id.chars().filter(char::is_ascii_digit).collect();
        self.0.iter().all(|word| {
            let is_number = word.bytes().all(|b| b.is_ascii_digit());
            fields.iter().any(|field| field.contains(word.as_str()))
                || is_number && digits.contains(word.as_str())
        })
    }
}

/// A time as ISO 8601 in UTC, to the second.
fn iso(at: Millis) -> String {
    let (days, rest) = ((at / 86_400_000) as i64, at % 86_400_000 / 1000);
    // The proleptic Gregorian calendar, after Howard Hinnant's `civil_from_days`
    // (https://howardhinnant.github.io/date_algorithms.html).
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Opened, Why};

    fn known(client_id: &str) -> InteractionView {
        InteractionView {
            guid: "g-1".into(),
            campaign: "Ventas, \"Sur\"".into(),
            channel: "telephony".into(),
            client_id: client_id.into(),
            assigned: 1_795_687_199_999,
            finished: Some(1_795_687_261_000),
            disposed: None,
            record: RecordView::Opened { url: "https://crm.example/c/5".into(), how: Opened::Tab },
            lookup: None,
            why: Some(Why { rule: 2, name: None, variables: vec![], shown: None }),
        }
    }

    #[test]
    fn one_line_each() {
        let csv = csv(&[known("099 123")]);
        let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').split("\r\n").collect();
        assert_eq!(
            lines[0],
            "assigned,finished,dispositionSent,seconds,channel,campaign,clientId,guid,record,outcome,rule"
        );
        assert_eq!(
            lines[1],
            "2026-11-26T09:59:59Z,2026-11-26T10:01:01Z,,61,telephony,\"Ventas, \"\"Sur\"\"\",099 123,g-1,https://crm.example/c/5,opened,rules[2]"
        );
        assert_eq!(lines[2..], [""]);
    }

    #[test]
    fn no_cell_is_a_formula() {
        for id in ["=1+1", "+59899", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            let csv = csv(&[known(id)]);
            assert!(csv.contains(&format!(",\"'{id}\",")), "{id:?}: {csv}");
        }
        assert!(csv(&[known("5=5")]).contains(",5=5,"));
        assert!(csv(&[known("a\"\nb")]).contains(",\"a\"\"\nb\","));
    }

    #[test]
    fn as_json_it_is_what_it_is() {
        let list: serde_json::Value = serde_json::from_str(&json(&[known("=1+1")])).unwrap();
        assert_eq!(list[0]["clientId"], "=1+1");
        assert_eq!(list[0]["seconds"], 61);
        assert!(list[0]["dispositionSent"].is_null());
        assert_eq!(json(&[]), "[]\n");
    }

    #[test]
    fn days_of_all_kinds() {
        for (at, wanted) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_709_251_199_000, "2024-02-29T23:59:59Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
            (1_798_761_599_000, "2026-12-31T23:59:59Z"),
        ] {
            assert_eq!(iso(at), wanted);
        }
    }

    #[test]
    fn a_search_finds_all_of_its_words() {
        let finds = |text: &str| Search::parse(text).finds(&known("+598 99-123-456"));
        for text in ["", "  ", "VENTAS", "tele sur", "99123456", "g-1", "/c/5", "598 ventas", "99-123"] {
            assert!(finds(text), "{text}");
        }
        for text in ["soporte", "ventas soporte", "99123457", "zz"] {
            assert!(!finds(text), "{text}");
        }
    }
}
