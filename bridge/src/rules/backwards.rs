//! The rules run backwards: whose record does a page show?

use super::decide::{Target, decide_one};
use crate::config::Config;
use crate::matching::Glob;
use crate::message::Assigned;
use crate::record;
use crate::rule::{Let, Rule};
use crate::template::Variables;
use crate::why_not::ReasonText;
use serde::Serialize;

/// How many beginnings of a page's address are tried, the longest first: under a record's page there are others, with
/// longer paths and with parameters.
const MOST_ADDRESSES: usize = 24;

/// Longest address of a page, in bytes. Longer ones are not looked at.
const MAX_PAGE: usize = 8 * 1024;

/// How many values are tried for one variable.
const MOST_CANDIDATES: usize = 16;

/// A page that shows the record of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recognised {
    /// The place in the configuration, from 0, of the first rule that opens this page.
    pub rule: usize,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The variables that the address gives, and those that follow from them.
    pub variables: Variables,
    /// What an interaction with this client could be started with.
    pub start: Suggestion,
}

/// What is known of an interaction that could be started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// The campaign, if the address names it, or the rule's condition names exactly one.
    pub campaign: Option<String>,
    /// The channel, if the address names it; else the first that the rule's condition names.
    pub channel: Option<String>,
    /// The client.
    pub client_id: String,
}

/// Whose record the page at `url` shows, by the first rule that opens it. Every result has been checked forwards: an
/// interaction with this client opens this record.
///
/// If a rule makes a variable from the client's id, the id is guessed from the variable's value and from the groups
/// in it. Only a guess that the rule's own expression turns into the same value counts. Expressions that change more
/// than that cannot be run backwards.
#[must_use]
pub fn recognise(config: &Config, url: &str) -> Option<Recognised> {
    let addresses = addresses(url);
    let found =
        |(index, rule)| backwards(rule, url, &addresses).ok().map(|client| client.recognised(index, rule));
    config.rules.iter().enumerate().find_map(found)
}

/// Why each rule before the first that opens `url` does not open it: the first `limit` reasons.
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

/// What one rule says about a page.
struct Client {
    variables: Variables,
    /// An interaction that opens the page.
    assigned: Assigned,
    /// Whether the address names the campaign, and the channel.
    named: (bool, bool),
}

impl Client {
    fn recognised(self, rule: usize, known: &Rule) -> Recognised {
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

fn backwards(rule: &Rule, page: &str, addresses: &[String]) -> Result<Client, &'static str> {
    if rule.lookup.is_some() {
        return Err("lookup: the record's id comes from the CRM, so the client's id is not known");
    }
    if !rule.url.is_recognisable() {
        return Err("url: its values cannot be read from an address");
    }
    let mut values = addresses.iter().filter_map(|address| rule.url.recognise(address)).peekable();
    if values.peek().is_none() {
        return Err("url: the page has another address");
    }
    for known in values {
        let clients = clients(rule, &known);
        if clients.is_empty() {
            continue;
        }
        for client_id in clients {
            if let Some(client) = forwards(rule, page, &known, client_id) {
                return Ok(client);
            }
        }
    }
    Err("no client's id leads to this page")
}

/// Runs the rule for this client; `None` if it does not open the page.
fn forwards(rule: &Rule, page: &str, known: &Variables, client_id: String) -> Option<Client> {
    let value = |name: &str, globs: &[Glob]| {
        // Any text that fulfils the condition will do for the check.
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
    let is_known = |(name, _): &(&str, &str)| match *name {
        "guid" => known.get("guid").is_some(),
        "campaign" => campaign.1,
        "channel" => channel.1,
        _ => true,
    };
    let variables = variables.iter().filter(is_known).collect();
    record::shows(page, &url).then_some(Client { variables, assigned, named: (campaign.1, channel.1) })
}

/// The ids that a client may have if the template has these values.
fn clients(rule: &Rule, known: &Variables) -> Vec<String> {
    if let Some(client) = known.get("clientId") {
        return vec![client.to_owned()];
    }
    // Each variable is made from an earlier one, so go from the last to the first.
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

/// The texts that this value may have been made from: all its groups in a row, each group alone, the value itself.
fn undone(made: &Let, value: &str) -> Vec<String> {
    let groups = made.to.groups(value).unwrap_or_default();
    let mut candidates = vec![groups.concat()];
    candidates.extend(groups);
    candidates.push(value.to_owned());
    candidates.retain(|candidate| !candidate.is_empty());
    candidates
}

/// The page's address, and its beginnings up to each separator, with and without a slash at the end; the longest
/// first.
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
