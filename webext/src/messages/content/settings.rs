//! What content scripts know of the configuration.

use wasm_bindgen::JsValue;

use crate::js::{get, get_string, list, object, strings};

/// What a content script must know of the configuration. It is kept in `storage.local`, so that reading it does not
/// start the background.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// uContact's origin.
    pub origin: String,
    /// uContact's address.
    pub url: String,
    /// Per site, in order; the first site that has a page decides.
    pub sites: Vec<SiteSettings>,
}

/// [`Settings`] of one site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteSettings {
    /// Its pages as JavaScript regular expressions.
    pub pages: Vec<String>,
    /// Whether the extension docks uContact's frame there.
    pub inject: bool,
    /// Whether links to numbers and addresses lead to uContact.
    pub links: bool,
}

impl Settings {
    /// As a plain object.
    pub fn to_js(&self) -> JsValue {
        let sites: js_sys::Array = self
            .sites
            .iter()
            .map(|site| {
                object(&[
                    ("pages", &strings(&site.pages)),
                    ("inject", &site.inject.into()),
                    ("links", &site.links.into()),
                ])
            })
            .collect();
        object(&[
            ("origin", &self.origin.as_str().into()),
            ("url", &self.url.as_str().into()),
            ("sites", &sites.into()),
        ])
    }

    /// From a plain object; `None` if there is no configuration.
    pub fn from_js(value: &JsValue) -> Option<Self> {
        Some(Settings {
            origin: get_string(value, "origin")?,
            url: get_string(value, "url")?,
            sites: js_sys::Array::from(&get(value, "sites"))
                .iter()
                .map(|site| SiteSettings {
                    pages: list(&get(&site, "pages")),
                    inject: get(&site, "inject").is_truthy(),
                    links: get(&site, "links").is_truthy(),
                })
                .collect(),
        })
    }
}
