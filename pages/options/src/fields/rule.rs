//! The fields of a rule's form.

use crate::draft::{Field, Let, Lookup, Rule, Texts, filled};

/// A field of a rule's form. A field in a row of a list carries the number of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleField {
    /// `name`
    Name,
    /// `when.campaign`, one per line
    Campaign,
    /// `when.channel`, one per line
    Channel,
    /// `when.clientId`
    ClientId,
    /// A variable's name
    LetName(usize),
    /// `let.*.from`
    LetFrom(usize),
    /// `let.*.match`
    LetMatch(usize),
    /// `let.*.to`
    LetTo(usize),
    /// `lookup.url`
    Asked,
    /// `lookup.results`
    Results,
    /// The name of a match's variable
    OfName(usize),
    /// Where in the match the variable stands
    OfFrom(usize),
    /// `lookup.let.*.match`
    OfMatch(usize),
    /// `lookup.let.*.to`
    OfTo(usize),
    /// `url`
    Url,
    /// `none`
    None,
    /// `many`
    Many,
    /// `open`
    Open,
}

impl RuleField {
    /// The field with this name in the page, in this row of a list.
    #[must_use]
    pub fn parse(name: &str, row: Option<usize>) -> Option<Self> {
        Some(match (name, row) {
            ("name", None) => Self::Name,
            ("campaign", None) => Self::Campaign,
            ("channel", None) => Self::Channel,
            ("clientId", None) => Self::ClientId,
            ("let-name", Some(row)) => Self::LetName(row),
            ("let-from", Some(row)) => Self::LetFrom(row),
            ("let-match", Some(row)) => Self::LetMatch(row),
            ("let-to", Some(row)) => Self::LetTo(row),
            ("asked", None) => Self::Asked,
            ("results", None) => Self::Results,
            ("of-name", Some(row)) => Self::OfName(row),
            ("of-from", Some(row)) => Self::OfFrom(row),
            ("of-match", Some(row)) => Self::OfMatch(row),
            ("of-to", Some(row)) => Self::OfTo(row),
            ("url", None) => Self::Url,
            ("none", None) => Self::None,
            ("many", None) => Self::Many,
            ("open", None) => Self::Open,
            _ => return None,
        })
    }

    /// What the rule holds there.
    #[must_use]
    pub fn get(self, rule: &Rule) -> String {
        let texts = |texts: &Option<Texts>| texts.as_ref().map(Texts::lines).unwrap_or_default();
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let of_let = |row: usize, part: fn(&Let) -> &String| {
            rule.lets.0.get(row).map(|(_, made)| part(made).clone()).unwrap_or_default()
        };
        let fields = || rule.lookup.as_ref().map_or(&[][..], |lookup| &lookup.lets.0);
        let of_match = |row: usize, part: fn(&Field) -> &str| {
            fields().get(row).map(|(_, field)| part(field).to_owned()).unwrap_or_default()
        };
        match self {
            Self::Name => optional(&rule.name),
            Self::Campaign => texts(&rule.when.campaign),
            Self::Channel => texts(&rule.when.channel),
            Self::ClientId => optional(&rule.when.client_id),
            Self::LetName(row) => rule.lets.0.get(row).map(|(name, _)| name.clone()).unwrap_or_default(),
            Self::LetFrom(row) => of_let(row, |made| &made.from),
            Self::LetMatch(row) => of_let(row, |made| &made.pattern),
            Self::LetTo(row) => of_let(row, |made| &made.to),
            Self::Asked => rule.lookup.as_ref().map(|lookup| lookup.url.clone()).unwrap_or_default(),
            Self::Results => rule.lookup.as_ref().map(|lookup| lookup.results.clone()).unwrap_or_default(),
            Self::OfName(row) => fields().get(row).map(|(name, _)| name.clone()).unwrap_or_default(),
            Self::OfFrom(row) => of_match(row, |field| field.parts().0),
            Self::OfMatch(row) => of_match(row, |field| field.parts().1),
            Self::OfTo(row) => of_match(row, |field| field.parts().2),
            Self::Url => rule.url.clone(),
            Self::None => optional(&rule.none),
            Self::Many => optional(&rule.many),
            Self::Open => optional(&rule.open),
        }
    }

    /// Whether a field that shows `shown` agrees with the rule. Empty lines do not count.
    #[must_use]
    pub fn shows(self, rule: &Rule, shown: &str) -> bool {
        match self {
            Self::Campaign => Texts::from_lines(shown) == rule.when.campaign,
            Self::Channel => Texts::from_lines(shown) == rule.when.channel,
            other => other.get(rule) == shown,
        }
    }

