//! The editor: text in by typing, pasting, dropping or loading; checked by the background as it changes; saved when
//! it is without errors.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use pages::{Text, dom};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DragEvent, Element, Event, File, FileList, HtmlButtonElement, HtmlElement, HtmlInputElement,
    HtmlTextAreaElement,
};
use webext::{
    runtime,
    wire::{ConfigError, Reply, Request},
};

use crate::{
    locate::{line_of, locate},
    verdict::{self, Verdict},
};

const EXAMPLE: &str = include_str!("../example.json");

/// How long typing must pause before the text is checked, in milliseconds.
const PAUSE: i32 = 200;

/// Larger than any configuration, in bytes; a file beyond it was picked by mistake.
const LARGEST: f64 = 8.0 * 1024.0 * 1024.0;

/// The editor and what it knows.
pub struct Editor {
    text: HtmlTextAreaElement,
    save: HtmlButtonElement,
    file: HtmlInputElement,
    /// Counts the changes of the text, so that an answer about an older one is dropped.
    change: Cell<u32>,
    verdict: RefCell<Verdict>,
    errors: RefCell<Vec<ConfigError>>,
    in_force: RefCell<Option<String>>,
    saved: RefCell<Option<Rc<dyn Fn()>>>,
    lines: Cell<usize>,
}

impl Editor {
    /// Finds the editor in the page and listens.
    pub fn new() -> Rc<Self> {
        let editor = Rc::new(Editor {
            text: dom::by_id("text"),
            save: dom::by_id("save"),
            file: dom::by_id("file"),
            change: Cell::new(0),
            verdict: RefCell::new(Verdict::Empty),
            errors: RefCell::default(),
            in_force: RefCell::default(),
            saved: RefCell::default(),
            lines: Cell::new(1),
        });
        editor.listen();
        // A reload keeps what was typed in some browsers.
        if !editor.text.value().is_empty() {
            editor.changed(0);
        }
        editor
    }

    /// Calls `then` after every successful save.
    pub fn on_saved(&self, then: impl Fn() + 'static) {
        self.saved.replace(Some(Rc::new(then)));
    }

    /// Takes over what is in force now, and whether the browser still has to allow something for it.
    pub fn in_force(&self, json: Option<String>, missing: bool) {
        dom::set_shown(&dom::by_id("edit-current"), json.is_some());
        self.in_force.replace(json);
        if matches!(*self.verdict.borrow(), Verdict::Saved { .. }) {
            self.tell(Verdict::Saved { missing });
        }
    }

    fn listen(self: &Rc<Self>) {
        self.on("text", "input", |editor, _| editor.changed(PAUSE));
        self.on("text", "scroll", |editor, _| editor.scroll_gutter());
        self.on("save", "click", |editor, _| editor.save());
        for id in ["load", "welcome-load"] {
            self.on(id, "click", |editor, _| editor.file.click());
        }
        for id in ["example", "welcome-example"] {
            self.on(id, "click", |editor, _| editor.put(EXAMPLE));
        }
        self.on("edit-current", "click", |editor, _| {
            let json = editor.in_force.borrow().clone();
            editor.put(&json.unwrap_or_default());
        });
        self.on("file", "change", |editor, _| {
            editor.take(editor.file.files());
            // So that picking the same file again is a change again.
            editor.file.set_value("");
        });
        self.on("error-list", "click", |editor, event| {
            let index = dom::closest(&event, "[data-key]").and_then(|row| row.get_attribute("data-key"));
            if let Some(index) = index.and_then(|key| key.parse().ok()) {
                editor.select(index);
            }
        });
        self.listen_to_drops();
    }

    fn on(self: &Rc<Self>, id: &str, event: &str, then: impl Fn(&Rc<Self>, Event) + 'static) {
        let editor = self.clone();
        dom::listen(&dom::by_id::<Element>(id), event, move |event| then(&editor, event));
    }

    /// A file may be dropped anywhere: beside the field the browser would otherwise leave this page for the file's.
    fn listen_to_drops(self: &Rc<Self>) {
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
        let editor = self.clone();
        dom::listen(&document, "drop", move |event| {
            dom::set_shown(&dom::by_id("drop"), false);
            if let Some(list) = files(&event) {
                event.prevent_default();
                editor.take(Some(list));
            }
        });
    }

