//! What content scripts must know of a configuration.

use bridge::config::{Config, Contacts, Softphone};
use bridge::pattern::MatchPattern;
use webext::content::{Settings, SiteSettings};

use super::regexp;

/// What content scripts must know: of a site's pages only the `granted`, so that a script in an open page falls silent
/// when its permission is taken back.
pub(super) fn settings(config: &Config, granted: &[String]) -> Settings {
    let is_granted = |page: &&MatchPattern| granted.iter().any(|known| known == page.as_str());
    let sites = config.sites.iter().map(|site| SiteSettings {
        pages: site.pages.iter().filter(is_granted).map(regexp::of).collect(),
        inject: site.softphone == Softphone::Inject,
        links: site.contacts != Contacts::Off,
    });
    Settings {
        origin: config.ucontact.origin.to_string(),
        url: config.ucontact.url.clone(),
        sites: sites.collect(),
    }
}
