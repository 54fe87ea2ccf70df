//! The form of one rule.

use std::rc::Rc;

use bridge::config::ConfigError;
use bridge::message::Assigned;
use pages::{Text, dom};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::value;
use crate::app::App;
use crate::draft::{Field, Let, Lookup, Rule};
use crate::fields::{RuleField, errors_at, errors_elsewhere, variables};
use crate::trial::{self, Leads};

/// Listens.
pub fn listen(app: &Rc<App>) {
    let form: Element = dom::by_id("rule-form");
    for kind in ["input", "change"] {
        let app = app.clone();
        dom::listen(&form, kind, move |event| typed(&app, &event));
    }
    let clicked = app.clone();
    dom::listen(&form, "click", move |event| {
        let Some(button) = dom::closest(&event, "[data-do=remove]") else { return };
        if let Some(row) = value::key_of(&button) {
            remove_row(&clicked, &button, row);
        }
    });
    let sample: Element = dom::by_id("sample");
    let tried = app.clone();
    dom::listen(&sample.clone(), "input", move |event| {
        // The example is no field of the rule.
        event.stop_propagation();
        tried.change_event(|event| event.client_id = value::get(&sample));
    });
    on(app, "let-add", |app| {
        edit(app, "", |rule| {
            rule.lets.0.push((String::new(), Let { from: "clientId".into(), ..Let::default() }));
        });
        focus_last("let-list", "let-name");
    });
    on(app, "of-add", |app| {
        edit(app, "", |rule| {
            let lookup = rule.lookup.get_or_insert_with(Lookup::default);
            lookup.lets.0.push((String::new(), Field::Pointer(String::new())));
        });
        focus_last("of-list", "of-name");
    });
    let switch: Element = dom::by_id("lookup-on");
    let switched = app.clone();
    dom::listen(&switch.clone(), "change", move |event| {
        event.stop_propagation();
        let on = value::is_on(&switch);
        edit(&switched, "", |rule| {
            if on {
                rule.lookup.get_or_insert_with(Lookup::default);
            } else {
                // What opens after a lookup has no meaning without a lookup. Undo brings everything back.
                (rule.lookup, rule.none, rule.many) = (None, None, None);
            }
        });
        if on {
            dom::focus(&dom::by_id("lookup-url"));
        }
    });
}

fn on(app: &Rc<App>, id: &str, then: fn(&Rc<App>)) {
    let app = app.clone();
    dom::listen(&dom::by_id::<Element>(id), "click", move |_| then(&app));
}

/// Changes the selected rule.
fn edit(app: &Rc<App>, field: &str, change: impl FnOnce(&mut Rule)) {
    let selected = app.with(|state| state.selected);
    app.change(field, |draft| {
        if let Some(rule) = draft.rule_mut(selected) {
            change(rule);
        }
    });
}

fn typed(app: &Rc<App>, event: &Event) {
    let Some(element) = value::target(event) else { return };
    let Some(name) = element.get_attribute("data-field") else { return };
    let Some(field) = RuleField::parse(&name, value::key_of(&element)) else { return };
    let text = value::get(&element);
    let selected = app.with(|state| state.selected);
    edit(app, &format!("rule/{selected}/{field:?}"), |rule| field.set(rule, &text));
}

fn remove_row(app: &Rc<App>, button: &Element, row: usize) {
    let of_match = button.closest("#of-list").ok().flatten().is_some();
    edit(app, "", |rule| {
        if of_match {
            if let Some(lookup) = rule.lookup.as_mut().filter(|lookup| row < lookup.lets.0.len()) {
                lookup.lets.0.remove(row);
            }
        } else if row < rule.lets.0.len() {
            rule.lets.0.remove(row);
        }
    });
    dom::focus(&dom::by_id(if of_match { "of-add" } else { "let-add" }));
}

fn focus_last(list: &str, field: &str) {
    let last = dom::by_id::<Element>(list).last_element_child();
    let field = last.and_then(|row| row.query_selector(&format!("[data-field={field}]")).ok().flatten());
    if let Some(field) = field {
        dom::focus(&field);
    }
}

/// Shows the selected rule.
pub fn show(app: &Rc<App>) {
    let (index, rule, errors, event, readonly, title) = app.with(|state| {
        let rule = state.draft().rules.get(state.selected).cloned();
        let errors: Vec<ConfigError> = state.checks.of(state.selected).map(<[_]>::to_vec).unwrap_or_default();
        let title = state.rule_title(state.selected);
        (state.selected, rule, errors, state.event.clone(), state.is_managed(), title)
    });
    let form: Element = dom::by_id("rule-form");
    dom::set_shown(&form, rule.is_some());
    let Some(rule) = rule else { return };
    let number = (index + 1).to_string();
    dom::set_text(&dom::by_id("rule-title"), &Text::with("ruleTitle", [&number, &title]).read());
    rows(&rule);
    value::set_on(&dom::by_id("lookup-on"), rule.lookup.is_some());
    dom::set_shown(&dom::by_id("lookup"), rule.lookup.is_some());
    dom::set_shown(&dom::by_id("lookup-ends"), rule.lookup.is_some());
    let url_key = if rule.lookup.is_some() { "recordUrlOfMatch" } else { "recordUrl" };
    let label = dom::document().query_selector("label[for=rule-url]").ok().flatten();
    if let Some(label) = label {
        dom::set_text(&label, &Text::new(url_key).read());
    }

    let mut paths = Vec::new();
    for element in fields(&form) {
        let name = element.get_attribute("data-field").unwrap_or_default();
        let Some(field) = RuleField::parse(&name, value::key_of(&element)) else { continue };
        if !field.shows(&rule, &value::get(&element)) {
            value::set(&element, &field.get(&rule));
        }
        let path = field.path(&rule);
        let wrong = errors_at(&errors, &path);
        // An error of the pointer and an error of the name have the same path: show it once, at the right field.
        let wrong = wrong.filter(|_| match field {
            RuleField::OfName(_) => !is_pointer(&path, &errors),
            RuleField::OfFrom(_) if !path.ends_with(".from") => is_pointer(&path, &errors),
            _ => true,
        });
        if let Some(line) = line_of(&element) {
            value::set_wrong(&element, &line, wrong.as_deref());
        }
        paths.push(path);
    }
    // Errors that belong to no field of the form.
    let elsewhere = errors_elsewhere(&errors, &paths);
    value::plain_errors("rule-errors", &elsewhere);
    results(&rule, &errors, &event);
    value::set(&dom::by_id("sample"), &event.client_id);
    value::set_all_readonly(&form, readonly);
}

