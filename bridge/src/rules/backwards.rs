//! The rules run backwards: whose record is it that a page shows?

use super::decide::{Target, decide_one};
use crate::config::Config;
use crate::matching::Glob;
use crate::message::Assigned;
use crate::record;
use crate::rule::{Let, Rule};
use crate::template::Variables;
use crate::why_not::ReasonText;
use serde::Serialize;

/// How many beginnings of a page's address are tried, the longest first: a record's page has pages under it, and
/// parameters of its own.
const MOST_ADDRESSES: usize = 24;

/// Longest address that is looked at, in bytes.
const MAX_PAGE: usize = 8 * 1024;

/// How many values are tried for one variable.
const MOST_CANDIDATES: usize = 16;

/// A page that shows the record of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recognised {
    /// The place in the configuration, from 0, of the first rule that leads there.
    pub rule: usize,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// What the address says, and what follows from it.
    pub variables: Variables,
    /// What an interaction with this client could be started with.
    pub start: Suggestion,
}

/// What is known of an interaction that could be started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// The campaign, where the address or the rule's condition names one and no other.
    pub campaign: Option<String>,
    /// The channel, where the address names it; else the first that the rule's condition names.
    pub channel: Option<String>,
    /// The client.
    pub client_id: String,
}

/// Whose record the page at `url` shows, by the first rule that leads there. What is answered was run forwards again: an
/// interaction with this client opens this record.
///
/// A variable that a rule makes from the client's id is undone where its value, or the groups in it, are found by the
/// rule's own expression; other expressions have no way back.
#[must_use]
pub fn recognise(config: &Config, url: &str) -> Option<Recognised> {
    let addresses = addresses(url);
    let found = |(index, rule)| backwards(rule, url, &addresses).ok().map(|told| told.at(index, rule));
    config.rules.iter().enumerate().find_map(found)
}

/// Why each of the rules before the first that leads to `url` does not: the first `limit` of them.
#[must_use]
pub fn unrecognised(config: &Config, url: &str, limit: usize) -> Vec<ReasonText> {
    let addresses = addresses(url);
    let mut reasons = Vec::new();
    for (index, rule) in config.rules.iter().enumerate().take(limit) {
        let Err(why) = backwards(rule, url, &addresses) else { break };
        reasons.push(ReasonText { rule: index, name: rule.name.clone(), why: why.to_owned() });
    }
    reasons
}

struct Told {
    variables: Variables,
    assigned: Assigned,
    named: (bool, bool),
}

impl Told {
    fn at(self, rule: usize, known: &Rule) -> Recognised {
        let literal = |globs: &[Glob]| -> Vec<String> {
            globs
                .iter()
                .filter(|glob| glob.literal().is_some())
                .map(|glob| glob.as_str().to_owned())
                .collect()
        };
        let (campaigns, channels) = (literal(&known.when.campaign), literal(&known.when.channel));
        let only = match (&campaigns[..], known.when.campaign.len()) {
            ([one], 1) => Some(one.clone()),
            _ => None,
        };
        let Assigned { campaign, channel, client_id, .. } = self.assigned;
        Recognised {
            rule,
            name: known.name.clone(),
            variables: self.variables,
            start: Suggestion {
                campaign: if self.named.0 { Some(campaign) } else { only },
                channel: if self.named.1 { Some(channel) } else { channels.into_iter().next() },
                client_id,
            },
        }
    }
}

fn backwards(rule: &Rule, page: &str, addresses: &[String]) -> Result<Told, &'static str> {
    if rule.lookup.is_some() {
        return Err("lookup: the record's id comes from the CRM, and does not tell the client's");
    }
    if !rule.url.is_recognisable() {
        return Err("url: its values cannot be told apart in an address");
    }
    let mut values = addresses.iter().filter_map(|address| rule.url.recognise(address)).peekable();
    if values.peek().is_none() {
        return Err("url: the page's address is not one of these");
    }
    for known in values {
        let clients = clients(rule, &known);
        if clients.is_empty() {
            continue;
        }
        for client_id in clients {
            if let Some(told) = forwards(rule, page, &known, client_id) {
                return Ok(told);
            }
        }
    }
    Err("no client's id was found that leads there")
}

