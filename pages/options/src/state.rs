//! What the page knows: the draft with its past, what is in force, and what follows from both. Values only: nothing in
//! here reads a clock, the DOM or the network.

use std::rc::Rc;

use bridge::config::ConfigError;
use bridge::message::Assigned;
use bridge::pattern::MatchPattern;
use bridge::view::Millis;
use bridge::wire::Managed;

use crate::check::{self, Checks};
use crate::draft::{Draft, Texts};
use crate::history::History;
use crate::json_text::JsonText;
use crate::trial::{self, Trial};
use crate::verdict::Verdict;

/// What the page knows. [`crate::app::App`] alone changes it.
pub struct State {
    /// The draft and its past.
    pub history: History<Draft>,
    /// What is in force, if anything is.
    pub in_force: Option<Draft>,
    /// The administrator's policy.
    pub managed: Option<Managed>,
    /// What is known of the rules' errors.
    pub checks: Checks,
    /// The errors of everything else.
    pub head: Rc<[ConfigError]>,
    /// The rule in the form.
    pub selected: usize,
    /// The list shows only rules that contain this text, in lower case.
    pub filter: String,
    /// The rules that are listed.
    pub listed: Vec<usize>,
    /// The JSON view, while it is open.
    pub json: Option<JsonText>,
    /// What is to be said that does not follow from the draft.
    pub news: Option<Verdict>,
    /// What was being edited when a policy came.
    pub aside: Option<Draft>,
    /// Pages of the draft that the browser was asked about.
    pub asked: Vec<String>,
    /// Those of them that the browser has not granted.
    pub missing: Vec<String>,
    /// The hosts that what is in force needs.
    pub hosts: Vec<String>,
    /// Those of them that the browser has not granted.
    pub missing_hosts: Vec<String>,
    /// The interaction that is tried.
    pub event: Assigned,
    /// The interactions that the desk has seen, the latest first.
    pub seen: Vec<Assigned>,
}

/// What is in force, as the background answers.
pub struct InForce {
    /// The configuration.
    pub json: Option<String>,
    /// The hosts that it needs.
    pub hosts: Vec<String>,
    /// Those of them that the browser has not granted.
    pub missing: Vec<String>,
    /// The administrator's policy, if it decides.
    pub managed: Option<Managed>,
}

/// What becomes of the JSON view when something else comes in force.
#[derive(Debug, Default, PartialEq)]
pub struct ForText {
    /// The view is open and unchanged: it shows this from now on.
    pub follows: Option<String>,
    /// The view opens with this, which the form cannot show.
    pub opens: Option<String>,
}

impl Default for State {
    fn default() -> Self {
        State {
            history: History::new(Draft::default()),
            in_force: None,
            managed: None,
            checks: Checks::default(),
            head: Rc::from([]),
            selected: 0,
            filter: String::new(),
            listed: Vec::new(),
            json: None,
            news: None,
            aside: None,
            asked: Vec::new(),
            missing: Vec::new(),
            hosts: Vec::new(),
            missing_hosts: Vec::new(),
            event: Assigned { guid: "try-1".into(), channel: "telephony".into(), ..Assigned::default() },
            seen: Vec::new(),
        }
    }
}

