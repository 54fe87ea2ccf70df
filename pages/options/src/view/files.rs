//! Import and export of files.

use std::rc::Rc;

use js_sys::Array;
use pages::dom;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, DragEvent, Element, Event, File, FileList, HtmlAnchorElement, HtmlInputElement,
    Url,
};

use super::json;
use crate::app::App;
use crate::draft::Draft;
use crate::verdict::Verdict;

const EXAMPLE: &str = include_str!("../../example.json");

/// The name of an exported file.
const NAME: &str = "ucontact-bridge.json";

/// The largest configuration, in bytes. A larger file was picked by mistake.
const LARGEST: f64 = bridge::config::MAX_FILE as f64;

/// Listens.
pub fn listen(app: &Rc<App>) {
    let file: HtmlInputElement = dom::by_id("file");
    for id in ["import", "welcome-import"] {
        let file = file.clone();
        dom::listen(&dom::by_id::<Element>(id), "click", move |_| file.click());
    }
    let picked = app.clone();
    dom::listen(&file.clone(), "change", move |_| {
        import(&picked, file.files());
        // Otherwise picking the same file again would be no change.
        file.set_value("");
    });
    let example = app.clone();
    dom::listen(&dom::by_id::<Element>("welcome-example"), "click", move |_| put(&example, EXAMPLE));
    let export = app.clone();
    dom::listen(&dom::by_id::<Element>("export"), "click", move |_| {
        let text = export.with(|state| match &state.json {
            // As a policy, which Chromium wants in the longer form. A text that is no configuration is exported
            // unchanged.
            Some(_) => Draft::parse(&json::typed()).map_or_else(|_| json::typed(), |draft| draft.to_policy()),
            None => state.draft().to_policy() + "\n",
        });
        save_as(&text);
    });
    listen_to_drops(app);
}

/// A file may be dropped anywhere. Without this the browser would leave the page and show the file.
fn listen_to_drops(app: &Rc<App>) {
    let document = dom::document();
    dom::listen(&document, "dragover", |event| {
        if files(&event).is_some() {
            event.prevent_default();
            dom::set_shown(&dom::by_id("drop"), true);
        }
    });
    dom::listen(&document, "dragleave", |event| {
        // Only an event that leaves the window has no element to which the pointer goes.
        let event: &DragEvent = event.unchecked_ref();
        if event.related_target().is_none() {
            dom::set_shown(&dom::by_id("drop"), false);
        }
    });
    let app = app.clone();
    dom::listen(&document, "drop", move |event| {
        dom::set_shown(&dom::by_id("drop"), false);
        if let Some(list) = files(&event) {
            event.prevent_default();
            import(&app, Some(list));
        }
    });
}

/// The files that an event drags, if it drags files.
fn files(event: &Event) -> Option<FileList> {
    let event: &DragEvent = event.dyn_ref()?;
    let data = event.data_transfer()?;
    let holds_files = data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"));
    if holds_files { data.files() } else { None }
}

/// Reads the first of these files.
fn import(app: &Rc<App>, list: Option<FileList>) {
    let Some(file): Option<File> = list.and_then(|list| list.get(0)) else { return };
    if app.with(|state| state.is_managed()) {
        return;
    }
    if file.size() > LARGEST {
        return app.tell(Verdict::TooLarge(file.name()));
    }
    let app = app.clone();
    spawn_local(async move {
        match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
            // Bytes that are not UTF-8 are read as replacement characters.
            Some(text) if !text.contains(['\0', '\u{fffd}']) => put(&app, &text),
            _ => app.tell(Verdict::NoText(file.name())),
        }
    });
}

/// Makes a text the draft, unsaved. A text that the form cannot show goes into the JSON view, with its errors.
fn put(app: &Rc<App>, text: &str) {
    let in_json = app.with(|state| state.json.is_some());
    match Draft::parse(text) {
        Ok(draft) if !in_json => {
            app.change("", |present| *present = draft);
        }
        _ => app.open_text(text.to_owned()),
    }
}

/// Saves a text as a file, by a download of the browser.
fn save_as(text: &str) {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let parts = Array::of1(&JsValue::from_str(text));
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &kind) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = dom::create("a").dyn_into::<HtmlAnchorElement>() {
        link.set_href(&url);
        link.set_download(NAME);
        link.click();
    }
    // In the next turn the download has begun, and does not need the address any more.
    dom::later(0, move || drop(Url::revoke_object_url(&url)));
}