/// Runs the rule for this client; `None` where that does not lead to the page.
fn forwards(rule: &Rule, page: &str, known: &Variables, client_id: String) -> Option<Told> {
    let value = |name: &str, globs: &[Glob]| {
        // Any text that the condition takes will do for the check.
        let sample = || globs.first().map_or_else(String::new, |glob| glob.as_str().replace('*', ""));
        known.get(name).map_or_else(|| (sample(), false), |value| (value.to_owned(), true))
    };
    let campaign = value("campaign", &rule.when.campaign);
    let channel = value("channel", &rule.when.channel);
    let assigned = Assigned {
        guid: known.get("guid").unwrap_or_default().to_owned(),
        campaign: campaign.0,
        channel: channel.0,
        client_id,
    };
    let (variables, target) = decide_one(rule, &assigned)?;
    let Target::Record(url) = target else { return None };
    let told = |(name, _): &(&str, &str)| match *name {
        "guid" => known.get("guid").is_some(),
        "campaign" => campaign.1,
        "channel" => channel.1,
        _ => true,
    };
    let variables = variables.iter().filter(told).collect();
    record::shows(page, &url).then_some(Told { variables, assigned, named: (campaign.1, channel.1) })
}

/// The ids that a client may have for these values of the template.
fn clients(rule: &Rule, known: &Variables) -> Vec<String> {
    if let Some(client) = known.get("clientId") {
        return vec![client.to_owned()];
    }
    // Each variable is made from one before it: undone from the last to the first.
    let mut wanted: Vec<(&str, Vec<String>)> =
        known.iter().map(|(name, value)| (name, vec![value.to_owned()])).collect();
    for made in rule.lets.iter().rev() {
        let Some((_, values)) = wanted.iter().find(|(name, _)| *name == made.name) else { continue };
        let mut from: Vec<String> = Vec::new();
        for candidate in values.iter().flat_map(|value| undone(made, value)) {
            if from.len() < MOST_CANDIDATES && !from.contains(&candidate) {
                from.push(candidate);
            }
        }
        if !wanted.iter().any(|(name, _)| *name == made.from) {
            wanted.push((&made.from, from));
        }
    }
    wanted.into_iter().find(|(name, _)| *name == "clientId").map(|(_, values)| values).unwrap_or_default()
}

/// What may have stood where this value was made from: its groups, one after the other; each alone; the value itself.
fn undone(made: &Let, value: &str) -> Vec<String> {
    let groups = made.to.groups(value).unwrap_or_default();
    let mut candidates = vec![groups.concat()];
    candidates.extend(groups);
    candidates.push(value.to_owned());
    candidates.retain(|candidate| !candidate.is_empty());
    candidates
}

/// The page's address and its beginnings at separators, with and without a slash at the end; the longest first.
fn addresses(url: &str) -> Vec<String> {
    let mut addresses = Vec::new();
    if url.len() > MAX_PAGE {
        return addresses;
    }
    let mut add = |address: &str| {
        let slashed = match address.strip_suffix('/') {
            Some(bare) => [address.to_owned(), bare.to_owned()],
            None => [address.to_owned(), format!("{address}/")],
        };
        for address in slashed {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
    };
    add(url);
    let path = url.find("://").and_then(|at| url[at + 3..].find('/').map(|slash| at + 3 + slash));
    let Some(path) = path else { return addresses };
    let ends = url.char_indices().rev().filter(|(at, c)| *at > path && matches!(c, '/' | '?' | '#' | '&'));
    for (at, _) in ends.take(MOST_ADDRESSES) {
        add(&url[..at]);
    }
    addresses
}

#[cfg(test)]
#[path = "backwards_tests.rs"]
mod tests;
