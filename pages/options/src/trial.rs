//! What a draft makes of an interaction, by the same code that decides when an interaction is assigned.

use std::rc::Rc;

use bridge::config::Config;
use bridge::message::Assigned;
use bridge::open::OpenMode;
use bridge::rule::EVENT_VARIABLES;
use bridge::rules::{self, Decision};
use bridge::why_not::WhyNot;
use pages::why_not::Nothing;

use crate::check::{Checks, with_rules};
use crate::draft::{Draft, Pairs, Rule, When};

/// The value of a rule's own variable for an event.
///
/// # Errors
/// Why the variable has no value: an error in the rule, or a regular expression that does not match.
pub fn value_of(rule: &Rule, name: &str, event: &Assigned) -> Result<String, Nothing> {
    // Only this variable and those that it is made from: errors of others do not matter.
    let mut needed: Vec<&str> = vec![name];
    let from = |of: &str| rule.lets.0.iter().find(|(name, _)| name == of).map(|(_, made)| made.from.as_str());
    while let Some(next) = needed.last().and_then(|last| from(last)) {
        if EVENT_VARIABLES.contains(&next) || needed.contains(&next) {
            break;
        }
        needed.push(next);
    }
    let lets: Vec<_> =
        rule.lets.0.iter().filter(|(name, _)| needed.contains(&name.as_str())).cloned().collect();
    let alone = Rule { lets: Pairs(lets), url: "https://ucontact.invalid/".to_owned(), ..Rule::default() };
    match of_one(&alone, event)? {
        Decision::Rule { variables, .. } => Ok(variables.get(name).unwrap_or_default().to_owned()),
        _ => Err(Nothing::Error(String::new())),
    }
}

/// Whether a regular expression matches an event's client id.
///
/// # Errors
/// The expression does not compile.
pub fn matches(pattern: &str, event: &Assigned) -> Result<bool, String> {
    let when = When { client_id: Some(pattern.to_owned()), ..When::default() };
    let alone = Rule { when, url: "https://ucontact.invalid/".to_owned(), ..Rule::default() };
    let json = with_rules([&alone], &None);
    let config = Config::parse(&json).map_err(|errors| first(&errors))?;
    Ok(rules::decide(&config, event) != Decision::None)
}

/// Where a rule leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// To the record at this address.
    Record(String),
    /// To a lookup: the CRM is asked at this address.
    Asks(String),
}

/// What one rule makes of an event.
///
/// # Errors
/// Why the rule does not apply.
pub fn of_rule(rule: &Rule, event: &Assigned) -> Result<Leads, Nothing> {
    match of_one(rule, event)? {
        Decision::Rule { url, .. } => Ok(Leads::Record(url)),
        Decision::Lookup { request, .. } => Ok(Leads::Asks(request.url)),
        Decision::None => Err(Nothing::Error(String::new())),
    }
}

/// The decision of one rule alone; never [`Decision::None`].
fn of_one(rule: &Rule, event: &Assigned) -> Result<Decision, Nothing> {
    let config =
        Config::parse(&with_rules([rule], &None)).map_err(|errors| Nothing::Error(first(&errors)))?;
    match rules::decide(&config, event) {
        Decision::None => {
            let why = rules::reasons(&config, event, 1).pop();
            Err(why.map_or_else(|| Nothing::Error(String::new()), |reason| Nothing::Rule(reason.why)))
        }
        decision => Ok(decision),
    }
}

fn first(errors: &[bridge::config::ConfigError]) -> String {
    errors.first().map(|error| error.message.clone()).unwrap_or_default()
}

/// At most so many rules are listed that do not apply.
pub const MOST_LISTED: usize = 200;

/// What all rules make of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The rules before the one that applies, in order, and why they do not apply; at most [`MOST_LISTED`].
    pub passed: Vec<(usize, Passed)>,
    /// How many more such rules there are.
    pub more: usize,
    /// The rule that applies.
    pub applies: Option<Applies>,
}

/// Why a rule does not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passed {
    /// It does not apply, for this reason.
    Why(WhyNot),
    /// It has errors.
    Wrong,
}

/// The rule that applies.
#[derive(Debug, Clone, PartialEq)]
pub struct Applies {
    /// Its place in the list.
    pub rule: usize,
    /// Its name.
    pub name: Option<String>,
    /// The event's variables, and those of the rule.
    pub variables: Vec<(String, String)>,
    /// Where it leads.
    pub leads: Leads,
    /// How the record opens.
    pub open: &'static str,
}

/// Tries all rules. A rule with errors does not apply, and is listed.
#[must_use]
pub fn of_all(draft: &Draft, checks: &Checks, event: &Assigned) -> Trial {
    let good = |index: &usize| checks.of(*index).is_some_and(<[_]>::is_empty);
    let places: Vec<usize> = (0..draft.rules.len()).filter(good).collect();
    let kept: Vec<&Rc<Rule>> = places.iter().map(|place| &draft.rules[*place]).collect();
    // Every kept rule was checked, so nothing is checked again: `load` compiles regular expressions when they are
    // needed.
    let open = draft.open.clone().filter(|open| OPEN.contains(&open.as_str()));
    let config = Config::load(&with_rules(kept, &open)).ok();
    let mut applies = None;
    let mut reasons = Vec::new();
    if let Some(config) = &config {
        applies = match rules::decide(config, event) {
            Decision::None => None,
            Decision::Rule { index, name, variables, url, open } => {
                Some((index, name, variables, Leads::Record(url), open))
            }
            Decision::Lookup { index, name, variables, request, open } => {
                Some((index, name, variables, Leads::Asks(request.url), open))
            }
        };
        reasons = rules::reasons(config, event, MOST_LISTED);
    }
    let applies = applies.and_then(|(index, name, variables, leads, open)| {
        let variables = variables.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Some(Applies { rule: *places.get(index)?, name, variables, leads, open: open_key(open) })
    });
    let end = applies.as_ref().map_or(draft.rules.len(), |applies| applies.rule);
    let mut reasons = reasons.into_iter();
    let mut passed = Vec::new();
    for place in 0..end.min(MOST_LISTED) {
        // `reasons` has those of the rules without errors, in the same order.
        let why = places.binary_search(&place).ok().and_then(|_| reasons.next());
        passed.push((place, why.map_or(Passed::Wrong, |reason| Passed::Why(reason.why))));
    }
    Trial { more: end - passed.len(), passed, applies }
}

