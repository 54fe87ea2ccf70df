//! The texts of `_locales`: in the browser's language, or in uContact's once uContact has announced one.
//!
//! `browser.i18n` knows only the browser's language, so the catalogue of another language is read from the
//! extension's files, and is used first. If a page has the catalogue of the browser's language at hand, that is used
//! first too: each call of `browser.i18n` takes Firefox a quarter of a millisecond.

use std::cell::{Cell, RefCell};

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::js::{self, get_string};
use crate::messages::texts::Texts;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "i18n"], js_name = getMessage)]
    fn message_raw(key: &str, substitutions: &JsValue) -> Result<String, JsValue>;
}

/// The text that names its catalogue's language.
pub const CATALOGUE: &str = "catalogueLanguage";

thread_local! {
    /// The loaded catalogue: texts by key, with placeholders such as `$1`.
    static AT_HAND: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
    /// Whether its language is not the browser's.
    static IS_OTHER: Cell<bool> = const { Cell::new(false) };
}

/// The text named `key`, with its placeholders filled; empty if there is none.
pub fn message(key: &str, substitutions: &[&str]) -> String {
    match AT_HAND.with_borrow(|texts| get_string(texts, key)) {
        Some(text) => fill(&text, substitutions),
        None => message_raw(key, &js::strings(substitutions)).unwrap_or_default(),
    }
}

/// Fills in `$1` to `$9`; `$$` is a dollar sign.
fn fill(text: &str, substitutions: &[&str]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        let mut chars = after.chars();
        rest = match chars.next() {
            Some('$') => {
                filled.push('$');
                chars.as_str()
            }
            Some(digit @ '1'..='9') => {
                let place = digit as usize - '1' as usize;
                filled.push_str(substitutions.get(place).copied().unwrap_or_default());
                chars.as_str()
            }
            _ => {
                filled.push('$');
                after
            }
        };
    }
    filled.push_str(rest);
    filled
}

/// The language for dates and numbers, if it is not the browser's own: that of the catalogue.
pub fn language() -> Option<String> {
    AT_HAND.with_borrow(|texts| get_string(texts, CATALOGUE)).filter(|_| IS_OTHER.get())
}

/// Uses this catalogue from now on, an object of texts by key; `undefined` for the browser's language through
/// `browser.i18n`.
pub fn use_catalogue(catalogue: &JsValue) {
    let code = get_string(catalogue, CATALOGUE);
    IS_OTHER.set(code.is_some_and(|code| code != of_browser()));
    AT_HAND.set(catalogue.clone());
}

/// The loaded catalogue; `undefined` if texts come from `browser.i18n`.
pub fn at_hand() -> JsValue {
    AT_HAND.with_borrow(JsValue::clone)
}

/// These texts, and the name of their language, for a content script. Empty if the extension uses the browser's own
/// language, whose texts a content script can get from the browser.
pub fn of_other_language(keys: &[&str]) -> Texts {
    if !IS_OTHER.get() {
        return Texts::default();
    }
    let of = |texts: &JsValue, key: &str| Some((key.to_owned(), get_string(texts, key)?));
    AT_HAND.with_borrow(|texts| keys.iter().chain([&CATALOGUE]).filter_map(|key| of(texts, key)).collect())
}

/// The language in use: that of the catalogue.
pub fn spoken() -> String {
    AT_HAND.with_borrow(|texts| get_string(texts, CATALOGUE)).unwrap_or_else(of_browser)
}

/// The language of the browser's catalogue.
pub fn of_browser() -> String {
    message_raw(CATALOGUE, &js::strings::<&str>(&[])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn placeholders_are_filled_as_the_browser_fills_them() {
        for (text, wanted) in [
            ("a $1 b $2", "a x b y"),
            ("$1$1", "xx"),
            ("5 $$ and $3.", "5 $ and ."),
            ("$", "$"),
            ("$a $", "$a $"),
            ("", ""),
        ] {
            assert_eq!(super::fill(text, &["x", "y"]), wanted, "{text}");
        }
    }
}