impl State {
    /// The draft as it is now.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        self.history.present()
    }

    /// Whether an administrator's policy decides: then nothing can be changed here.
    #[must_use]
    pub fn is_managed(&self) -> bool {
        self.managed.is_some()
    }

    /// Whether the draft differs from what is in force.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        if let Some(json) = &self.json {
            return json.changed;
        }
        match &self.in_force {
            Some(in_force) => in_force != self.draft(),
            None => *self.draft() != Draft::default(),
        }
    }

    /// Whether there is nothing at all yet.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.in_force.is_none() && *self.draft() == Draft::default() && self.json.is_none()
    }

    /// What is to be said of the draft.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.is_managed() {
            return if self.in_force.is_some() { Verdict::Managed } else { Verdict::ManagedNone };
        }
        match &self.news {
            Some(Verdict::Saved { .. }) => Verdict::Saved { missing: !self.missing_hosts.is_empty() },
            Some(other) => other.clone(),
            None => self.checked(),
        }
    }

    /// Whether there is something to save that has no errors. After a save that failed, the user may try again.
    #[must_use]
    pub fn can_save(&self) -> bool {
        !self.is_managed() && self.news != Some(Verdict::Saving) && self.checked().can_save()
    }

    /// What follows from the checks alone.
    fn checked(&self) -> Verdict {
        if let Some(json) = &self.json {
            return json.verdict();
        }
        if self.is_new() {
            return Verdict::Empty;
        }
        let errors = self.head.len() + self.checks.count();
        match (errors, self.is_dirty()) {
            (0, _) if !self.checks.is_done() => Verdict::Checking,
            (0, true) => Verdict::Good,
            (0, false) => Verdict::Same,
            (count, _) => Verdict::Errors(count),
        }
    }

    /// The draft's pages that are match patterns. The browser can be asked about no others.
    #[must_use]
    pub fn good_pages(&self) -> Vec<String> {
        let pages = self.draft().sites.iter().flat_map(|site| &site.pages);
        pages.filter(|page| MatchPattern::parse(page).is_ok()).cloned().collect()
    }

    /// The name that the page gives to a rule.
    #[must_use]
    pub fn rule_title(&self, index: usize) -> String {
        let name = self.draft().rules.get(index).and_then(|rule| rule.name.clone());
        name.unwrap_or_else(|| pages::Text::with("unnamedRule", [&(index + 1).to_string()]).read())
    }

    /// Something else may have come in force. A draft without changes follows it; a changed one stays as it is.
    pub fn accept(&mut self, new: InForce, now: Millis) -> ForText {
        let fresh = new.json.as_deref().and_then(|json| Draft::parse(json).ok());
        let unreadable = new.json.filter(|_| fresh.is_none() && new.managed.is_none());
        let dirty = self.is_dirty();
        let untouched = new.managed.is_some() || !dirty;
        if self.is_managed() != new.managed.is_some() {
            // The text was about something else than what it would now be saved over.
            if new.managed.is_some() && dirty {
                let typed = self.json.as_ref().and_then(|json| Draft::parse(&json.text).ok());
                self.aside = typed.or_else(|| Some(self.draft().clone()));
            }
            self.json = None;
        }
        self.managed = new.managed;
        (self.hosts, self.missing_hosts) = (new.hosts, new.missing);
        let present = self.draft().clone();
        // An equal configuration is not taken over: so the past stays, and what is known of each rule.
        if fresh.as_ref().is_some_and(|fresh| *fresh == present) {
            self.in_force = Some(present);
        } else {
            if untouched {
                self.history = History::new(fresh.clone().unwrap_or_default());
            }
            self.in_force = fresh;
        }
        // When a policy goes, what was being edited before it came is there again.
        if !self.is_managed()
            && let Some(aside) = self.aside.take()
        {
            self.history.change("", aside, now);
        }
        let mut text = ForText::default();
        if let Some(json) = self.json.as_ref().filter(|json| !json.changed) {
            let is_old = Draft::parse(&json.text).is_ok_and(|text| text != *self.draft());
            text.follows = is_old.then(|| self.draft().to_json());
        } else if self.json.is_none() && !self.is_dirty() {
            text.opens = unreadable;
        }
        text
    }

    /// Changes the draft, as [`History::change`] does; `false` if nothing changed. Under a policy nothing changes.
    pub fn change(&mut self, field: &str, change: impl FnOnce(&mut Draft), now: Millis) -> bool {
        if self.is_managed() {
            return false;
        }
        let mut next = self.draft().clone();
        change(&mut next);
        let changed = self.history.change(field, next, now);
        if changed {
            self.news = None;
        }
        changed
    }

    /// One step back, or forth again, and to the rule that the step changed; `false` if there is no such step.
    pub fn step(&mut self, forth: bool) -> bool {
        if self.is_managed() {
            return false;
        }
        let before = self.draft().clone();
        let moved = if forth { self.history.redo() } else { self.history.undo() };
        if moved {
            if let Some(index) = self.draft().first_other_rule(&before) {
                self.selected = index;
            }
            self.news = None;
        }
        moved
    }

    /// Puts another rule into the form.
    pub fn select(&mut self, index: usize) {
        self.selected = index.min(self.draft().rules.len().saturating_sub(1));
        self.checks.now(self.selected);
    }

    /// Brings in step what follows from the draft, after every change.
    pub fn follow_draft(&mut self) {
        let draft = self.history.present();
        self.checks.follow(&draft.rules);
        self.selected = self.selected.min(draft.rules.len().saturating_sub(1));
        self.checks.now(self.selected);
        self.head = check::head(draft).into();
        self.list();
    }

    /// Lists the rules that fit the filter.
    pub fn list(&mut self) {
        let rules = &self.history.present().rules;
        let fits = |index: &usize| {
            let rule = &rules[*index];
            let texts = [rule.name.as_deref(), Some(&rule.url), rule.when.client_id.as_deref()];
            let lists = [&rule.when.campaign, &rule.when.channel];
            let lists = lists.into_iter().flatten().map(Texts::lines);
            texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&self.filter))
                || lists.into_iter().any(|text| text.to_lowercase().contains(&self.filter))
        };
        self.listed = if self.filter.is_empty() {
            (0..rules.len()).collect()
        } else {
            (0..rules.len()).filter(fits).collect()
        };
    }

    /// The JSON view's text was checked.
    pub fn text_checked(&mut self, text: String, errors: Vec<ConfigError>) {
        let same = match (&self.in_force, Draft::parse(&text)) {
            (Some(in_force), Ok(draft)) => *in_force == draft,
            (None, _) => text.trim().is_empty(),
            (Some(_), Err(_)) => false,
        };
        if let Some(json) = &mut self.json {
            *json = JsonText { text, errors: Some(errors), changed: !same };
        }
    }

    /// The background has put in force what was sent: `sent`, which `draft` was made into, or which was the text of the
    /// JSON view (`as_text`).
    pub fn saved(&mut self, sent: &str, draft: Draft, as_text: bool, now: Millis) {
        // What was typed meanwhile is not saved, and stays a change.
        let saved = if as_text { Draft::parse(sent).unwrap_or(draft) } else { draft };
        if self.json.is_some() && as_text {
            self.history.change("", saved.clone(), now);
        }
        if let Some(json) = self.json.as_mut().filter(|json| json.text == sent) {
            json.changed = false;
        }
        self.in_force = Some(saved);
    }

    /// What the draft makes of the interaction that is tried.
    pub fn trial(&mut self) -> Trial {
        // The first rule that applies is known only when all rules are checked.
        self.checks.work(|| true);
        trial::of_all(self.history.present(), &self.checks, &self.event)
    }
}

#[cfg(test)]
mod tests;
