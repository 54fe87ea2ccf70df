//! Moving uContact's frame to the panel, when the agent says so.

use std::rc::Rc;

use bridge::phone::Place;
use bridge::view::Millis;
use webext::Error;

use super::Phone;
use super::places::{LIMIT, dock, is_free};
use crate::ports::Browser;

/// For how long the next panel is the one that the agent has asked for, in milliseconds.
const OPENING: Millis = 10_000;

impl<B: Browser> Phone<B> {
    /// Whether this panel, which asks, is the one that the agent has asked for; those that ask after it are not.
    pub(super) fn panel_was_asked_for(&self) -> bool {
        self.cx.now().saturating_sub(self.to_panel.replace(0)) < OPENING
    }

    /// Opens the panel, or a window of its own where the browser opens none without a click on it: the next panel that
    /// opens gets the frame. To be called in the very turn of the agent's click.
    pub fn open_panel(self: &Rc<Self>, window: Option<i32>) {
        self.to_panel.set(self.cx.now());
        let opened = window.map(|window| self.cx.browser.open_panel(window));
        let this = self.clone();
        self.cx.browser.spawn(async move {
            let opened = match opened {
                Some(opened) => opened.await,
                None => Err(Error::NoReceiver),
            };
            if !this.to_waiting_panel(window, opened.is_ok()).await
                && opened.is_err()
                && let Err(error) = this.cx.browser.open_panel_window().await
            {
                this.cx.complain("the panel cannot be opened", &error);
            }
        });
    }

    /// A panel that is open already asks for nothing: it is given the frame that the agent wants there, and shown. That of
    /// this window, if there is one; another one only where none was opened beside the agent. `false` where there is none.
    async fn to_waiting_panel(self: &Rc<Self>, window: Option<i32>, opened: bool) -> bool {
        let panels = self.with(|phone| {
            let panels = phone.waiting().iter().rev().filter(|place| place.panel);
            panels.cloned().collect::<Vec<Place>>()
        });
        let mut chosen = None;
        for place in panels.await {
            let Ok(free) = is_free(&self.cx, &place, LIMIT).await else { continue };
            if window.is_some() && free.window == window {
                chosen = Some(place);
                break;
            }
            if free.yes && !opened && chosen.is_none() {
                chosen = Some(place);
            }
        }
        let Some(place) = chosen else { return false };
        let placement = self.wanted_here(place.clone()).await;
        if !placement.here {
            return true;
        }
        let told = dock(&self.cx, &place, &placement).await;
        if !matches!(told, Ok(_) | Err(Error::TimedOut)) {
            // It has closed without a word.
            self.gone(place.instance, false).await;
            return false;
        }
        self.to_panel.set(0);
        drop(self.show().await);
        true
    }
}