const OPEN: [&str; 5] = ["reuse", "tab", "window", "ask", "never"];

fn open_key(open: OpenMode) -> &'static str {
    match open {
        OpenMode::Reuse => "openReuse",
        OpenMode::Tab => "openTab",
        OpenMode::Window => "openWindow",
        OpenMode::Ask => "openAsk",
        OpenMode::Never => "openNever",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Let, Lookup, Texts};

    fn event(client_id: &str) -> Assigned {
        Assigned {
            guid: "1".into(),
            channel: "telephony".into(),
            client_id: client_id.into(),
            ..Assigned::default()
        }
    }

    fn made(from: &str, pattern: &str, to: &str) -> Let {
        Let { from: from.into(), pattern: pattern.into(), to: to.into() }
    }

    fn by_phone() -> Rule {
        Rule {
            lets: Pairs(vec![
                ("phone".into(), made("local", "(.*)", "+598$1")),
                ("local".into(), made("clientId", r"0?(\d{8})$", "$1")),
                ("broken".into(), made("clientId", "(", "")),
            ]),
            url: "https://crm.example/?q={phone}".into(),
            ..Rule::default()
        }
    }

    #[test]
    fn a_variable_has_its_value_whatever_else_is_wrong_with_its_rule() {
        let rule = by_phone();
        assert_eq!(value_of(&rule, "phone", &event("099123456")), Ok("+59899123456".into()));
        assert!(value_of(&rule, "phone", &event("x")).is_err_and(
            |why| matches!(why, Nothing::Rule(WhyNot::Variable { name, .. }) if name == "local")
        ));
        let error = |rule: &Rule, name| match value_of(rule, name, &event("x")) {
            Err(Nothing::Error(why)) => why,
            other => panic!("{other:?}"),
        };
        assert!(error(&rule, "broken").contains("compile"));
        let mut circle = by_phone();
        circle.lets.0[1].1.from = "phone".into();
        assert!(error(&circle, "phone").contains("circle"));
    }

    #[test]
    fn a_condition_on_the_client_is_tried_alone() {
        assert_eq!(matches(r"^\d+$", &event("42")), Ok(true));
        assert_eq!(matches(r"^\d+$", &event("x")), Ok(false));
        assert!(matches("(", &event("x")).is_err());
    }

    #[test]
    fn a_rule_leads_somewhere_or_says_why_not() {
        let mut rule = by_phone();
        assert!(of_rule(&rule, &event("099123456")).is_err(), "it has an error");
        rule.lets.0.pop();
        let leads = Leads::Record("https://crm.example/?q=%2B59899123456".into());
        assert_eq!(of_rule(&rule, &event("099123456")), Ok(leads));
        let url = "https://crm.example/api?q={phone}".to_owned();
        rule.lookup = Some(Lookup { url, results: "$[*]".into(), ..Lookup::default() });
        let asks = Leads::Asks("https://crm.example/api?q=%2B59899123456".into());
        assert_eq!(of_rule(&rule, &event("099123456")), Ok(asks));
    }

    #[test]
    fn rules_are_listed_in_order_with_those_that_have_errors() {
        let chat = When { channel: Some(Texts::One("webchat".into())), ..When::default() };
        let mut good = by_phone();
        good.lets.0.pop();
        good.name = Some("Callers".into());
        let url = "https://crm.example/c/{clientId}".to_owned();
        let rules = vec![
            Rule { when: chat, url: url.clone(), ..Rule::default() },
            by_phone(),
            good,
            Rule { url, ..Rule::default() },
        ];
        let draft = Draft { rules: rules.into_iter().map(Rc::new).collect(), ..Draft::default() };
        let mut checks = Checks::default();
        checks.follow(&draft.rules);
        checks.work(|| true);
        let trial = of_all(&draft, &checks, &event("099123456"));
        assert_eq!(trial.passed.len(), 2);
        assert!(matches!(&trial.passed[0], (0, Passed::Why(WhyNot::Channel(_)))));
        assert_eq!(trial.passed[1], (1, Passed::Wrong));
        let applies = trial.applies.unwrap();
        assert_eq!((applies.rule, applies.name.as_deref(), applies.open), (2, Some("Callers"), "openReuse"));
        assert!(applies.variables.contains(&("local".to_owned(), "99123456".to_owned())));

        let other = of_all(&draft, &checks, &event("x"));
        assert_eq!(other.passed.len(), 3);
        assert_eq!(other.applies.unwrap().rule, 3);
    }

    #[test]
    fn only_so_many_rules_are_listed_as_people_read() {
        let none = Rc::new(Rule {
            when: When { client_id: Some("^$".into()), ..When::default() },
            url: "https://h/".into(),
            ..Rule::default()
        });
        let draft = Draft { rules: vec![none; MOST_LISTED + 50], ..Draft::default() };
        let mut checks = Checks::default();
        checks.follow(&draft.rules);
        checks.work(|| true);
        let trial = of_all(&draft, &checks, &event("42"));
        assert_eq!((trial.passed.len(), trial.more, trial.applies), (MOST_LISTED, 50, None));
    }
}
