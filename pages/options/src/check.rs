//! What is wrong with a draft. Rules are checked one by one, so that a key typed in one of ten thousand rules checks
//! one rule.
//!
//! A rule is put into a configuration of its own, and read by the same code as when it is saved. So page and background
//! never disagree on what an error is.

use std::collections::HashMap;
use std::rc::Rc;

use bridge::config::{Config, ConfigError, MAX_RULES};
use serde::Serialize;

use crate::draft::{Draft, Kept, Rule, Site, Ucontact};

/// An address for the parts of a configuration that are not being checked.
const SOMEWHERE: &str = "https://ucontact.invalid/";

#[derive(Serialize)]
struct Whole<'a, R: Serialize> {
    version: u32,
    ucontact: &'a Ucontact,
    sites: &'a [Rc<Site>],
    rules: R,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: &'a Option<String>,
    #[serde(rename = "whileTyping", skip_serializing_if = "Option::is_none")]
    while_typing: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: &'a Option<Kept>,
}

/// A configuration of these rules, without errors in everything else.
pub(crate) fn with_rules<R: Serialize>(rules: R, open: &Option<String>) -> String {
    let ucontact = Ucontact { url: SOMEWHERE.to_owned() };
    let site = Site { pages: vec![format!("{SOMEWHERE}*")], ..Site::default() };
    let whole = Whole {
        version: 1,
        ucontact: &ucontact,
        sites: &[Rc::new(site)],
        rules,
        open,
        while_typing: &None,
        history: &None,
    };
    serde_json::to_string(&whole).unwrap_or_default()
}

/// The errors of everything but the rules.
#[must_use]
pub fn head(draft: &Draft) -> Vec<ConfigError> {
    let Draft { version, ucontact, sites, open, while_typing, history, .. } = draft;
    let none: [&Rule; 0] = [];
    let whole = Whole { version: *version, ucontact, sites, rules: none, open, while_typing, history };
    let json = serde_json::to_string(&whole).unwrap_or_default();
    let mut errors = Config::parse(&json).err().unwrap_or_default();
    if draft.rules.len() > MAX_RULES {
        let message = format!("has {} entries; at most {MAX_RULES} are allowed", draft.rules.len());
        errors.push(ConfigError { path: "rules".to_owned(), message });
    }
    errors
}

/// The errors of a rule, with paths that begin in the rule, such as `let.phone.match`. An error of the whole rule has
/// an empty path.
#[must_use]
pub fn rule(rule: &Rule) -> Vec<ConfigError> {
    let errors = Config::parse(&with_rules([rule], &None)).err().unwrap_or_default();
    let inside = |path: String| {
        let path = path.strip_prefix("rules[0]").unwrap_or(&path);
        path.strip_prefix('.').unwrap_or(path).to_owned()
    };
    errors.into_iter().map(|error| ConfigError { path: inside(error.path), message: error.message }).collect()
}

/// What is known of each rule's errors.
#[derive(Debug, Default)]
pub struct Checks {
    entries: Vec<Entry>,
    /// All rules before this one are checked.
    next: usize,
}

#[derive(Debug, Clone)]
struct Entry {
    rule: Rc<Rule>,
    errors: Option<Rc<[ConfigError]>>,
}

impl Checks {
    /// The rules are these now. What is known of a rule that did not change stays known, wherever the rule is now.
    pub fn follow(&mut self, rules: &[Rc<Rule>]) {
        let same_place = |(entry, rule): (&Entry, &Rc<Rule>)| Rc::ptr_eq(&entry.rule, rule);
        let moved = self.entries.len() != rules.len()
            || self.entries.iter().zip(rules).filter(|pair| !same_place(*pair)).count() > 1;
        let known: HashMap<*const Rule, Entry> = if moved {
            self.entries.iter().map(|entry| (Rc::as_ptr(&entry.rule), entry.clone())).collect()
        } else {
            HashMap::new()
        };
        let fresh = |rule: &Rc<Rule>| Entry { rule: rule.clone(), errors: None };
        if moved {
            let find = |rule: &Rc<Rule>| known.get(&Rc::as_ptr(rule)).cloned().unwrap_or_else(|| fresh(rule));
            self.entries = rules.iter().map(find).collect();
        } else {
            for (entry, rule) in self.entries.iter_mut().zip(rules) {
                if !Rc::ptr_eq(&entry.rule, rule) {
                    *entry = fresh(rule);
                }
            }
        }
        self.next = 0;
    }

