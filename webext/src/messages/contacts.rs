//! What the script that marks numbers must know, and its messages. Written by hand and without serde, like everything
//! in content scripts.

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::site::matches;
use super::texts::Texts;
use crate::js::{get, get_string, list, object, strings};

/// The file with the script.
pub const FILE: &str = "contacts.js";
/// The style of marks in a page. Only the browser can add it without a change to the page.
pub const STYLE: &str = "contacts.css";
/// The key in `storage.local` under which the background keeps [`Contacts`].
pub const SETTINGS: &str = "contacts";
/// The texts of the card over a number.
pub const TEXTS: [&str; 6] =
    ["contactCard", "contactCall", "contactWhatsapp", "contactSms", "contactCopy", "contactCopied"];

/// The settings for one site's pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contactable {
    /// Its pages as JavaScript regular expressions.
    pub pages: Vec<String>,
    /// Whether numbers in its pages' text are marked.
    pub text: bool,
    /// CSS selectors of the parts to search; empty: everywhere.
    pub within: Vec<String>,
}

/// The settings for all sites, and how the card looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Contacts {
    /// Per site, in order; the first site that has a page decides.
    pub sites: Vec<Contactable>,
    /// [`TEXTS`] in uContact's language.
    pub texts: Texts,
    /// Whether uContact's theme is dark; `None` if it has announced none.
    pub dark: Option<bool>,
}

impl Contacts {
    /// As a plain object.
    pub fn to_js(&self) -> JsValue {
        let sites: Array = self
            .sites
            .iter()
            .map(|site| {
                object(&[
                    ("pages", &strings(&site.pages)),
                    ("text", &site.text.into()),
                    ("within", &strings(&site.within)),
                ])
            })
            .collect();
        let dark = self.dark.map_or(JsValue::NULL, JsValue::from_bool);
        object(&[("sites", &sites), ("texts", &self.texts.to_js()), ("dark", &dark)])
    }

    /// What a plain object says about the page at `address`: its site, the texts and the theme. `None` if numbers are
    /// not marked there.
    pub fn of_page(value: &JsValue, address: &str) -> Option<Self> {
        let site = Array::from(&get(value, "sites"))
            .iter()
            .find(|site| list(&get(site, "pages")).iter().any(|page| matches(page, address)))?;
        let site = Contactable {
            pages: Vec::new(),
            text: get(&site, "text").is_truthy(),
            within: list(&get(&site, "within")),
        };
        site.text.then(|| Contacts {
            sites: vec![site],
            texts: Texts::from_js(&get(value, "texts")),
            dark: get(value, "dark").as_bool(),
        })
    }
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Where it starts, in UTF-16 units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// In E.164.
    pub e164: String,
}

impl Number {
    /// Reads `start,end,number;…`; everything that does not have this form is left out.
    pub fn list(text: &str) -> Vec<Self> {
        let read = |item: &str| {
            let (start, rest) = item.split_once(',')?;
            let (end, e164) = rest.split_once(',')?;
            Some(Number { start: start.parse().ok()?, end: end.parse().ok()?, e164: e164.to_owned() })
        };
        text.split(';').filter_map(read).collect()
    }

    /// The answer to [`Say::Numbers`](crate::content::Say::Numbers): one text per item.
    pub fn answers(value: &JsValue) -> Vec<Vec<Self>> {
        let texts = Array::from(value);
        texts.iter().map(|text| Self::list(&text.as_string().unwrap_or_default())).collect()
    }
}

/// A number as a page writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// In the page's own form, with the white space of its source.
    pub text: String,
    /// In E.164.
    pub e164: String,
}

impl Written {
    /// How many numbers are returned at most, and the longest text of one, in UTF-16 units.
    pub const MOST: usize = 6;
    const LONGEST: usize = 60;

    /// The answer to [`ask_near`].
    pub fn answer(numbers: &[Self]) -> JsValue {
        let pair = |number: &Self| Array::of2(&number.text.as_str().into(), &number.e164.as_str().into());
        numbers.iter().map(pair).collect::<Array>().into()
    }

    /// Reads such an answer; what is not a number, or is too long, is left out.
    pub fn answers(value: &JsValue) -> Vec<Self> {
        let read = |item: JsValue| {
            let pair = Array::from(&item);
            let (text, e164) = (pair.get(0).as_string()?, pair.get(1).as_string()?);
            (text.encode_utf16().count() <= Self::LONGEST).then_some(Written { text, e164 })
        };
        if !Array::is_array(value) {
            return Vec::new();
        }
        Array::from(value).iter().filter_map(read).take(Self::MOST).collect()
    }
}

/// Asks the script in a page for the numbers that the agent probably means. Answer: [`Written::answer`], from a
/// document that has some. It is not an [`Ask`](crate::content::Ask), so that the content script does not contain it.
pub fn ask_near() -> JsValue {
    object(&[("ask", &NEAR.into())])
}

/// Whether a message is [`ask_near`].
pub fn is_ask_near(message: &JsValue) -> bool {
    get_string(message, "ask").is_some_and(|ask| ask == NEAR)
}

const NEAR: &str = "near";

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn an_answer_s_item_is_read() {
        let number = |start, end, e164: &str| Number { start, end, e164: e164.to_owned() };
        assert_eq!(
            Number::list("10,19,+59829001234;3,4,+1;"),
            [number(10, 19, "+59829001234"), number(3, 4, "+1")]
        );
        for bad in ["", ";", "1", "1,2", "a,b,c;", "-1,2,+1"] {
            assert_eq!(Number::list(bad), [], "{bad}");
        }
    }
}
