//! Texts of the catalogue for content scripts, which cannot read the extension's files.

use wasm_bindgen::JsValue;

use crate::js;

/// Texts by key.
///
/// Kept and sent as one list (key, text, key, text, …), so that content scripts read them with the same code as their
/// other lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts(Vec<String>);

impl<K: Into<String>> FromIterator<(K, String)> for Texts {
    fn from_iter<I: IntoIterator<Item = (K, String)>>(texts: I) -> Self {
        Texts(texts.into_iter().flat_map(|(key, text)| [key.into(), text]).collect())
    }
}

impl Texts {
    /// The text of a key; empty if there is none.
    pub fn get(&self, key: &str) -> &str {
        self.pairs().find(|(known, _)| *known == key).map_or("", |(_, text)| text)
    }

    /// As a catalogue for [`crate::i18n::use_catalogue`]; `undefined` if there are none.
    pub fn catalogue(&self) -> JsValue {
        if self.0.is_empty() {
            return JsValue::UNDEFINED;
        }
        let catalogue = js::object(&[]);
        for (key, text) in self.pairs() {
            js::set(&catalogue, key, &text.into());
        }
        catalogue
    }

    pub(crate) fn to_js(&self) -> JsValue {
        js::strings(&self.0)
    }

    pub(crate) fn from_js(value: &JsValue) -> Self {
        Texts(js::list(value))
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.as_chunks().0.iter().map(|[key, text]| (key.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn a_text_is_found_by_its_key() {
        let texts: Texts = [("a", "b".to_owned()), ("b", "c".to_owned())].into_iter().collect();
        assert_eq!((texts.get("a"), texts.get("b"), texts.get("c")), ("b", "c", ""));
        assert_eq!(Texts::default().get("a"), "");
    }
}
