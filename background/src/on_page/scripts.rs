//! Content scripts: registered for granted pages only, in step with configuration and permissions, and put into tabs
//! that are open already, so that nobody has to reload.

use std::rc::Rc;

use bridge::config::{Config, Contacts, Site, Softphone};
use bridge::pattern::MatchPattern;
use futures_util::future::join_all;
use webext::Error;
use webext::contacts::{FILE as CONTACTS_FILE, SETTINGS as CONTACTS, STYLE};
use webext::content::{Ask, CODE_FILE, DOCK_FILE, FILE, SETTINGS, Settings};
use webext::scripting::{Frames, Script, Target, When};

use super::granted::granted;
use super::{contacts, settings};
use crate::context::Context;
use crate::ports::{Browser, Door, Value};
use crate::session::{self, IN_STEP};

/// How long an open tab may take to let a script in, in milliseconds, before nobody waits for it any longer.
const LIMIT: u32 = 5_000;

/// The content scripts.
pub(crate) struct ContentScripts<B: Browser> {
    cx: Rc<Context<B>>,
}

impl<B: Browser> ContentScripts<B> {
    /// Nothing is registered yet.
    pub fn new(cx: &Rc<Context<B>>) -> Rc<Self> {
        Rc::new(Self { cx: cx.clone() })
    }

    /// Whether they were brought in step since the extension was loaded: it may have been updated or switched on again, of
    /// which no event tells every time.
    pub async fn are_in_step(&self) -> bool {
        // A run that has begun may end it.
        let _one = self.cx.turns.scripts.wait().await;
        session::is_set(&self.cx.browser, IN_STEP).await
    }

    /// Brings the scripts in step, and comes back then. Whoever changes the configuration comes here afterwards, and the
    /// last one to get its turn sees the latest.
    pub async fn bring_in_step(&self) {
        let _one = self.cx.turns.scripts.wait().await;
        if let Err(error) = self.try_to().await {
            self.cx.complain("the content scripts could not be registered", &error);
        }
    }

    /// The only writer of the content scripts' settings.
    async fn try_to(&self) -> Result<(), Error> {
        let browser = &self.cx.browser;
        let granted = granted(&self.cx).await;
        let config = self.cx.config();
        let settings = config.as_ref().map(|config| settings::settings(config, &granted));
        let wanted = config.map(|config| wanted(&config, &granted)).unwrap_or_default();
        let contacts = contacts::known(&self.cx, &granted);
        // In one write: Firefox takes its time for each.
        let values = [(SETTINGS, Value::Settings(settings.as_ref())), (CONTACTS, Value::Contacts(&contacts))];
        browser.set_local(&values).await?;
        self.tell_pages(settings).await;
        let registered = browser.registered().await?;
        let stale = registered.iter().filter(|script| !wanted.contains(script));
        let stale: Vec<String> = stale.map(|script| script.id.clone()).collect();
        if !stale.is_empty() {
            browser.unregister(&stale).await?;
        }
        let new: Vec<Script> = wanted.iter().filter(|script| !registered.contains(script)).cloned().collect();
        if !new.is_empty() {
            browser.register(&new).await?;
        }
        for script in wanted {
            self.put_into_open_tabs(&script).await?;
        }
        session::write(browser, IN_STEP, &true).await
    }

    /// A tab that closes meanwhile, or shows an error page, needs no script. One that has the script already keeps it. One
    /// that does not answer (it shows an alert, say) takes it later, and holds nobody up.
    async fn put_into_open_tabs(&self, script: &Script) -> Result<(), Error> {
        let browser = &self.cx.browser;
        // The code comes at once with what it belongs to, whatever becomes of the other tabs.
        let files = match script.when {
            When::Start => vec![FILE, CODE_FILE],
            When::End => return Ok(()),
            When::Idle => script.files.iter().map(String::as_str).collect(),
        };
        let open = browser.tabs_matching(&script.matches).await?;
        let files = &files;
        let put = open.iter().filter(|tab| !tab.discarded).map(|tab| {
            let target = match script.frames {
                Frames::All | Frames::Blank => Target::AllFrames { tab: tab.id },
                Frames::Top => Target::Frame { tab: tab.id, frame: 0, document: None },
            };
            async move {
                // A style sheet that comes late has the whole page's styles computed anew: only with a new script.
                if browser.put(&target, files, LIMIT).await.unwrap_or_default() {
                    let styles = script.styles.iter().map(|file| browser.style(tab.id, file));
                    join_all(styles).await;
                }
            }
        });
        join_all(put).await;
        Ok(())
    }

    /// Tells the panel and every tab, and not only those of pages that are configured now: one that was falls silent.
    async fn tell_pages(&self, settings: Option<Settings>) {
        let ask = Ask::Settings { settings };
        let tabs = self.cx.browser.all_tabs().await.unwrap_or_default();
        for tab in tabs.iter().filter(|tab| !tab.discarded) {
            self.cx.browser.tell(Door::Tab(tab.id), &ask);
        }
        self.cx.browser.tell(Door::Pages, &ask);
    }
}

/// Per site, for those of its pages that are granted: the content script and its code, the dock's where the extension
/// places uContact's frame, and that for numbers in the text where they are wanted.
fn wanted(config: &Config, granted: &[String]) -> Vec<Script> {
    let of_site = |(n, site): (usize, &Site)| {
        let pages = site.pages.iter().filter(|page| granted.iter().any(|known| known == page.as_str()));
        let pages: Vec<&MatchPattern> = pages.collect();
        let script = |id: &str, file: &str, when: When, frames: Frames| Script {
            id: format!("{id}-{n}"),
            matches: pages.iter().map(|page| page.as_str().to_owned()).collect(),
            files: vec![file.to_owned()],
            styles: Vec::new(),
            when,
            frames,
        };
        let frames = if pages.iter().all(|page| page.is_whole_host()) { Frames::Blank } else { Frames::All };
        let mut all = Vec::new();
        if !pages.is_empty() {
            all.push(script("site", FILE, When::Start, frames));
            all.push(script("code", CODE_FILE, When::End, frames));
            if site.softphone == Softphone::Inject {
                all.push(script("dock", DOCK_FILE, When::Idle, Frames::Top));
            }
            if site.contacts == Contacts::Text {
                let contacts = script("contacts", CONTACTS_FILE, When::Idle, Frames::All);
                all.push(Script { styles: vec![STYLE.to_owned()], ..contacts });
            }
        }
        all
    };
    config.sites.iter().enumerate().flat_map(of_site).collect()
}
