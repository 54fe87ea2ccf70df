//! The three cards: one card is open, those before it are done, those after it are still to come.

use pages::{Text, dom};
use web_sys::Element;

use crate::draft::STEPS;

fn card(step: u8) -> Element {
    dom::by_id(&format!("step-{step}"))
}

/// Calls `then` with the number of a step that the user opens again.
pub fn on_change(then: impl Fn(u8) + 'static) {
    let then = std::rc::Rc::new(then);
    for step in 1..=STEPS {
        let then = then.clone();
        dom::listen(&dom::part::<Element>(&card(step), "change"), "click", move |_| then(step));
    }
}

/// Shows `open` as the step to do. `summaries` say what was answered in the steps that are done.
pub fn show(open: u8, summaries: &[String]) {
    let of = STEPS.to_string();
    for step in 1..=STEPS {
        let (state, key) = match step {
            _ if step < open => ("done", "stepDone"),
            _ if step == open => ("open", "stepOpen"),
            _ => ("later", "stepLater"),
        };
        let card = card(step);
        dom::set_attribute(&card, "data-state", state);
        dom::set_optional(&card, "aria-current", (step == open).then_some("step"));
        let text = Text { key, fill: vec![step.to_string(), of.clone()] };
        dom::set_text(&dom::part(&card, "state"), &format!("{} ", text.read()));
        let summary = summaries.get(usize::from(step) - 1).map_or("", String::as_str);
        dom::set_text(&dom::part(&card, "summary"), summary);
    }
}

/// Brings a step's heading to the top, and the focus to it, so that screen readers go on from there.
pub fn focus(step: u8) {
    card(step).scroll_into_view();
    dom::focus(&dom::by_id(&format!("step-{step}-title")));
}
