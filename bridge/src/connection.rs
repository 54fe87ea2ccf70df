//! Whether uContact is connected: decided from the configuration, the permissions, and what the tabs and the panel answer.

use crate::config::{Config, Softphone};
use crate::frame_state::FrameState;

/// What is known of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Configuration {
    /// There is none.
    Nothing,
    /// What is stored has this many errors, and nothing is in force.
    Errors(usize),
    /// A configuration is in force.
    InForce {
        /// Whether uContact is to live in the panel, for one of the sites at least.
        panel: bool,
    },
}

/// What one tab answered when it was asked for uContact's frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The browser's id of the tab.
    pub tab: i32,
    /// What is known of the frame; `None` if the tab has no frame, or gave no answer in time.
    pub frame: Option<FrameState>,
}

/// What all who were asked for uContact's frame answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// The panel's answer; `None` if the panel is closed or has no frame.
    pub panel: Option<FrameState>,
    /// The tabs that show a configured page. The tab that the agent looked at last stands first.
    pub tabs: Vec<Answered>,
}

/// Where a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the panel.
    Panel,
    /// In the tab at this place of [`Answers::tabs`].
    Tab(usize),
}

/// Whether uContact is connected, and where; or what is wrong. Tabs are places in [`Answers::tabs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// There is no configuration.
    NoConfiguration,
    /// What is stored has errors, and nothing is in force.
    BadConfiguration {
        /// How many errors.
        errors: usize,
    },
    /// The frame is in the panel.
    Panel {
        /// Whether it sent a message already.
        spoken: bool,
        /// In how many tabs and panels a usable frame is.
        several: usize,
    },
    /// The frame is in this tab, and sent a message.
    Connected {
        /// The tab.
        tab: usize,
        /// In how many tabs and panels a usable frame is.
        several: usize,
    },
    /// The frame is in this tab, and sent no message yet.
    Quiet {
        /// The tab.
        tab: usize,
        /// In how many tabs and panels a usable frame is.
        several: usize,
    },
    /// The browser does not grant all hosts that the configuration needs.
    PermissionMissing,
    /// The page in this tab removed the extension's frame again and again.
    Removed {
        /// The tab.
        tab: usize,
    },
    /// The page in this tab is sandboxed by its own policy.
    Sandboxed {
        /// The tab.
        tab: usize,
    },
    /// uContact is to live in the panel, and the panel is closed.
    PanelClosed,
    /// A configured page is open, and has no frame of uContact's.
    NoFrame {
        /// The tab that the agent looked at last.
        tab: usize,
    },
    /// No tab shows a configured page.
    NoPage,
}

impl Configuration {
    /// The facts about a configuration that is in force.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self::InForce { panel: config.sites.iter().any(|site| site.softphone == Softphone::Panel) }
    }
}

impl Answers {
    /// In how many tabs and panels a usable frame is.
    #[must_use]
    pub fn usable(&self) -> usize {
        let tabs = self.tabs.iter().filter_map(|answered| answered.frame);
        tabs.chain(self.panel).filter(|frame| frame.is_usable()).count()
    }

    /// The frame to show and to post to. A frame of which more is known comes first ([`FrameState`] is in order); of
    /// equal ones the preferred place, then the panel, then the tab that the agent looked at last.
    ///
    /// `prefer` is a tab's id; `None` prefers the panel.
    #[must_use]
    pub fn best(&self, prefer: Option<i32>) -> Option<(Place, FrameState)> {
        let panel = self.panel.map(|frame| (Place::Panel, frame, prefer.is_none()));
        let tabs = self.tabs.iter().enumerate().filter_map(|(place, answered)| {
            Some((Place::Tab(place), answered.frame?, Some(answered.tab) == prefer))
        });
        // `min_by_key` keeps the first of equals.
        let best = panel
            .into_iter()
            .chain(tabs)
            .min_by_key(|(_, frame, preferred)| (std::cmp::Reverse(*frame), !preferred));
        best.map(|(place, frame, _)| (place, frame))
    }
}

/// Whether uContact is connected.
///
/// `missing`: the browser does not grant all hosts. This counts only if no frame is usable, so the caller need not ask
/// the browser before it knows that [`Answers::usable`] is 0.
#[must_use]
pub fn decide(configuration: Configuration, answers: &Answers, missing: bool) -> Decision {
    let panel = match configuration {
        Configuration::Nothing => return Decision::NoConfiguration,
        Configuration::Errors(errors) => return Decision::BadConfiguration { errors },
        Configuration::InForce { panel } => panel,
    };
    let (best, several) = (answers.best(None), answers.usable());
    match best {
        Some((Place::Panel, frame)) if frame.is_usable() => {
            Decision::Panel { spoken: frame == FrameState::Spoken, several }
        }
        Some((Place::Tab(tab), FrameState::Spoken)) => Decision::Connected { tab, several },
        Some((Place::Tab(tab), FrameState::There)) => Decision::Quiet { tab, several },
        _ if missing => Decision::PermissionMissing,
        Some((Place::Tab(tab), FrameState::Removed)) => Decision::Removed { tab },
        Some((Place::Tab(tab), FrameState::Sandboxed)) => Decision::Sandboxed { tab },
        _ if panel => Decision::PanelClosed,
        _ if answers.tabs.is_empty() => Decision::NoPage,
        _ => Decision::NoFrame { tab: 0 },
    }
}

