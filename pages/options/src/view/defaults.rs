//! What holds for all rules: how records open, and how long the history is kept.

use std::rc::Rc;

use pages::dom;
use web_sys::Element;

use super::value;
use crate::app::App;
use crate::draft::{Kept, filled};
use crate::fields::errors_at;

/// Listens.
pub fn listen(app: &Rc<App>) {
    let open: Element = dom::by_id("open");
    let opens = app.clone();
    dom::listen(&open.clone(), "change", move |_| {
        let word = value::get(&open);
        opens.change("open", |draft| draft.open = filled(&word));
    });
    let typing: Element = dom::by_id("while-typing");
    let yields = app.clone();
    dom::listen(&typing.clone(), "change", move |_| {
        let word = value::get(&typing);
        yields.change("while-typing", |draft| draft.while_typing = filled(&word));
    });
    let days: Element = dom::by_id("history-days");
    let keeps = app.clone();
    dom::listen(&days.clone(), "input", move |_| {
        let number = value::get(&days).trim().parse().ok();
        keeps.change("history-days", |draft| draft.history = number.map(|days| Kept { days: Some(days) }));
    });
}

/// Shows them. The word that means the default is the empty choice.
pub fn show(app: &Rc<App>) {
    let unless =
        |word: Option<String>, default: &str| word.filter(|word| word != default).unwrap_or_default();
    let (open, typing, days, head, readonly) = app.with(|state| {
        let draft = state.draft();
        let days = draft.history.and_then(|kept| kept.days);
        (
            unless(draft.open.clone(), "reuse"),
            unless(draft.while_typing.clone(), "behind"),
            days.map_or_else(String::new, |days| days.to_string()),
            state.head.clone(),
            state.is_managed(),
        )
    });
    for (id, wrong_id, text, path) in [
        ("open", "open-wrong", open, "open"),
        ("while-typing", "while-typing-wrong", typing, "whileTyping"),
        ("history-days", "history-wrong", days, "history.days"),
    ] {
        let field: Element = dom::by_id(id);
        value::set(&field, &text);
        value::set_disabled(&field, readonly);
        value::set_wrong(&field, &dom::by_id(wrong_id), errors_at(&head, path).as_deref());
    }
}
