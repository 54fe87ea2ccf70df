//! Shows our pages in uContact's language.

use std::cell::Cell;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::js::{get, get_string, object};
use webext::{catalogue, i18n};

use crate::{memory, text};

const MEMORY: &str = "language";

/// The extension's version. Asking the browser for it takes a millisecond in Firefox.
const VERSION: &str = env!("CARGO_PKG_VERSION");

thread_local! {
    /// Whether the current language is remembered, or is about to be.
    static REMEMBERED: Cell<bool> = const { Cell::new(false) };
}

/// Uses the remembered language, so that the page neither asks the browser for each text, nor changes its language when
/// the desk's answer comes. To be called before [`text::translate_page`].
pub fn apply_remembered() {
    let remembered = memory::recall(MEMORY).and_then(|text| js_sys::JSON::parse(&text).ok());
    // The texts of another version of the extension may be incomplete.
    if let Some(kept) = remembered
        && get_string(&kept, "version").as_deref() == Some(VERSION)
        && get_string(&kept, "browser") == Some(i18n::of_browser())
    {
        i18n::use_catalogue(&get(&kept, "texts"));
        REMEMBERED.set(true);
    }
}

/// Whether the page will open in the current language next time.
pub fn is_remembered() -> bool {
    memory::recall(MEMORY).is_some_and(|kept| !kept.is_empty())
}

/// Changes to uContact's language, if uContact has announced one, and remembers the language. If it was another one
/// before, the fixed texts of the page are translated, and `changed` is called, which translates the others.
pub fn follow(language: Option<&str>, changed: impl FnOnce() + 'static) {
    let language = language.map(str::to_owned);
    spawn_local(async move {
        let turned = language.is_some() && catalogue::speak(language.as_deref()).await;
        if !REMEMBERED.replace(true) || turned {
            remember().await;
        }
        if turned {
            text::translate_page();
            changed();
        }
    });
}

async fn remember() {
    let spoken = i18n::spoken();
    let mut texts = i18n::at_hand();
    if texts.is_undefined() {
        texts = catalogue::read(&spoken).await.unwrap_or_default();
        // The language has changed meanwhile, and was remembered then.
        if i18n::spoken() != spoken {
            return;
        }
    }
    let kept =
        object(&[("version", &VERSION.into()), ("browser", &i18n::of_browser().into()), ("texts", &texts)]);
    let kept = js_sys::JSON::stringify(&kept).ok().and_then(|text| JsValue::from(text).as_string());
    memory::remember(MEMORY, &kept.unwrap_or_default());
}
