//! `browser.contextMenus`: entries of the menu that a page shows on a right click.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::tabs::Tab;
use crate::error::Error;
use crate::js::{self, get_string, settle};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "contextMenus"], js_name = removeAll)]
    fn remove_all_raw() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "contextMenus"], js_name = create)]
    fn create_raw(properties: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "contextMenus", "onClicked"], js_name = addListener)]
    fn on_clicked_raw(listener: &Function);
}

/// An entry.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its text; `%s` is replaced by the selected text.
    pub title: String,
    /// Where it is shown: `page`, `link`, `selection`, …
    pub contexts: &'a [&'a str],
    /// Match patterns of the pages that have it.
    pub pages: &'a [String],
}

/// An entry that was chosen.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Its id.
    pub id: String,
    /// The link that the mouse was on.
    pub link: Option<String>,
    /// The text that was selected.
    pub selection: Option<String>,
    /// The tab.
    pub tab: Option<Tab>,
}

/// Makes these the extension's entries, and no others.
///
/// # Errors
/// The browser's message.
pub async fn set(entries: &[Entry<'_>]) -> Result<(), Error> {
    settle(remove_all_raw()).await?;
    for entry in entries {
        let contexts: Vec<String> = entry.contexts.iter().map(|context| (*context).to_owned()).collect();
        create_raw(&js::object(&[
            ("id", &entry.id.into()),
            ("title", &entry.title.as_str().into()),
            ("contexts", &js::strings(&contexts)),
            ("documentUrlPatterns", &js::strings(entry.pages)),
        ]))?;
    }
    Ok(())
}

/// Registers a listener for entries that are chosen.
pub fn on_clicked(listener: impl Fn(Chosen) + 'static) {
    on_clicked_raw(&js::keep(Closure::<dyn Fn(JsValue, JsValue)>::new(
        move |info: JsValue, tab: JsValue| {
            let Some(id) = get_string(&info, "menuItemId") else { return };
            listener(Chosen {
                id,
                link: get_string(&info, "linkUrl"),
                selection: get_string(&info, "selectionText"),
                tab: Tab::from_js(&tab),
            });
        },
    )));
}
