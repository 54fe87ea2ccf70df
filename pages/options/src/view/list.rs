//! The list of rules. Of thousands of rows only those in sight are in the page.

use std::rc::Rc;

use pages::{Text, dom};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::value;
use crate::app::App;
use crate::draft::{Rule, Texts};
use crate::state::State;

/// A row's height in CSS pixels, as in rules.css.
pub const ROW: i32 = 52;

/// So many rows beyond each edge are in the page, too, so that scrolling shows no gap.
const MARGIN: usize = 6;

/// Listens.
pub fn listen(app: &Rc<App>) {
    let list = element();
    let scrolled = app.clone();
    dom::listen(&list, "scroll", move |_| show(&scrolled));
    let clicked = app.clone();
    dom::listen(&list, "click", move |event| {
        if let Some(index) = dom::closest(&event, ".rule-row").as_ref().and_then(value::key_of) {
            clicked.select(index);
        }
    });
    let keys = app.clone();
    dom::listen(&list, "keydown", move |event| {
        if let Some(key) = event.dyn_ref::<KeyboardEvent>()
            && pressed(&keys, key)
        {
            event.prevent_default();
        }
    });
    let on = |id: &str, then: fn(&Rc<App>)| {
        let app = app.clone();
        dom::listen(&dom::by_id::<Element>(id), "click", move |_| then(&app));
    };
    on("rule-add", add);
    on("rule-copy", copy);
    on("rule-up", |app| shift(app, -1));
    on("rule-down", |app| shift(app, 1));
    on("rule-remove", remove);
    let filter: Element = dom::by_id("rule-filter");
    let filtered = app.clone();
    dom::listen(&filter.clone(), "input", move |_| filtered.filter(&value::get(&filter)));
}

fn element() -> HtmlElement {
    dom::by_id("rule-list")
}

/// A key in the list; `true` if the key has a meaning there.
fn pressed(app: &Rc<App>, key: &KeyboardEvent) -> bool {
    if key.ctrl_key() || key.meta_key() {
        return false;
    }
    let page = (element().client_height() / ROW).max(1) as isize;
    match (key.key().as_str(), key.alt_key()) {
        ("ArrowUp", true) => shift(app, -1),
        ("ArrowDown", true) => shift(app, 1),
        ("ArrowUp", false) => step(app, -1),
        ("ArrowDown", false) => step(app, 1),
        ("PageUp", false) => step(app, -page),
        ("PageDown", false) => step(app, page),
        ("Home", false) => step(app, isize::MIN / 2),
        ("End", false) => step(app, isize::MAX / 2),
        ("Enter", false) => dom::focus(&dom::by_id("rule-name")),
        ("Delete", false) => remove(app),
        _ => return false,
    }
    true
}

/// Selects the row that is `by` places further down.
fn step(app: &Rc<App>, by: isize) {
    let next = app.with(|state| {
        let last = state.listed.len().checked_sub(1)? as isize;
        let at = match state.listed.binary_search(&state.selected) {
            Ok(at) => (at as isize).saturating_add(by),
            // The selected rule is not listed: select the first that is.
            Err(_) => 0,
        };
        state.listed.get(at.clamp(0, last) as usize).copied()
    });
    if let Some(next) = next {
        app.select(next);
    }
}

fn add(app: &Rc<App>) {
    insert(app, |_| Rule::default());
    dom::focus(&dom::by_id("rule-name"));
}

fn copy(app: &Rc<App>) {
    if app.with(|state| state.draft().rules.is_empty()) {
        return;
    }
    insert(app, |selected| {
        let name = selected.name.as_deref().map(|name| Text::with("copyOf", [name]).read());
        Rule { name, ..selected.clone() }
    });
    dom::focus(&dom::by_id("rule-name"));
}

/// Puts a rule behind the selected one, and selects it.
fn insert(app: &Rc<App>, make: impl Fn(&Rule) -> Rule) {
    unfilter(app);
    let selected = app.with(|state| state.selected);
    let mut place = 0;
    app.change("", |draft| {
        place = (selected + 1).min(draft.rules.len());
        let made = draft.rules.get(selected).map_or_else(|| make(&Rule::default()), |rule| make(rule));
        draft.rules.insert(place, Rc::new(made));
    });
    app.select(place);
}

fn remove(app: &Rc<App>) {
    let selected = app.with(|state| state.selected);
    // A rule that is not listed is not removed: the user does not see it.
    if app.with(|state| state.listed.binary_search(&selected).is_err()) {
        return;
    }
    let title = app.with(|state| state.rule_title(selected));
    let before = app.with(|state| state.draft().rules.len());
    app.change("", |draft| {
        if selected < draft.rules.len() {
            draft.rules.remove(selected);
        }
    });
    if app.with(|state| state.draft().rules.len()) < before {
        say(&Text::with("ruleRemoved", [&title]));
    }
    let _ = element().focus();
}

