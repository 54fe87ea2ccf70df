//! `browser.management`; only `getSelf`, which needs no permission.

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::js::{get_string, settle};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "management"], js_name = getSelf)]
    fn get_self_raw() -> Result<Promise, JsValue>;
}

/// Whether an administrator's policy installed this extension; false if the browser does not say.
pub async fn installed_by_admin() -> bool {
    let own = settle(get_self_raw()).await;
    own.is_ok_and(|own| get_string(&own, "installType").as_deref() == Some("admin"))
}
