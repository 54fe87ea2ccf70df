//! The agent's hands on the dock: pointer and keyboard.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};

use webext::content::Say;

use crate::dom::{focus, on};
use crate::geometry::{self, Edges, Form, Place, Side};
use crate::page::Dock;
use crate::parts::{Parts, focused};

/// How far a key moves the dock or an edge, in pixels.
const STEP: i32 = 16;

/// How far a pointer may stray in a click.
const STILL: i32 = 4;

/// What stays within the dock: the page has keys of its own, closes things at a click elsewhere, and some pages fetch
/// the focus back.
const OURS: [&str; 14] = [
    "keydown",
    "keyup",
    "keypress",
    "pointerdown",
    "pointerup",
    "mousedown",
    "mouseup",
    "click",
    "dblclick",
    "contextmenu",
    "wheel",
    "focusin",
    "focusout",
    "touchstart",
];

/// A pointer that holds the dock or an edge.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    from: (i32, i32),
    place: Place,
    /// Of these edges; the whole dock if none.
    edges: Edges,
    /// It has moved further than a click's.
    dragging: bool,
}

/// Listens on all of the dock's parts.
pub(crate) fn listen(dock: &Rc<Dock>, parts: &Parts) {
    for event in OURS {
        on(&parts.host, event, false, Box::new(|event| event.stop_propagation()));
    }
    with(dock, &parts.host, "toggle", |dock, _| dock.raise_again());
    // Where a browser knows no `closedby`.
    on(&parts.whole, "cancel", false, Box::new(|event| event.prevent_default()));
    hold(dock, &parts.hold, Edges::default());
    for (grip, edges) in &parts.grips {
        hold(dock, grip, *edges);
    }
    with(dock, &parts.hold, "keydown", |dock, event| key(dock, event.unchecked_ref()));
    // Once for a key that was held down.
    with(dock, &parts.hold, "keyup", |dock, _| dock.remember());
    with(dock, &parts.hold, "click", |dock, event| {
        // By the keyboard; by the pointer only to open: an open dock's bar is there to be taken hold of.
        let by_key = event.unchecked_ref::<MouseEvent>().detail() == 0;
        let dragged = dock.held.take().is_some_and(|held| held.dragging);
        if by_key || (dock.form() == Form::Minimised && !dragged) {
            dock.fold(None);
        }
    });
    with(dock, &parts.fold, "click", |dock, _| dock.fold(None));
    with(dock, &parts.side, "click", |dock, _| {
        let place = dock.place.get();
        dock.put(Place { side: place.side.other(), ..place });
        dock.remember();
    });
    with(dock, &parts.there, "click", |dock, _| dock.show_there());
    with(dock, &parts.wrong, "click", |dock, _| dock.say(&Say::Doctor));
    with(dock, &parts.panel, "click", |dock, _| dock.to_panel(false));
    with(dock, &parts.go, "click", |dock, _| dock.to_panel(true));
    with(dock, &parts.stay, "click", |dock, _| dock.close_question());
    with(dock, &parts.question, "keydown", |dock, event| {
        if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
            // A dialog of the page stays open by it.
            event.prevent_default();
            dock.close_question();
        }
    });
}

fn with(dock: &Rc<Dock>, part: &HtmlElement, event: &str, then: fn(&Rc<Dock>, &Event)) {
    let dock = dock.clone();
    on(part, event, false, Box::new(move |event| then(&dock, &event)));
}

/// A part by which a pointer takes hold of these edges.
fn hold(dock: &Rc<Dock>, part: &HtmlElement, edges: Edges) {
    on(part, "pointerdown", false, {
        let (dock, part) = (dock.clone(), part.clone());
        Box::new(move |event| {
            let pointer: &PointerEvent = event.unchecked_ref();
            if pointer.button() == 0 {
                // Until it is let go the pointer is this part's, over uContact's frame and beyond the window too.
                let _ = part.set_pointer_capture(pointer.pointer_id());
                let place = dock.place.get();
                dock.held.set(Some(Held { from: at(pointer), place, edges, dragging: false }));
                // At once: Chromium gives a first move that is over a frame of another process to that frame.
                dock.show_held(true);
            }
        })
    });
    with(dock, part, "pointermove", |dock, event| {
        if let Some(held) = dock.held.get() {
            drag(dock, held, event.unchecked_ref());
        }
    });
    // However it ends.
    for event in ["pointerup", "pointercancel", "lostpointercapture"] {
        with(dock, part, event, |dock, _| {
            dock.show_held(false);
            let Some(held) = dock.held.get() else { return };
            if held.dragging {
                dock.remember();
            }
            // The bar's is forgotten at the click that follows, or when something is held next.
            dock.held.set((held.edges == Edges::default()).then_some(held));
        });
    }
}

fn at(pointer: &PointerEvent) -> (i32, i32) {
    (pointer.client_x(), pointer.client_y())
}

fn drag(dock: &Rc<Dock>, held: Held, pointer: &PointerEvent) {
    // Let go: here, or where this script did not see it.
    if pointer.buttons() & 1 == 0 {
        dock.held.set(None);
        return dock.show_held(false);
    }
    let now = at(pointer);
    let by = (now.0 - held.from.0, now.1 - held.from.1);
    if !held.dragging {
        if by.0.abs().max(by.1.abs()) < STILL {
            return;
        }
        dock.held.set(Some(Held { dragging: true, ..held }));
    }
    dock.put(if held.edges == Edges::default() {
        geometry::moved(&held.place, dock.form(), dock.view(), by)
    } else {
        geometry::resized(&held.place, dock.view(), held.edges, by)
    });
}

fn key(dock: &Rc<Dock>, event: &KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let (place, form) = (dock.place.get(), dock.form());
    let by = match event.key().as_str() {
        "ArrowLeft" => (-STEP, 0),
        "ArrowRight" => (STEP, 0),
        "ArrowUp" => (0, -STEP),
        "ArrowDown" => (0, STEP),
        "Home" => return put(dock, event, Place { side: Side::Left, ..place }),
        "End" => return put(dock, event, Place { side: Side::Right, ..place }),
        "Escape" if form == Form::Open => {
            event.prevent_default();
            return dock.fold(Some(true));
        }
        _ => return,
    };
    if !event.shift_key() {
        put(dock, event, geometry::moved(&place, form, dock.view(), by));
    } else if form == Form::Open {
        let edges = geometry::inner_edges(&place);
        put(dock, event, geometry::resized(&place, dock.view(), edges, by));
    }
}

/// The page must not scroll by the key.
fn put(dock: &Rc<Dock>, event: &KeyboardEvent, place: Place) {
    event.prevent_default();
    dock.put(place);
}

/// Keeps the focus where it was, should what has it be taken away by `change`.
pub(crate) fn keeping_focus(parts: &Parts, change: impl FnOnce()) {
    let had = focused(parts).is_some();
    change();
    if had && focused(parts).is_none() {
        focus(&parts.hold);
    }
}