/// Moves the selected rule up or down.
fn shift(app: &Rc<App>, by: isize) {
    let (from, count) = app.with(|state| (state.selected, state.draft().rules.len()));
    if let Some(to) = from.checked_add_signed(by).filter(|to| *to < count) {
        carry(app, from, to);
        // At the first and the last place one of the buttons becomes unusable, and would lose the focus.
        if to == 0 || to + 1 == count {
            let _ = element().focus();
        }
    }
}

/// Moves a rule to another place, and keeps it selected.
pub fn carry(app: &Rc<App>, from: usize, to: usize) {
    if from == to || !app.with(|state| state.filter.is_empty() && state.managed.is_none()) {
        return;
    }
    let title = app.with(|state| state.rule_title(from));
    app.change("", |draft| draft.move_rule(from, to));
    app.select(to);
    say(&Text::with("ruleMoved", [&title, &(to + 1).to_string()]));
}

fn unfilter(app: &Rc<App>) {
    value::set(&dom::by_id("rule-filter"), "");
    app.filter("");
}

fn say(text: &Text) {
    dom::set_text(&dom::by_id("rules-say"), &text.read());
}

/// Brings the selected row into sight.
pub fn reveal(app: &Rc<App>) {
    let list = element();
    let place = app.with(|state| state.listed.binary_search(&state.selected));
    let Ok(place) = place else { return };
    let (top, height) = (place as i32 * ROW, list.client_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if height > 0 && top + ROW > list.scroll_top() + height {
        list.set_scroll_top(top + ROW - height);
    }
}

/// Shows the rows in sight.
pub fn show(app: &Rc<App>) {
    let list = element();
    let rows: Element = dom::by_id("rule-rows");
    app.with(|state| {
        let (listed, rules) = (&state.listed, &state.draft().rules);
        let readonly = state.is_managed();
        let height = list.client_height().max(ROW * 8);
        let first = ((list.scroll_top() / ROW).max(0) as usize).saturating_sub(MARGIN);
        let last = (first + (height / ROW) as usize + 2 * MARGIN + 1).min(listed.len());
        let _ = list.style().set_property("--rows", &listed.len().to_string());
        let shown = &listed[first.min(last)..last];
        let keys: Vec<String> = shown.iter().map(usize::to_string).collect();
        dom::keyed(&rows, &keys, || dom::stamp("rule-row"), |row, at| fill(state, row, first + at));
        let selected = listed.binary_search(&state.selected).is_ok();
        let active = selected.then(|| format!("rule-{}", state.selected));
        dom::set_optional(&list, "aria-activedescendant", active.as_deref());
        let (none, all) = (listed.is_empty(), rules.is_empty());
        let text = if all { "rulesEmpty" } else { "rulesNoHit" };
        dom::set_text(&dom::by_id("rule-none"), &if none { Text::new(text).read() } else { String::new() });
        dom::set_shown(&dom::by_id("rule-none"), none);
        let count = rules.len();
        let still = readonly || count == 0;
        let set = |id: &str, off: bool| value::set_disabled(&dom::by_id::<Element>(id), off);
        set("rule-add", readonly);
        set("rule-copy", still);
        set("rule-remove", still);
        let fixed = still || !state.filter.is_empty();
        set("rule-up", fixed || state.selected == 0);
        set("rule-down", fixed || state.selected + 1 >= count);
        dom::set_optional(&list, "data-fixed", (fixed || readonly).then_some(""));
    });
}

fn fill(state: &State, row: &Element, place: usize) {
    let Some(&index) = state.listed.get(place) else { return };
    let Some(rule) = state.draft().rules.get(index) else { return };
    row.set_id(&format!("rule-{index}"));
    if let Some(style) = dom::style(row) {
        let _ = style.set_property("--place", &place.to_string());
    }
    let selected = index == state.selected;
    dom::set_attribute(row, "aria-selected", if selected { "true" } else { "false" });
    dom::set_attribute(row, "aria-posinset", &(place + 1).to_string());
    dom::set_attribute(row, "aria-setsize", &state.listed.len().to_string());
    dom::set_text(&dom::part(row, "number"), &(index + 1).to_string());
    dom::set_text(&dom::part(row, "name"), &state.rule_title(index));
    dom::set_text(&dom::part(row, "detail"), &detail(rule));
    let errors = state.checks.of(index).map_or(0, <[_]>::len);
    let chip: Element = dom::part(row, "errors");
    dom::set_shown(&chip, errors > 0);
    if errors > 0 {
        dom::set_text(&chip, &Text::counted("errorsOne", "errorsMany", errors).read());
    }
}

/// A rule in one line: its conditions, and where it leads.
fn detail(rule: &Rule) -> String {
    let texts = |texts: &Option<Texts>| texts.as_ref().map(|texts| texts.lines().replace('\n', ", "));
    let when = [texts(&rule.when.channel), texts(&rule.when.campaign), rule.when.client_id.clone()];
    let when: Vec<String> = when.into_iter().flatten().collect();
    let url = rule.url.split_once("://").map_or(rule.url.as_str(), |(_, rest)| rest);
    if when.is_empty() { url.to_owned() } else { format!("{} → {url}", when.join(" · ")) }
}
