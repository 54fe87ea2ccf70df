//! Applies the rules.

use super::Decision;
use crate::config::Config;
use crate::lookup::Request;
use crate::matching::{Glob, fold};
use crate::message::Assigned;
use crate::rule::{EVENT_VARIABLES, Rule};
use crate::template::{ExpandError, Template, Variables};
use crate::why_not::{Condition, MAX_PATTERNS, MAX_SHOWN, Reason, WhyNot};
use std::borrow::Cow;

/// The first rule that applies to an interaction.
#[must_use]
pub fn decide(config: &Config, assigned: &Assigned) -> Decision {
    let event = Folded::new(assigned);
    for index in config.index.candidates(&event.campaign) {
        let rule = &config.rules[index];
        if let Ok((variables, target)) = apply(rule, &event) {
            let (name, open) = (rule.name.clone(), rule.open.unwrap_or(config.open));
            return match target {
                Target::Record(url) => Decision::Rule { index, name, variables, url, open },
                Target::Lookup(request) => Decision::Lookup { index, name, variables, request, open },
            };
        }
    }
    Decision::None
}

/// Why each rule before the first that applies does not apply: the first `limit` reasons.
#[must_use]
pub fn reasons(config: &Config, assigned: &Assigned, limit: usize) -> Vec<Reason> {
    let event = Folded::new(assigned);
    let mut reasons = Vec::new();
    for (index, rule) in config.rules.iter().enumerate().take(limit) {
        let Err(why) = apply(rule, &event) else { break };
        reasons.push(Reason { rule: index, name: rule.name.clone(), why: why.into_why_not() });
    }
    reasons
}

/// What one rule makes of an interaction; `None` if it does not apply.
pub(super) fn decide_one(rule: &Rule, assigned: &Assigned) -> Option<(Variables, Target)> {
    apply(rule, &Folded::new(assigned)).ok()
}

/// Where a rule leads.
pub(super) enum Target {
    Record(String),
    Lookup(Box<Request>),
}

/// An event, with campaign and channel in one letter case, as conditions compare them.
struct Folded<'a> {
    assigned: &'a Assigned,
    campaign: String,
    channel: String,
}

impl<'a> Folded<'a> {
    fn new(assigned: &'a Assigned) -> Self {
        Self { assigned, campaign: fold(&assigned.campaign), channel: fold(&assigned.channel) }
    }
}

/// The field of the event that a condition is about.
enum Field {
    Campaign,
    Channel,
}

/// Why a rule does not apply. It borrows everything, and becomes a [`WhyNot`] only if somebody asks.
enum Why<'a> {
    Condition { field: Field, value: &'a str, globs: &'a [Glob] },
    ClientId { value: &'a str, regex: &'a str },
    Broken { field: String, why: String },
    NoMatch { name: &'a str, from: &'a str, value: Cow<'a, str>, regex: &'a str },
    ValueTooLong { name: &'a str },
    Url { field: &'static str, error: ExpandError },
}

impl Why<'_> {
    /// The reason as an owned value, with long texts cut.
    fn into_why_not(self) -> WhyNot {
        match self {
            Self::Condition { field, value, globs } => {
                let patterns = globs.iter().take(MAX_PATTERNS).map(|glob| glob.as_str().to_owned()).collect();
                let of = Condition { value: cut(value), patterns, more: globs.len() > MAX_PATTERNS };
                match field {
                    Field::Campaign => WhyNot::Campaign(of),
                    Field::Channel => WhyNot::Channel(of),
                }
            }
            Self::ClientId { value, regex } => {
                WhyNot::ClientId { value: cut(value), regex: regex.to_owned() }
            }
            Self::Broken { field, why } => WhyNot::Broken { field, why },
            Self::NoMatch { name, from, value, regex } => WhyNot::Variable {
                name: name.to_owned(),
                from: from.to_owned(),
                value: cut(&value),
                regex: regex.to_owned(),
            },
            Self::ValueTooLong { name } => WhyNot::TooLong { name: name.to_owned() },
            Self::Url { field, error } => WhyNot::Address { field: field.to_owned(), error },
        }
    }
}

