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

/// The file's name.
const NAME: &str = "ucontact-bridge.json";

/// Larger than any configuration, in bytes; a file beyond it was picked by mistake.
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
        take(&picked, file.files());
        // So that picking the same file again is a change again.
        file.set_value("");
    });
    let example = app.clone();
    dom::listen(&dom::by_id::<Element>("welcome-example"), "click", move |_| put(&example, EXAMPLE));
    let export = app.clone();
    dom::listen(&dom::by_id::<Element>("export"), "click", move |_| {
        let text = export.with(|state| match &state.json {
            // Chromium's policies take the longer way to say a thing; a text that is no configuration goes as it is.
            Some(_) => Draft::parse(&json::typed()).map_or_else(|_| json::typed(), |draft| draft.to_policy()),
            None => state.draft().to_policy() + "\n",
        });
        save_as(&text);
    });
    listen_to_drops(app);
}

/// A file may be dropped anywhere: the browser would otherwise leave this page for the file's.
fn listen_to_drops(app: &Rc<App>) {
    let document = dom::document();
    dom::listen(&document, "dragover", |event| {
        if files(&event).is_some() {
            event.prevent_default();
            dom::set_shown(&dom::by_id("drop"), true);
        }
    });
    dom::listen(&document, "dragleave", |event| {
        // Leaving the window has nothing it goes to.
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
            take(&app, Some(list));
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

fn take(app: &Rc<App>, list: Option<FileList>) {
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
            // What is no UTF-8 is read with replacement characters.
            Some(text) if !text.contains(['\0', '\u{fffd}']) => put(&app, &text),
            _ => app.tell(Verdict::NoText(file.name())),
        }
    });
}

/// Takes a text in, unsaved. What the form cannot show goes to the JSON view, with its errors.
fn put(app: &Rc<App>, text: &str) {
    let in_json = app.with(|state| state.json.is_some());
    match Draft::parse(text) {
        Ok(draft) if !in_json => {
            app.change("", |present| *present = draft);
        }
        _ => app.open_text(text.to_owned()),
    }
}

/// Hands a text to the browser's downloads.
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
    // The download has begun by the next turn, and holds what it needs.
    dom::later(0, move || drop(Url::revoke_object_url(&url)));
}
