//! Numbers and addresses on CRM pages: what the script for them must know.

use bridge::config::{Config, Contacts as Wanted};
use bridge::pattern::MatchPattern;
use webext::contacts::{Contactable, Contacts, SETTINGS, TEXTS};

use super::granted::granted;
use super::regexp;
use crate::context::Context;
use crate::ports::{Browser, Value};

/// What the script must know, to be stored under [`SETTINGS`]; of the configured pages those that are granted.
pub(super) fn known(cx: &Context<impl Browser>, granted: &[String]) -> Contacts {
    let text = |key: &&'static str| (*key, cx.browser.text(key, &["$1"]));
    Contacts {
        sites: cx.config().map(|config| sites(&config, granted)).unwrap_or_default(),
        texts: TEXTS.iter().map(text).collect(),
        dark: cx.with_desk(|desk| desk.theme().map(|theme| theme.dark)),
    }
}

/// Stores it anew, in another language or theme.
pub(crate) async fn store(cx: &Context<impl Browser>) {
    let known = known(cx, &granted(cx).await);
    if let Err(error) = cx.browser.set_local(&[(SETTINGS, Value::Contacts(&known))]).await {
        cx.complain("what concerns contacts could not be stored", &error);
    }
}

fn sites(config: &Config, granted: &[String]) -> Vec<Contactable> {
    // All of them, so that here too the first that has a page decides.
    let is_granted = |page: &&MatchPattern| granted.iter().any(|known| known == page.as_str());
    let contactable = |site: &bridge::config::Site| Contactable {
        pages: site.pages.iter().filter(is_granted).map(regexp::of).collect(),
        text: site.contacts == Wanted::Text,
        within: site.contacts_in.clone(),
    };
    config.sites.iter().map(contactable).collect()
}
