//! Moves a rule by its grip, with a pointer of any kind.

use std::cell::Cell;
use std::rc::Rc;

use pages::dom;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

use super::list::{ROW, carry};
use super::value;
use crate::app::App;

/// Nearer to the edge of the list than this, the pointer scrolls the list, in CSS pixels.
const EDGE: f64 = 28.0;
/// By so much, in CSS pixels.
const SCROLL: i32 = 18;

thread_local! {
    /// The rule that is being moved, and the gap between rules where it would go.
    static MOVED: Cell<Option<(usize, usize)>> = const { Cell::new(None) };
}

/// Listens.
pub fn listen(app: &Rc<App>) {
    let list: HtmlElement = dom::by_id("rule-list");
    dom::listen(&list, "pointerdown", {
        let (app, list) = (app.clone(), list.clone());
        move |event| {
            let pointer: &PointerEvent = event.unchecked_ref();
            let grip = dom::closest(&event, ".grip");
            let fixed = list.has_attribute("data-fixed");
            if fixed || pointer.button() != 0 {
                return;
            }
            if let Some(index) = grip.as_ref().and_then(value::key_of) {
                event.prevent_default();
                let _ = list.focus();
                let _ = list.set_pointer_capture(pointer.pointer_id());
                app.select(index);
                MOVED.set(Some((index, index)));
            }
        }
    });
    dom::listen(&list, "pointermove", {
        let (app, list) = (app.clone(), list.clone());
        move |event| {
            let Some((from, _)) = MOVED.get() else { return };
            let pointer: &PointerEvent = event.unchecked_ref();
            let area = list.get_bounding_client_rect();
            let y = f64::from(pointer.client_y()) - area.top();
            if y < EDGE {
                list.set_scroll_top(list.scroll_top() - SCROLL);
            } else if y > area.height() - EDGE {
                list.set_scroll_top(list.scroll_top() + SCROLL);
            }
            let count = app.with(|state| state.draft().rules.len());
            let gap = ((y + f64::from(list.scroll_top())) / f64::from(ROW)).round().clamp(0.0, count as f64);
            let gap = gap as usize;
            MOVED.set(Some((from, gap)));
            let line: Element = dom::by_id("drop-line");
            if let Some(style) = dom::style(&line) {
                let top = gap as i32 * ROW - list.scroll_top();
                let _ = style.set_property("--top", &format!("{top}px"));
            }
            dom::set_shown(&line, gap != from && gap != from + 1);
        }
    });
    dom::listen(&list, "pointerup", {
        let app = app.clone();
        move |_| {
            let Some((from, gap)) = end_drag() else { return };
            // Gaps are counted with the moved rule in its old place.
            carry(&app, from, if gap > from { gap - 1 } else { gap });
        }
    });
    dom::listen(&list, "pointercancel", |_| {
        end_drag();
    });
    dom::listen(&list, "keydown", |event| {
        if event.dyn_ref::<web_sys::KeyboardEvent>().is_some_and(|key| key.key() == "Escape") {
            end_drag();
        }
    });
}

/// Ends the move. Answers with the rule and the gap, if a rule was being moved.
fn end_drag() -> Option<(usize, usize)> {
    dom::set_shown(&dom::by_id("drop-line"), false);
    MOVED.take()
}
