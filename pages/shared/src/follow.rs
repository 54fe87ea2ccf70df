//! Follows the desk, by a port that is connected again after the worker has slept or restarted.

use std::{cell::Cell, rc::Rc};

use bridge::wire::{DESK_PORT, PopupState};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::{Error, js::from_js, neighbour, runtime, time};

/// Calls `state` with the desk's state, now and at every change, and `lost` if the desk cannot be followed any more.
pub fn follow(state: impl Fn(PopupState) + 'static, lost: impl Fn(Error) + 'static) {
    follow_as(JsValue::UNDEFINED, state, lost);
}

/// Like [`follow`], but posts `greeting` each time it has connected, unless that is `undefined`.
///
/// When the worker goes to sleep, the port ends; connecting again wakes the worker. If the port ends before anything
/// came through it, the background cannot start. Connecting again would go on for ever, so `lost` is called.
pub fn follow_as(greeting: JsValue, state: impl Fn(PopupState) + 'static, lost: impl Fn(Error) + 'static) {
    let (state, lost) = (Rc::new(state), Rc::new(lost));
    let Some(now) = neighbour::state() else { return connect(greeting, state, lost) };
    state(now);
    spawn_local(async move {
        // First show what is known; connect after that.
        time::pause(0).await;
        connect(greeting, state, lost);
    });
}

fn connect(greeting: JsValue, state: Rc<dyn Fn(PopupState)>, lost: Rc<dyn Fn(Error)>) {
    let port = match runtime::early_port().map_or_else(|| runtime::connect(DESK_PORT), Ok) {
        Ok(port) => port,
        Err(error) => return lost(error),
    };
    if !greeting.is_undefined() {
        let _ = port.post(&greeting);
    }
    let heard = Rc::new(Cell::new(false));
    port.on_message({
        let (heard, state, lost) = (heard.clone(), state.clone(), lost.clone());
        move |message| {
            heard.set(true);
            match from_js(&message) {
                Ok(new) => state(new),
                Err(error) => lost(error),
            }
        }
    });
    port.on_disconnect(move || {
        if heard.get() {
            connect(greeting.clone(), state.clone(), lost.clone());
        } else {
            lost(Error::NoReceiver);
        }
    });
}