    fn take(self: &Rc<Self>, list: Option<FileList>) {
        let Some(file): Option<File> = list.and_then(|list| list.get(0)) else { return };
        if file.size() > LARGEST {
            return self.tell(Verdict::TooLarge(file.name()));
        }
        let editor = self.clone();
        spawn_local(async move {
            match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
                // What is no UTF-8 is read with replacement characters.
                Some(text) if !text.contains(['\0', '\u{fffd}']) => editor.put(&text),
                _ => editor.tell(Verdict::NoText(file.name())),
            }
        });
    }

    /// Replaces the text, shows it from its beginning and checks it at once.
    fn put(self: &Rc<Self>, text: &str) {
        self.text.set_value(text);
        let _ = self.text.focus();
        let _ = self.text.set_selection_range(0, 0);
        self.text.set_scroll_top(0);
        dom::by_id::<Element>("editor").scroll_into_view();
        self.changed(0);
    }

    fn changed(self: &Rc<Self>, pause: i32) {
        let change = self.change.get().wrapping_add(1);
        self.change.set(change);
        self.number_lines();
        if self.text.value().trim().is_empty() {
            self.show_errors(Vec::new());
            return self.tell(Verdict::Empty);
        }
        self.tell(Verdict::Checking);
        let editor = self.clone();
        dom::later(pause, move || {
            if editor.change.get() == change {
                editor.check(change);
            }
        });
    }

    fn check(self: &Rc<Self>, change: u32) {
        let editor = self.clone();
        let json = self.text.value();
        spawn_local(async move {
            let answer = runtime::request(&Request::Check { json: json.clone() }).await;
            if editor.change.get() != change {
                return;
            }
            match answer {
                Ok(Reply::Checked { errors }) => {
                    let verdict = verdict::checked(errors.len(), &json, editor.in_force.borrow().as_deref());
                    editor.show_errors(errors);
                    editor.tell(verdict);
                }
                other => editor.tell(unknown(other)),
            }
        });
    }

    fn save(self: &Rc<Self>) {
        if !self.verdict.borrow().can_save() {
            return;
        }
        let change = self.change.get();
        let json = self.text.value();
        self.tell(Verdict::Saving);
        let editor = self.clone();
        spawn_local(async move {
            let answer = runtime::request(&Request::Save { json }).await;
            let saved = matches!(&answer, Ok(Reply::Checked { errors }) if errors.is_empty());
            // Typed on meanwhile: that text has a verdict of its own.
            if editor.change.get() == change {
                match answer {
                    Ok(Reply::Checked { errors }) if !saved => {
                        let count = errors.len();
                        editor.show_errors(errors);
                        editor.tell(Verdict::Errors(count));
                    }
                    Ok(Reply::Checked { .. }) => editor.tell(Verdict::Saved { missing: false }),
                    other => editor.tell(unknown(other)),
                }
            }
            let then = editor.saved.borrow().clone();
            if let Some(then) = then.filter(|_| saved) {
                then();
            }
        });
    }

    fn tell(&self, verdict: Verdict) {
        let line: Element = dom::by_id("verdict");
        dom::set_attribute(&line, "data-tone", verdict.tone());
        dom::set_text(&dom::by_id("verdict-text"), &verdict.text().read());
        self.save.set_disabled(!verdict.can_save());
        self.verdict.replace(verdict);
    }

    fn show_errors(&self, errors: Vec<ConfigError>) {
        dom::set_shown(&dom::by_id("errors"), !errors.is_empty());
        dom::set_optional(&self.text, "aria-invalid", (!errors.is_empty()).then_some("true"));
        let keys: Vec<String> = (0..errors.len()).map(|i| i.to_string()).collect();
        dom::keyed(
            &dom::by_id("error-list"),
            &keys,
            || dom::stamp("error-row"),
            |row, i| {
                let ConfigError { path, message } = &errors[i];
                let path = if path.is_empty() { Text::new("wholeFile").read() } else { path.clone() };
                dom::set_text(&dom::part(row, "path"), &path);
                dom::set_text(&dom::part(row, "message"), message);
            },
        );
        self.errors.replace(errors);
    }

    /// Selects what an error speaks of, and brings it into view.
    fn select(&self, index: usize) {
        let text = self.text.value();
        let place = {
            let errors = self.errors.borrow();
            let Some(error) = errors.get(index) else { return };
            locate(&text, &error.path, &error.message).unwrap_or(0..0)
        };
        let _ = self.text.focus();
        let _ = self.text.set_selection_range(place.start, place.end);
        // No browser scrolls a text field to a selection that a script made.
        let line = line_of(&text, place.start) as f64;
        let height = f64::from(self.text.scroll_height()) / self.lines.get().max(1) as f64;
        self.text.set_scroll_top(((line - 3.0) * height).max(0.0) as i32);
        self.text.set_scroll_left(0);
        self.scroll_gutter();
    }

    fn number_lines(&self) {
        let lines = self.text.value().matches('\n').count() + 1;
        if self.lines.replace(lines) != lines {
            let numbers: Vec<String> = (1..=lines).map(|n| n.to_string()).collect();
            dom::set_text(&dom::by_id("gutter"), &numbers.join("\n"));
        }
        self.scroll_gutter();
    }

    fn scroll_gutter(&self) {
        dom::by_id::<HtmlElement>("gutter").set_scroll_top(self.text.scroll_top());
    }
}

/// The files that a drag carries; while it hovers the list is empty, but the type tells.
fn files(event: &Event) -> Option<FileList> {
    let carried = event.unchecked_ref::<DragEvent>().data_transfer()?;
    let has_files = carried.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"));
    carried.files().filter(|_| has_files)
}

fn unknown(answer: Result<Reply, webext::Error>) -> Verdict {
    Verdict::Unknown(match answer {
        Ok(Reply::Failed { why }) => why,
        Ok(_) => "an answer to another question".to_owned(),
        Err(error) => error.to_string(),
    })
}