    /// Checks one rule now, unless its errors are known.
    pub fn now(&mut self, index: usize) {
        if let Some(entry) = self.entries.get_mut(index)
            && entry.errors.is_none()
        {
            entry.errors = Some(rule(&entry.rule).into());
        }
    }

    /// Checks more rules while there is `time`; `true` once all are checked.
    pub fn work(&mut self, mut time: impl FnMut() -> bool) -> bool {
        while self.next < self.entries.len() {
            if self.entries[self.next].errors.is_none() {
                if !time() {
                    return false;
                }
                self.now(self.next);
            }
            self.next += 1;
        }
        true
    }

    /// Whether all rules are checked.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.next >= self.entries.len() || self.entries[self.next..].iter().all(|e| e.errors.is_some())
    }

    /// The errors of a rule; `None` until the rule is checked.
    #[must_use]
    pub fn of(&self, index: usize) -> Option<&[ConfigError]> {
        self.entries.get(index)?.errors.as_deref()
    }

    /// How many errors are known.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entries.iter().filter_map(|entry| entry.errors.as_ref()).map(|errors| errors.len()).sum()
    }

    /// The first rule with errors: from `from` to the end, then from the beginning.
    #[must_use]
    pub fn next_wrong(&self, from: usize) -> Option<usize> {
        let wrong = |index: &usize| self.of(*index).is_some_and(|errors| !errors.is_empty());
        (from..self.entries.len()).chain(0..from.min(self.entries.len())).find(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(urls: &[&str]) -> Vec<Rc<Rule>> {
        urls.iter().map(|url| Rc::new(Rule { url: (*url).to_owned(), ..Rule::default() })).collect()
    }

    #[test]
    fn parts_have_the_errors_that_the_whole_has() {
        let json = include_str!("../../../tests/fixtures/ten-mistakes.json");
        let whole = Config::parse(json).unwrap_err();
        // A draft cannot hold unknown fields; the JSON view shows them.
        let Ok(draft) = Draft::parse(&json.replace("\"colour\"", "\"name\"")) else {
            return assert!(!whole.is_empty());
        };
        let mut parts = head(&draft);
        for (index, one) in draft.rules.iter().enumerate() {
            parts.extend(rule(one).into_iter().map(|mut error| {
                error.path = format!("rules[{index}].{}", error.path);
                error
            }));
        }
        assert!(parts.iter().all(|error| whole.contains(error)), "{parts:#?}");
    }

    #[test]
    fn the_head_and_a_rule_are_checked_apart() {
        let mut draft = Draft::default();
        draft.ucontact.url = "http://acme.example/".into();
        let paths: Vec<String> = head(&draft).into_iter().map(|error| error.path).collect();
        assert_eq!(paths, ["ucontact.url", "sites"]);
        let bad = Rule { url: "https://crm.example/{fone}".into(), ..Rule::default() };
        let errors = rule(&bad);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].path, "url");
        let empty = rule(&Rule::default());
        assert_eq!(empty[0].path, "url");
    }

    #[test]
    fn only_what_changed_is_checked_again_and_what_moved_keeps_its_errors() {
        let mut list = rules(&["https://a.example/{x}", "https://b.example/", "https://c.example/{y}"]);
        let mut checks = Checks::default();
        checks.follow(&list);
        assert!(!checks.is_done());
        let mut steps = 2;
        let out_of_time = |steps: &mut i32| {
            *steps -= 1;
            *steps >= 0
        };
        assert!(!checks.work(|| out_of_time(&mut steps)));
        assert!(checks.of(2).is_none());
        assert!(checks.work(|| true) && checks.is_done());
        assert_eq!((checks.count(), checks.next_wrong(1), checks.next_wrong(0)), (2, Some(2), Some(0)));

        list.swap(0, 1);
        checks.follow(&list);
        assert!(checks.is_done(), "nothing is to be checked again");
        assert_eq!((checks.of(0).unwrap().len(), checks.of(1).unwrap().len()), (0, 1));

        Rc::make_mut(&mut list[1]).url = "https://a.example/".into();
        checks.follow(&list);
        assert!(!checks.is_done() && checks.of(1).is_none() && checks.of(2).is_some());
        checks.now(1);
        assert!(checks.is_done());
        assert_eq!(checks.count(), 1);
        list.remove(2);
        checks.follow(&list);
        assert_eq!((checks.count(), checks.next_wrong(5)), (0, None));
    }
}
