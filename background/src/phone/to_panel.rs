//! Moving uContact's frame to the panel, when the agent says so.

use std::cell::Cell;

use bridge::phone::{Phone, Place};
use bridge::view::Millis;
use wasm_bindgen_futures::spawn_local;
use webext::content::Ask;
use webext::{Error, js, panel, time};

use super::{ask, gone, show, take, with};
use crate::complain;

/// For how long the next panel is the one that the agent has asked for, in milliseconds.
const OPENING: Millis = 10_000;

thread_local! {
    /// When the agent asked for the panel.
    static TO_PANEL: Cell<Millis> = const { Cell::new(0) };
}

/// Whether this panel, which asks, is the one that the agent has asked for; it is none of those that ask after it.
pub(super) fn was_asked_for() -> bool {
    time::now().saturating_sub(TO_PANEL.replace(0)) < OPENING
}

/// The agent has asked for the panel: the next one that opens gets the frame.
fn to_panel() {
    TO_PANEL.set(time::now());
}

/// Opens the panel, or a window of its own where the browser opens none without a click on it. To be called in the
/// very turn of the agent's click.
pub(crate) fn open_panel(window: Option<i32>) {
    to_panel();
    let opened = window.map(panel::open);
    spawn_local(async move {
        let opened = match opened {
            Some(opened) => opened.await,
            None => Err(Error::NoReceiver),
        };
        if !to_waiting_panel(window, opened.is_ok()).await
            && opened.is_err()
            && let Err(error) = panel::open_window().await
        {
            complain("the panel cannot be opened", &error);
        }
    });
}

/// A panel that is open already asks for nothing: it is given the frame that the agent wants there, and shown. That of this
/// window, if there is one; another one only where none was opened beside the agent. `false` where there is none.
async fn to_waiting_panel(window: Option<i32>, opened: bool) -> bool {
    let panels = |phone: &mut Phone| -> Vec<Place> {
        phone.waiting().iter().rev().filter(|place| place.panel).cloned().collect()
    };
    let mut chosen = None;
    for place in with(panels).await {
        let Ok(free) = ask(&place, &Ask::Free { instance: place.instance }).await else { continue };
        if window.is_some() && js::get(&free, "window").as_f64() == window.map(f64::from) {
            chosen = Some(place);
            break;
        }
        if free.is_truthy() && !opened && chosen.is_none() {
            chosen = Some(place);
        }
    }
    let Some(place) = chosen else { return false };
    let instance = place.instance;
    let placement = take(place.clone()).await;
    if !placement.here {
        return true;
    }
    let told = ask(&place, &Ask::Dock { instance, placement }).await;
    if !matches!(told, Ok(_) | Err(Error::TimedOut)) {
        // It has closed without a word.
        gone(instance, false).await;
        return false;
    }
    TO_PANEL.set(0);
    drop(show().await);
    true
}