    /// Puts a text into the rule.
    pub fn set(self, rule: &mut Rule, text: &str) {
        let owned = || text.to_owned();
        let made = |rule: &mut Rule, row: usize, change: &dyn Fn(&mut Let)| {
            if let Some((_, made)) = rule.lets.0.get_mut(row) {
                change(made);
            }
        };
        match self {
            Self::Name => rule.name = filled(text),
            Self::Campaign => rule.when.campaign = Texts::from_lines(text),
            Self::Channel => rule.when.channel = Texts::from_lines(text),
            Self::ClientId => rule.when.client_id = filled(text),
            Self::LetName(row) => {
                if let Some((name, _)) = rule.lets.0.get_mut(row) {
                    *name = owned();
                }
            }
            Self::LetFrom(row) => made(rule, row, &|made| made.from = owned()),
            Self::LetMatch(row) => made(rule, row, &|made| made.pattern = owned()),
            Self::LetTo(row) => made(rule, row, &|made| made.to = owned()),
            Self::Asked => rule.lookup.get_or_insert_with(Lookup::default).url = owned(),
            Self::Results => rule.lookup.get_or_insert_with(Lookup::default).results = owned(),
            Self::OfName(row) => {
                if let Some((name, _)) = rule.lookup.as_mut().and_then(|lookup| lookup.lets.0.get_mut(row)) {
                    *name = owned();
                }
            }
            Self::OfFrom(row) => change_field(rule, row, |(_, pattern, to)| (owned(), pattern, to)),
            Self::OfMatch(row) => change_field(rule, row, |(from, _, to)| (from, owned(), to)),
            Self::OfTo(row) => change_field(rule, row, |(from, pattern, _)| (from, pattern, owned())),
            Self::Url => rule.url = owned(),
            Self::None => rule.none = filled(text),
            Self::Many => rule.many = filled(text),
            Self::Open => rule.open = filled(text),
        }
    }

    /// The path of this field's errors, within the rule.
    #[must_use]
    pub fn path(self, rule: &Rule) -> String {
        let of_let = |row: usize, part: &str| {
            let name = rule.lets.0.get(row).map_or("", |(name, _)| name);
            format!("let{}{part}", step(name))
        };
        let of_match = |row: usize, part: &str| {
            let name = rule.lookup.as_ref().and_then(|lookup| lookup.lets.0.get(row));
            format!("lookup.let{}{part}", step(name.map_or("", |(name, _)| name)))
        };
        match self {
            Self::Name => "name".to_owned(),
            Self::Campaign => "when.campaign".to_owned(),
            Self::Channel => "when.channel".to_owned(),
            Self::ClientId => "when.clientId".to_owned(),
            Self::LetName(row) => of_let(row, ""),
            Self::LetFrom(row) => of_let(row, ".from"),
            Self::LetMatch(row) => of_let(row, ".match"),
            Self::LetTo(row) => of_let(row, ".to"),
            Self::Asked => "lookup.url".to_owned(),
            Self::Results => "lookup.results".to_owned(),
            Self::OfName(row) => of_match(row, ""),
            // A pointer alone is written as the variable itself, so its error has the variable's path.
            Self::OfFrom(row) => match rule.lookup.as_ref().and_then(|lookup| lookup.lets.0.get(row)) {
                Some((_, Field::Pointer(_))) => of_match(row, ""),
                _ => of_match(row, ".from"),
            },
            Self::OfMatch(row) => of_match(row, ".match"),
            Self::OfTo(row) => of_match(row, ".to"),
            Self::Url => "url".to_owned(),
            Self::None => "none".to_owned(),
            Self::Many => "many".to_owned(),
            Self::Open => "open".to_owned(),
        }
    }
}

/// Changes a match's variable: `change` makes the new parts from the old ones.
fn change_field(
    rule: &mut Rule,
    row: usize,
    change: impl Fn((String, String, String)) -> (String, String, String),
) {
    if let Some((_, field)) = rule.lookup.as_mut().and_then(|lookup| lookup.lets.0.get_mut(row)) {
        let (from, pattern, to) = field.parts();
        let (from, pattern, to) = change((from.to_owned(), pattern.to_owned(), to.to_owned()));
        *field = Field::from_parts(&from, &pattern, &to);
    }
}

/// A step of a path, written as the configuration's reader writes it.
fn step(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'$';
    match name {
        "" => "[\"\"]".to_owned(),
        _ if name.bytes().all(plain) => format!(".{name}"),
        _ => format!("[{}]", serde_json::Value::from(name)),
    }
}