/// An address of the CRM to go to if no page of it is open: the root of the first host that a site's pattern names
/// without a `*`.
#[must_use]
pub fn home(config: &Config) -> Option<String> {
    let patterns = config.sites.iter().flat_map(|site| &site.pages);
    patterns.map(|pattern| pattern.host_permission()).find_map(|host| {
        let root = host.strip_suffix('*')?;
        (!root.contains('*')).then(|| root.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::FrameState::{Removed, Sandboxed, Spoken, There};
    use super::*;

    /// Tabs 10, 11, … with these answers.
    fn answers(panel: Option<FrameState>, tabs: &[Option<FrameState>]) -> Answers {
        let tabs = (10..).zip(tabs).map(|(tab, frame)| Answered { tab, frame: *frame });
        Answers { panel, tabs: tabs.collect() }
    }

    const IN_TABS: Configuration = Configuration::InForce { panel: false };
    const IN_PANEL: Configuration = Configuration::InForce { panel: true };

    #[track_caller]
    fn check(panel: Option<FrameState>, tabs: &[Option<FrameState>], expect: Decision) {
        assert_eq!(decide(IN_TABS, &answers(panel, tabs), false), expect);
    }

    #[test]
    fn without_a_configuration_nothing_else_counts() {
        let spoken = answers(Some(Spoken), &[Some(Spoken)]);
        assert_eq!(decide(Configuration::Nothing, &spoken, true), Decision::NoConfiguration);
        assert_eq!(decide(Configuration::Errors(3), &spoken, true), Decision::BadConfiguration { errors: 3 });
    }

    #[test]
    fn a_frame_that_spoke_comes_before_one_that_is_only_there() {
        check(None, &[Some(There), Some(Spoken)], Decision::Connected { tab: 1, several: 2 });
        check(Some(There), &[None, Some(Spoken)], Decision::Connected { tab: 1, several: 2 });
        check(Some(Spoken), &[Some(There)], Decision::Panel { spoken: true, several: 2 });
    }

    #[test]
    fn of_equal_frames_the_panel_comes_first_then_the_tab_looked_at_last() {
        check(Some(Spoken), &[Some(Spoken)], Decision::Panel { spoken: true, several: 2 });
        check(Some(There), &[Some(There)], Decision::Panel { spoken: false, several: 2 });
        check(None, &[None, Some(There), Some(There)], Decision::Quiet { tab: 1, several: 2 });
        check(None, &[Some(Removed), Some(Sandboxed), Some(There)], Decision::Quiet { tab: 2, several: 1 });
    }

    #[test]
    fn a_missing_permission_counts_only_if_no_frame_is_usable() {
        let missing = |tabs: &[_]| decide(IN_TABS, &answers(None, tabs), true);
        assert_eq!(missing(&[Some(There)]), Decision::Quiet { tab: 0, several: 1 });
        for tabs in [&[][..], &[None], &[Some(Removed)], &[Some(Sandboxed)]] {
            assert_eq!(missing(tabs), Decision::PermissionMissing, "{tabs:?}");
        }
        assert_eq!(decide(IN_PANEL, &answers(None, &[]), true), Decision::PermissionMissing);
    }

    #[test]
    fn what_a_page_does_to_the_frame_is_said_before_the_panel_is_missed() {
        check(None, &[None, Some(Sandboxed)], Decision::Sandboxed { tab: 1 });
        check(None, &[Some(Sandboxed), Some(Removed)], Decision::Removed { tab: 1 });
        let removed = decide(IN_PANEL, &answers(None, &[Some(Removed)]), false);
        assert_eq!(removed, Decision::Removed { tab: 0 });
    }

    #[test]
    fn no_frame_at_all() {
        for tabs in [&[][..], &[None]] {
            assert_eq!(decide(IN_PANEL, &answers(None, tabs), false), Decision::PanelClosed);
        }
        check(None, &[None, None], Decision::NoFrame { tab: 0 });
        check(None, &[], Decision::NoPage);
    }

    #[test]
    fn the_preferred_place_wins_among_equals_only() {
        let best = |panel, tabs: &[_], prefer| answers(panel, tabs).best(prefer).map(|(place, _)| place);
        assert_eq!(best(Some(Spoken), &[Some(Spoken), Some(Spoken)], Some(11)), Some(Place::Tab(1)));
        assert_eq!(best(Some(Spoken), &[Some(There)], Some(10)), Some(Place::Panel));
        assert_eq!(best(None, &[Some(There), Some(Spoken)], Some(10)), Some(Place::Tab(1)));
        assert_eq!(best(Some(There), &[Some(There)], None), Some(Place::Panel));
        assert_eq!(best(Some(There), &[Some(There)], Some(99)), Some(Place::Panel));
        assert_eq!(best(None, &[None], None), None);
    }

    #[test]
    fn usable_frames_are_counted_wherever_they_are() {
        assert_eq!(answers(Some(There), &[None, Some(Spoken), Some(Removed)]).usable(), 2);
        assert_eq!(answers(None, &[Some(Sandboxed)]).usable(), 0);
    }

    fn config(pages: &[&str], softphone: &str) -> Config {
        let sites: Vec<_> =
            pages.iter().map(|page| serde_json::json!({ "pages": [page], "softphone": softphone })).collect();
        let json = serde_json::json!({ "version": 1, "ucontact": { "url": "https://u.example/" },
            "sites": sites, "rules": [] });
        Config::parse(&json.to_string()).unwrap()
    }

    #[test]
    fn the_configuration_says_whether_the_panel_is_wanted() {
        assert_eq!(Configuration::of(&config(&["https://h/*"], "panel")), IN_PANEL);
        assert_eq!(Configuration::of(&config(&["https://h/*"], "inject")), IN_TABS);
    }

    #[test]
    fn home_is_the_first_host_without_a_star() {
        let home = |pages: &[&str]| home(&config(pages, "find"));
        assert_eq!(
            home(&["https://*.acme.example/*", "https://crm.example/app/*"]).unwrap(),
            "https://crm.example/"
        );
        assert_eq!(home(&["https://*.acme.example/*"]), None);
    }
}
