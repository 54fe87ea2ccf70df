//! Following the desk: a port that is connected again whenever the worker slept or was restarted.

use std::{cell::Cell, rc::Rc};

use bridge::wire::{DESK_PORT, PopupState};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::{Error, js::from_js, neighbour, runtime, time};

/// Calls `state` with the desk's state, now and at every change, and `lost` when there is nothing to follow any more.
pub fn follow(state: impl Fn(PopupState) + 'static, lost: impl Fn(Error) + 'static) {
    follow_as(JsValue::UNDEFINED, state, lost);
}

/// [`follow`], and says this each time it has connected, if it is anything.
///
/// A worker that goes to sleep ends the port; connecting again wakes it. A port that ends without having said
/// anything is a background that cannot start: connecting again would turn in a circle, so that is told instead.
pub fn follow_as(greeting: JsValue, state: impl Fn(PopupState) + 'static, lost: impl Fn(Error) + 'static) {
    let (state, lost) = (Rc::new(state), Rc::new(lost));
    let Some(now) = neighbour::state() else { return connect(greeting, state, lost) };
    state(now);
    spawn_local(async move {
        // What comes with the port is not in the way of what can be shown.
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