/// The variables that may stand in a rule's `url`; with `of_matches` also those of a lookup's matches.
#[must_use]
pub fn variables(rule: &Rule, of_matches: bool) -> Vec<String> {
    let own = rule.lets.0.iter().map(|(name, _)| name.clone());
    let fields = rule.lookup.iter().filter(|_| of_matches).flat_map(|lookup| &lookup.lets.0);
    let event = ["clientId", "campaign", "channel", "guid"].map(str::to_owned);
    let mut all: Vec<String> = Vec::new();
    for name in fields.map(|(name, _)| name.clone()).chain(own).chain(event) {
        if !name.is_empty() && !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use bridge::config::ConfigError;

    use super::super::{errors_at, errors_elsewhere};
    use super::*;
    use crate::{check, draft::Pairs};

    const ALL: [RuleField; 18] = [
        RuleField::Name,
        RuleField::Campaign,
        RuleField::Channel,
        RuleField::ClientId,
        RuleField::LetName(0),
        RuleField::LetFrom(0),
        RuleField::LetMatch(0),
        RuleField::LetTo(0),
        RuleField::Asked,
        RuleField::Results,
        RuleField::OfName(0),
        RuleField::OfFrom(0),
        RuleField::OfMatch(0),
        RuleField::OfTo(0),
        RuleField::Url,
        RuleField::None,
        RuleField::Many,
        RuleField::Open,
    ];

    fn rule() -> Rule {
        let lookup =
            Lookup { lets: Pairs(vec![("id".into(), Field::Pointer("/id".into()))]), ..Lookup::default() };
        Rule { lets: Pairs(vec![("phone".into(), Let::default())]), lookup: Some(lookup), ..Rule::default() }
    }

    #[test]
    fn a_text_that_is_put_into_a_field_stands_there_and_nowhere_else() {
        for field in ALL {
            let mut changed = rule();
            field.set(&mut changed, "x");
            assert_eq!(field.get(&changed), "x", "{field:?}");
            assert!(field.shows(&changed, "x") && !field.shows(&changed, "y"), "{field:?}");
            for other in ALL.into_iter().filter(|other| *other != field) {
                assert_eq!(other.get(&changed), other.get(&rule()), "{field:?} changed {other:?}");
            }
        }
    }

    #[test]
    fn an_error_of_any_field_is_shown_at_that_field() {
        for (field, wrong) in [
            (RuleField::Name, "x".repeat(300)),
            (RuleField::Campaign, format!("good\n{}", "x".repeat(600))),
            (RuleField::Channel, "x".repeat(600)),
            (RuleField::ClientId, "(".to_owned()),
            (RuleField::LetName(0), "my phone".to_owned()),
            (RuleField::LetFrom(0), "client".to_owned()),
            (RuleField::LetMatch(0), "[".to_owned()),
            (RuleField::LetTo(0), "$7".to_owned()),
            (RuleField::Asked, "ftp://x/".to_owned()),
            (RuleField::Results, "results".to_owned()),
            (RuleField::OfName(0), "my id".to_owned()),
            (RuleField::OfFrom(0), "id".to_owned()),
            (RuleField::OfMatch(0), "(".to_owned()),
            (RuleField::OfTo(0), "$7".to_owned()),
            (RuleField::Url, "https://h/{x}".to_owned()),
            (RuleField::None, "https://h/{x}".to_owned()),
            (RuleField::Many, "https://h/{x}".to_owned()),
            (RuleField::Open, "sometimes".to_owned()),
        ] {
            let mut one = rule();
            for (field, good) in [
                (RuleField::LetFrom(0), "clientId"),
                (RuleField::LetMatch(0), "(\\d+)"),
                (RuleField::LetTo(0), "$1"),
                (RuleField::Asked, "https://h/?q={phone}"),
                (RuleField::Results, "$[*]"),
                (RuleField::OfFrom(0), "/id"),
                (RuleField::Url, "https://h/{id}"),
            ] {
                field.set(&mut one, good);
            }
            assert_eq!(check::rule(&one), [], "before {field:?}");
            if matches!(field, RuleField::OfMatch(_) | RuleField::OfTo(_)) {
                RuleField::OfMatch(0).set(&mut one, "(\\d+)");
                RuleField::OfTo(0).set(&mut one, "$1");
            }
            field.set(&mut one, &wrong);
            let errors = check::rule(&one);
            assert!(errors_at(&errors, &field.path(&one)).is_some(), "{field:?}: {errors:?}");
            let paths: Vec<String> = ALL.iter().map(|field| field.path(&one)).collect();
            assert_eq!(errors_elsewhere(&errors, &paths), Vec::<&ConfigError>::new(), "{field:?}");
        }
    }

    #[test]
    fn each_variable_is_listed_once_and_those_of_matches_only_on_request() {
        let mut one = rule();
        one.lets.0.push(("phone".into(), Let::default()));
        assert_eq!(variables(&one, true)[..3], ["id", "phone", "clientId"]);
        assert_eq!(variables(&one, false)[..2], ["phone", "clientId"]);
    }
}
