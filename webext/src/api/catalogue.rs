//! Reading the catalogue of another language than the browser's.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::fetch::{self, Credentials};
use super::{i18n, runtime};
use crate::js::{get, object};

/// The catalogues that exist.
const LANGUAGES: [&str; 3] = ["en", "es", "pt"];

/// How long reading a catalogue may take, in milliseconds, and how large it may be, in bytes.
const LIMIT: u32 = 3_000;
const MOST: usize = 1_000_000;

/// The catalogue for a language code as uContact announces it, such as `es` or `pt-BR`.
pub fn of_language(code: &str) -> Option<&'static str> {
    let base = code.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES.into_iter().find(|known| known.eq_ignore_ascii_case(base))
}

/// Uses this language from now on, if there is a catalogue for it; the browser's language if none is announced.
/// Returns whether the language has changed.
pub async fn speak(language: Option<&str>) -> bool {
    let browsers = i18n::of_browser();
    let wanted = language.and_then(of_language).unwrap_or(&browsers);
    if wanted == i18n::spoken() {
        return false;
    }
    let catalogue = if wanted == browsers { Some(JsValue::UNDEFINED) } else { read(wanted).await };
    let read = catalogue.is_some();
    if let Some(catalogue) = catalogue {
        i18n::use_catalogue(&catalogue);
    }
    read
}

/// The texts of a catalogue, by key; `None` if it cannot be read.
pub async fn read(language: &str) -> Option<JsValue> {
    let url = runtime::url(&format!("_locales/{language}/messages.json"));
    let response = fetch::get_url(&url, Credentials::Omit, "application/json", LIMIT).await.ok()?;
    let bytes = response.body(MOST).await.ok()?;
    let messages = js_sys::JSON::parse(&String::from_utf8(bytes).ok()?).ok()?;
    let texts = object(&[]);
    for key in Object::keys(messages.unchecked_ref::<Object>()).iter() {
        let text = get(&messages, &key.as_string()?);
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&texts, &key, &get(&text, "message"));
    }
    Some(texts)
}

#[cfg(test)]
mod tests {
    use super::of_language;

    #[test]
    fn a_region_is_served_by_its_language() {
        for (code, wanted) in [
            ("es", Some("es")),
            ("es-UY", Some("es")),
            ("pt_BR", Some("pt")),
            ("EN", Some("en")),
            ("fr", None),
            ("", None),
            ("español", None),
        ] {
            assert_eq!(of_language(code), wanted, "{code}");
        }
    }
}
