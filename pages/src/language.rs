//! uContact's language on our pages.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::js::{get, get_string, object};
use webext::{catalogue, i18n, runtime};

use crate::{memory, text};

const MEMORY: &str = "language";

/// Speaks what was remembered, so that the page does not change its language when the desk's answer comes. Before
/// [`text::translate_page`].
pub fn apply_remembered() {
    let remembered = memory::recall(MEMORY).and_then(|text| js_sys::JSON::parse(&text).ok());
    // Of another version it may lack texts.
    if let Some(kept) = remembered
        && get_string(&kept, "version") == Some(runtime::version())
        && get_string(&kept, "browser") == Some(i18n::of_browser())
    {
        i18n::use_catalogue(&get(&kept, "texts"));
    }
}

/// Whether the language that is spoken will be there from the next opening's first moment.
pub fn is_remembered() -> bool {
    memory::recall(MEMORY).is_some_and(|kept| !kept.is_empty())
}

/// Speaks uContact's language, if it has announced one, and remembers it. Where that changes the page's, its fixed texts
/// are changed, and `changed` is called for the others.
pub fn follow(language: Option<&str>, changed: impl FnOnce() + 'static) {
    let Some(language) = language.map(str::to_owned) else { return };
    spawn_local(async move {
        if !catalogue::speak(Some(&language)).await {
            return;
        }
        let kept = object(&[
            ("version", &runtime::version().into()),
            ("browser", &i18n::of_browser().into()),
            ("texts", &i18n::other()),
        ]);
        let kept = js_sys::JSON::stringify(&kept).ok().and_then(|text| JsValue::from(text).as_string());
        memory::remember(MEMORY, &kept.unwrap_or_default());
        text::translate_page();
        changed();
    });
}