/// A value cut to [`MAX_SHOWN`] characters, and one more if there are more, so that the reader sees the cut.
fn cut(value: &str) -> String {
    value.chars().take(MAX_SHOWN + 1).collect()
}

/// Applies one rule: its variables and its target, or why it does not apply.
fn apply<'a>(rule: &'a Rule, event: &Folded<'a>) -> Result<(Variables, Target), Why<'a>> {
    let assigned = event.assigned;
    let fits =
        |globs: &[Glob], folded: &str| globs.is_empty() || globs.iter().any(|g| g.matches_folded(folded));
    if !fits(&rule.when.campaign, &event.campaign) {
        let (value, globs) = (assigned.campaign.as_str(), rule.when.campaign.as_slice());
        return Err(Why::Condition { field: Field::Campaign, value, globs });
    }
    if !fits(&rule.when.channel, &event.channel) {
        let (value, globs) = (assigned.channel.as_str(), rule.when.channel.as_slice());
        return Err(Why::Condition { field: Field::Channel, value, globs });
    }
    if let Some(regex) = &rule.when.client_id {
        let broken = |why: &str| Why::Broken { field: "when.clientId".into(), why: why.into() };
        if !regex.get().map_err(broken)?.is_match(&assigned.client_id) {
            return Err(Why::ClientId { value: &assigned.client_id, regex: regex.as_str() });
        }
    }
    let mut own: Vec<(&'a str, String)> = Vec::new();
    for variable in &rule.lets {
        let name = variable.name.as_str();
        let broken = |why: &str| Why::Broken { field: format!("let.{name}.match"), why: why.into() };
        let regex = variable.regex.get().map_err(broken)?;
        let from = variable.from.as_str();
        let value = match own.iter().find(|(known, _)| *known == from) {
            Some((_, value)) => Cow::Owned(value.clone()),
            None => Cow::Borrowed(event_value(assigned, from)),
        };
        let Some(captures) = regex.captures(&value) else {
            return Err(Why::NoMatch { name, from, value, regex: variable.regex.as_str() });
        };
        own.push((name, variable.to.expand(&captures).ok_or(Why::ValueTooLong { name })?));
    }
    let event = EVENT_VARIABLES.into_iter().map(|name| (name, event_value(assigned, name).to_owned()));
    let variables: Variables = event.chain(own).collect();
    let target = target(rule, &variables)?;
    Ok((variables, target))
}

/// Where a rule leads with these values. Every address that does not depend on the CRM's answer is made now; if one
/// cannot be made, the rule does not apply.
fn target<'a>(rule: &'a Rule, variables: &Variables) -> Result<Target, Why<'a>> {
    let expand = |field: &'static str, template: &Template| {
        template.expand(variables).map_err(|error| Why::Url { field, error })
    };
    let Some(lookup) = &rule.lookup else { return Ok(Target::Record(expand("url", &rule.url)?)) };
    if let Err(why) = lookup.results.get() {
        return Err(Why::Broken { field: "lookup.results".into(), why: why.into() });
    }
    Ok(Target::Lookup(Box::new(Request {
        url: expand("lookup.url", &lookup.url)?,
        none: lookup.none.as_ref().map(|none| expand("none", none)).transpose()?,
        many: lookup.many.as_ref().map(|many| expand("many", many)).transpose()?,
        lookup: lookup.clone(),
        record: rule.url.clone(),
        variables: variables.clone(),
    })))
}

/// The value of one of [`EVENT_VARIABLES`].
fn event_value<'a>(assigned: &'a Assigned, name: &str) -> &'a str {
    match name {
        "guid" => &assigned.guid,
        "campaign" => &assigned.campaign,
        "channel" => &assigned.channel,
        _ => &assigned.client_id,
    }
}
