//! The JSON view: the same configuration as text. While the view is open, the text counts; when it closes, the form
//! takes the text over.

use std::cell::Cell;
use std::rc::Rc;

use bridge::config::{Config, ConfigError};
use pages::{Text, dom};
use web_sys::{Element, HtmlTextAreaElement};

use super::value;
use crate::app::App;
use crate::draft::Draft;
use crate::locate::{line_of, locate};
use crate::verdict::Verdict;

/// After the last key, the view waits for so many milliseconds before it checks the text.
const PAUSE: i32 = 250;

/// At most so many errors are listed.
const MOST_ERRORS: usize = 200;

thread_local! {
    /// Counts the changes, so that only the last is checked.
    static CHANGE: Cell<u32> = const { Cell::new(0) };
    /// How many lines are numbered.
    static LINES: Cell<usize> = const { Cell::new(0) };
}

/// Listens.
pub fn listen(app: &Rc<App>) {
    let click = |id: &str, then: fn(&Rc<App>)| {
        let app = app.clone();
        dom::listen(&dom::by_id::<Element>(id), "click", move |_| then(&app));
    };
    click("json-toggle", |app| if app.with(|s| s.json.is_some()) { close(app) } else { open(app) });
    click("json-back", close);
    let typed = app.clone();
    dom::listen(&text(), "input", move |_| changed(&typed, PAUSE));
    dom::listen(&text(), "scroll", |_| dom::by_id::<Element>("gutter").set_scroll_top(text().scroll_top()));
    let errors: Element = dom::by_id("error-list");
    let clicked = app.clone();
    dom::listen(&errors, "click", move |event| {
        if let Some(index) = value::target(&event).as_ref().and_then(value::key_of) {
            select(&clicked, index);
        }
    });
}

fn text() -> HtmlTextAreaElement {
    dom::by_id("text")
}

/// Opens on the draft.
fn open(app: &Rc<App>) {
    let json = app.with(|state| if state.is_new() { String::new() } else { state.draft().to_json() });
    app.open_text(json);
}

/// Puts in the text on which the view opens.
pub fn fill(app: &Rc<App>) {
    let json = app.with(|state| state.json.as_ref().map(|json| json.text.clone()));
    text().set_value(&json.unwrap_or_default());
}

/// Puts the caret before all of the text, once the view is to be seen, and checks the text.
pub fn begin(app: &Rc<App>) {
    let field = text();
    let _ = field.focus();
    let _ = field.set_selection_range(0, 0);
    field.set_scroll_top(0);
    changed(app, 0);
}

/// Puts another text in, and checks it.
pub fn put(app: &Rc<App>, json: &str) {
    text().set_value(json);
    changed(app, 0);
}

/// The text as it is now; it may be newer than the text that was checked.
pub fn typed() -> String {
    text().value()
}

/// Back to the form, with what the text says. If the form cannot show the text, the view stays open and says so.
fn close(app: &Rc<App>) {
    let json = text().value();
    let draft = if json.trim().is_empty() { Ok(Draft::default()) } else { Draft::parse(&json) };
    match draft {
        Ok(draft) => {
            app.close_text(draft);
            dom::focus(&dom::by_id("json-toggle"));
        }
        Err(why) => {
            app.tell(Verdict::NoForm(why));
            let _ = text().focus();
        }
    }
}

/// Back to the text of what is in force.
pub fn reset(app: &Rc<App>) {
    // If the form can show the text, undo leads back to it.
    if let Ok(draft) = Draft::parse(&typed()) {
        app.change("", |present| *present = draft);
    }
    app.discard();
    let json = app.with(|state| state.in_force.as_ref().map(Draft::to_json).unwrap_or_default());
    put(app, &json);
}

fn changed(app: &Rc<App>, pause: i32) {
    let number = CHANGE.get().wrapping_add(1);
    CHANGE.set(number);
    app.text_typed();
    let app = app.clone();
    // Reading a long text, counting its lines and checking it take time: they wait until typing pauses.
    dom::later(pause, move || {
        if CHANGE.get() == number {
            check(&app);
        }
    });
}

fn check(app: &Rc<App>) {
    let json = text().value();
    number_lines(&json);
    let errors =
        if json.trim().is_empty() { Vec::new() } else { Config::parse(&json).err().unwrap_or_default() };
    show_errors(&errors);
    app.text_checked(json, errors);
}

fn show_errors(errors: &[ConfigError]) {
    dom::set_shown(&dom::by_id("errors"), !errors.is_empty());
    dom::set_optional(&text(), "aria-invalid", (!errors.is_empty()).then_some("true"));
    let keys: Vec<String> = (0..errors.len().min(MOST_ERRORS)).map(|i| i.to_string()).collect();
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
}

/// Selects the part of the text to which an error belongs.
fn select(app: &Rc<App>, index: usize) {
    let error = app.with(|state| state.json.as_ref()?.errors.as_ref()?.get(index).cloned());
    let Some(ConfigError { path, message }) = error else { return };
    let (field, json) = (text(), text().value());
    let place = locate(&json, &path, &message).unwrap_or(0..0);
    let _ = field.focus();
    let _ = field.set_selection_range(place.start, place.end);
    // Not every browser scrolls to a selection: bring its line to the upper third.
    let lines = json.split('\n').count().max(1) as f64;
    let line = line_of(&json, place.start) as f64;
    let height = f64::from(field.scroll_height());
    let shown = f64::from(field.client_height());
    field.set_scroll_top((line / lines * height - shown / 3.0).max(0.0) as i32);
}

/// Numbers the lines beside the text.
fn number_lines(json: &str) {
    let lines = json.split('\n').count().max(1);
    if LINES.replace(lines) != lines {
        let numbers: Vec<String> = (1..=lines).map(|line| line.to_string()).collect();
        dom::set_text(&dom::by_id("gutter"), &numbers.join("\n"));
    }
    dom::by_id::<Element>("gutter").set_scroll_top(text().scroll_top());
}
