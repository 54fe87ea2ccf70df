//! `browser.commands`: keyboard shortcuts.

use js_sys::Function;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::tabs::Tab;
use crate::js;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["browser", "commands", "onCommand"], js_name = addListener)]
    fn on_command_raw(listener: &Function);
}

/// Registers a listener for the commands of the manifest. It is called with the command's name, and with the tab in
/// front if the browser gives it.
pub fn on_command(listener: impl Fn(String, Option<Tab>) + 'static) {
    on_command_raw(&js::keep(Closure::<dyn Fn(String, JsValue)>::new(move |name, tab: JsValue| {
        listener(name, Tab::from_js(&tab));
    })));
}
