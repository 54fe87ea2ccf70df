//! The servers: the CRM's, which answers lookups, slowly or not at all, and uContact's, which answers the doctor.

use std::cell::Cell;
use std::rc::Rc;

use serde_json::json;
use webext::Error;
use webext::fetch::{Credentials, Fault};
use webext::tabs::Tab;

use super::World;
use super::browser::Fake;
use super::limited_by;
use super::ucontact::Ucontact;
use crate::ports::{ErrorWatch, Http, Response, Tabs as _, Trial};

/// The servers.
#[derive(Default)]
pub(crate) struct Crm {
    /// uContact.
    pub ucontact: Ucontact,
    /// The CRM answers after so many milliseconds more.
    pub slow: u64,
    /// The CRM does not answer.
    pub down: bool,
    /// The CRM fails now and then.
    pub moody: bool,
}

/// An answer.
pub(crate) struct Answered {
    status: u16,
    body: Vec<u8>,
}

impl Response for Answered {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        name.eq_ignore_ascii_case("content-type").then(|| "application/json".to_owned())
    }

    async fn body(self, limit: usize) -> Result<Vec<u8>, Fault> {
        if self.body.len() > limit { Err(Fault::TooLarge) } else { Ok(self.body) }
    }

    async fn start_of_body(self, limit: usize) -> Result<Vec<u8>, Fault> {
        Ok(self.body.into_iter().take(limit).collect())
    }
}

/// Names no error.
pub(crate) struct Nameless;

impl ErrorWatch for Nameless {
    async fn error(&self, _limit: u32) -> Option<String> {
        None
    }
}

/// A tab to look at.
pub(crate) struct TrialTab {
    fake: Fake,
    tab: i32,
    closed: Cell<bool>,
}

impl Trial for TrialTab {
    async fn loaded(&self, limit: u32) -> Option<Tab> {
        self.fake.world.pause(u64::from(limit.min(500))).await;
        self.fake.find_tab(self.tab).await
    }
}

impl Drop for TrialTab {
    fn drop(&mut self) {
        // A worker that is stopped drops nothing.
        if self.fake.lives() && !self.closed.replace(true) {
            let (world, tab) = (self.fake.world.clone(), self.tab);
            world.after(0, move |world| world.close_tab(tab));
        }
    }
}

/// How many records the CRM has for a client: told by its last digit, so that a test can choose.
pub(crate) fn matches(client: &str) -> usize {
    match client.chars().last() {
        Some('0') => 0,
        Some('1' | '2') => 3,
        _ => 1,
    }
}

impl World {
    fn serve(self: &Rc<Self>, url: &str) -> (u64, Result<Answered, Fault>) {
        self.figures.borrow_mut().lookups += 1;
        let (slow, down, moody) = {
            let crm = self.crm.borrow();
            (crm.slow, crm.down, crm.moody)
        };
        let (wait, chance) = self.chance(|chance| (chance.between(5, 400), chance.below(100)));
        let client = url.rsplit('=').next().unwrap_or_default();
        let found: Vec<_> = (0..matches(client))
            .map(|n| json!({ "id": if n == 0 { client.to_owned() } else { format!("{client}-{n}") } }))
            .collect();
        let found = Ok(Answered { status: 200, body: json!({ "found": found }).to_string().into_bytes() });
        let answer = match chance {
            _ if down => Err(Fault::Unreachable),
            _ if !moody => found,
            0..3 => Err(Fault::Unreachable),
            3..5 => Err(Fault::Redirected),
            5..8 => Ok(Answered { status: 500, body: Vec::new() }),
            _ => found,
        };
        let wait = if moody && chance >= 90 { wait + 6_000 } else { wait };
        (wait + slow, answer)
    }
}

impl Http for Fake {
    type Response = Answered;
    type ErrorWatch = Nameless;
    type Trial = TrialTab;

    async fn get(
        &self,
        url: &str,
        _credentials: Credentials,
        _accept: &str,
        limit: u32,
    ) -> Result<Answered, Fault> {
        let (wait, answer) = self.world.serve(url);
        let answer = async {
            self.world.pause(wait).await;
            answer
        };
        let answer = limited_by(&self.world, limit, answer).await.unwrap_or(Err(Fault::TimedOut));
        self.hears();
        answer
    }

    fn watch_errors(&self, _pattern: &str, _origin: &str) -> Option<Nameless> {
        None
    }

    async fn open_trial(&self, url: &str) -> Result<TrialTab, Error> {
        let tab = self.open_tab_behind(url).await?.ok_or(Error::NoReceiver)?;
        Ok(TrialTab { fake: self.clone(), tab: tab.id, closed: Cell::new(false) })
    }
}