/// Whether an error at the path of a match's variable is about its pointer, and not about its name.
fn is_pointer(path: &str, errors: &[ConfigError]) -> bool {
    errors.iter().any(|error| error.path == path && error.message.contains("pointer"))
}

fn fields(form: &Element) -> Vec<Element> {
    let Ok(found) = form.query_selector_all("[data-field]") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

/// The line for errors beneath a field: the first of the elements that describe the field.
fn line_of(field: &Element) -> Option<Element> {
    let described = field.get_attribute("aria-describedby")?;
    dom::document().get_element_by_id(described.split(' ').next()?)
}

fn rows(rule: &Rule) {
    let keys = |count: usize| (0..count).map(|at| at.to_string()).collect::<Vec<String>>();
    let none = Vec::new();
    let of_match = rule.lookup.as_ref().map_or(&none, |lookup| &lookup.lets.0);
    let of_match: Vec<&str> = of_match.iter().map(|(name, _)| name.as_str()).collect();
    let lets: Vec<&str> = rule.lets.0.iter().map(|(name, _)| name.as_str()).collect();
    for (list, template, prefix, names) in
        [("let-list", "let-row", "let", lets), ("of-list", "of-row", "of", of_match)]
    {
        dom::keyed(
            &dom::by_id(list),
            &keys(names.len()),
            || dom::stamp(template),
            |row, at| {
                value::tie(row, &format!("{prefix}-{at}"));
                let button: Element = dom::part(row, "remove");
                let label = Text::with("letRemoveOf", [names[at]]).read();
                dom::set_attribute(&button, "aria-label", &label);
            },
        );
    }
    let sources = variables(rule, false);
    dom::keyed(
        &dom::by_id("sources"),
        &sources,
        || dom::create("option"),
        |item, at| dom::set_attribute(item, "value", &sources[at]),
    );
}

/// Shows beside each field what becomes of the example there.
fn results(rule: &Rule, errors: &[ConfigError], event: &Assigned) {
    let tried = !event.client_id.is_empty();
    let list: Element = dom::by_id("let-list");
    let rows = list.children();
    for (at, (name, _)) in rule.lets.0.iter().enumerate() {
        let Some(row) = rows.item(at as u32) else { continue };
        let line: Element = dom::part(&row, "result");
        let prefix = RuleField::LetName(at).path(rule);
        let is_wrong = errors.iter().any(|error| {
            let rest = error.path.strip_prefix(&prefix);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        if !tried || is_wrong || name.is_empty() {
            tell(&line, "none", None);
            continue;
        }
        match trial::value_of(rule, name, event) {
            Ok(value) => tell(&line, "good", Some(Text::with("letIs", [name, &value]))),
            Err(why) => tell(&line, "warn", Some(Text::with("letIsNot", [&why.read()]))),
        }
    }
    let line: Element = dom::by_id("rule-client-result");
    match rule.when.client_id.as_deref().filter(|_| tried).map(|pattern| trial::matches(pattern, event)) {
        Some(Ok(true)) => tell(&line, "good", Some(Text::with("clientFits", [&event.client_id]))),
        Some(Ok(false)) => tell(&line, "warn", Some(Text::with("clientFitsNot", [&event.client_id]))),
        Some(Err(_)) | None => tell(&line, "none", None),
    }
    let line: Element = dom::by_id("rule-url-result");
    if !tried || !errors.is_empty() {
        return tell(&line, "none", None);
    }
    // Without the conditions: here the address matters. All of the rule is tried below the list.
    let free = Rule { when: crate::draft::When::default(), ..rule.clone() };
    match trial::of_rule(&free, event) {
        Ok(Leads::Record(url)) => tell(&line, "good", Some(Text::with("urlIs", [&url]))),
        Ok(Leads::Asks(url)) => tell(&line, "good", Some(Text::with("urlAsks", [&url]))),
        Err(why) => tell(&line, "warn", Some(Text::with("urlIsNot", [&why.read()]))),
    }
}

fn tell(line: &Element, tone: &str, text: Option<Text>) {
    dom::set_attribute(line, "data-tone", tone);
    dom::set_text(line, &text.map(|text| text.read()).unwrap_or_default());
}
