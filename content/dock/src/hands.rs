//! What the agent does with the dock, by pointer and by keyboard.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};
use webext::content::Say;

use crate::calls::Calls;
use crate::context::Context;
use crate::dom::on;
use crate::geometry::{self, Edges, Form, Place, Side};
use crate::parts::Parts;
use crate::stand::Stand;

/// A key moves the dock or an edge by so many pixels.
const STEP: i32 = 16;

/// A pointer that moves less than this while its button is down, clicks; in pixels.
const STILL: i32 = 4;

/// These events do not leave the dock. Otherwise the page would act on keys that it uses itself, close what it closes
/// at a click elsewhere, or fetch the focus back, as some pages do.
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
struct Held {
    from: (i32, i32),
    place: Place,
    /// The edges that it holds; none if it holds the whole dock.
    edges: Edges,
    /// It has moved further than in a click.
    dragging: bool,
}

/// What the agent does with pointer and keyboard.
pub(crate) struct Hands {
    context: &'static Context,
    stand: &'static Stand,
    calls: &'static Calls,
    held: Cell<Option<Held>>,
}

impl Hands {
    pub fn new(context: &'static Context, stand: &'static Stand, calls: &'static Calls) -> Self {
        Hands { context, stand, calls, held: Cell::default() }
    }

    /// Whether a pointer holds the dock or an edge.
    pub fn holds(&self) -> bool {
        self.held.get().is_some()
    }

    /// Listens on all of the dock's elements.
    pub fn listen(&'static self, parts: &Parts) {
        for event in OURS {
            on(&parts.host, event, false, Box::new(|event| event.stop_propagation()));
        }
        // For browsers that do not know `closedby`.
        on(&parts.whole, "cancel", false, Box::new(|event| event.prevent_default()));
        self.take_hold_of(&parts.hold, Edges::default());
        for (grip, edges) in &parts.grips {
            self.take_hold_of(grip, *edges);
        }
        self.with(&parts.hold, "keydown", |hands, event| hands.key(event.unchecked_ref()));
        // Once, when a key that was held down is let go.
        self.with(&parts.hold, "keyup", |hands, _| hands.stand.remember());
        self.with(&parts.hold, "click", |hands, event| {
            // By the keyboard, a click folds and unfolds. By the pointer, a click only unfolds: the agent takes hold of
            // an open dock's bar to move the dock.
            let by_key = event.unchecked_ref::<MouseEvent>().detail() == 0;
            let dragged = hands.held.take().is_some_and(|held| held.dragging);
            if by_key || (hands.stand.form() == Form::Minimised && !dragged) {
                hands.stand.fold(None);
            }
        });
        self.with(&parts.fold, "click", |hands, _| hands.stand.fold(None));
        self.with(&parts.side, "click", |hands, _| {
            let place = hands.stand.place();
            hands.stand.put(Place { side: place.side.other(), ..place });
            hands.stand.remember();
        });
        self.with(&parts.there, "click", |hands, _| hands.context.say(&Say::Show));
        self.with(&parts.wrong, "click", |hands, _| hands.context.say(&Say::Doctor));
        self.with(&parts.panel, "click", |hands, _| hands.to_panel(false));
        self.with(&parts.go, "click", |hands, _| hands.to_panel(true));
        self.with(&parts.stay, "click", |hands, _| hands.stand.close_question());
        self.with(&parts.question, "keydown", |hands, event| {
            if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                // The key must not close a dialog of the page, too.
                event.prevent_default();
                hands.stand.close_question();
            }
        });
    }

    fn with(&'static self, part: &HtmlElement, event: &str, then: fn(&Self, &Event)) {
        on(part, event, false, Box::new(move |event| then(self, &event)));
    }

    /// Makes an element one by which a pointer takes hold of these edges.
    fn take_hold_of(&'static self, part: &HtmlElement, edges: Edges) {
        on(part, "pointerdown", false, {
            let part = part.clone();
            Box::new(move |event| {
                let pointer: &PointerEvent = event.unchecked_ref();
                if pointer.button() == 0 {
                    // Until the agent lets go, this element receives the pointer, also over uContact's frame and beyond
                    // the window.
                    let _ = part.set_pointer_capture(pointer.pointer_id());
                    let place = self.stand.place();
                    self.held.set(Some(Held { from: at(pointer), place, edges, dragging: false }));
                    // At once: Chromium gives a first move that is over a frame of another process to that frame.
                    self.stand.show_held(true);
                }
            })
        });
        self.with(part, "pointermove", |hands, event| {
            if let Some(held) = hands.held.get() {
                hands.drag(held, event.unchecked_ref());
            }
        });
        // In whatever way the hold ends.
        for event in ["pointerup", "pointercancel", "lostpointercapture"] {
            self.with(part, event, |hands, _| hands.let_go());
        }
    }

    fn let_go(&self) {
        self.stand.show_held(false);
        let Some(held) = self.held.get() else { return };
        if held.dragging {
            self.stand.remember();
        }
        // After a hold of the bar a click follows, which must know whether the agent has dragged. So the hold of the
        // bar is forgotten only by that click, or by the next hold.
        self.held.set((held.edges == Edges::default()).then_some(held));
    }

    fn drag(&self, held: Held, pointer: &PointerEvent) {
        // No button is down any more: the agent has let go where this script could not see it.
        if pointer.buttons() & 1 == 0 {
            self.held.set(None);
            return self.stand.show_held(false);
        }
        let now = at(pointer);
        let by = (now.0 - held.from.0, now.1 - held.from.1);
        if !held.dragging {
            if by.0.abs().max(by.1.abs()) < STILL {
                return;
            }
            self.held.set(Some(Held { dragging: true, ..held }));
        }
        let (form, view) = (self.stand.form(), self.stand.view());
        self.stand.put(if held.edges == Edges::default() {
            geometry::moved(&held.place, form, view, by)
        } else {
            geometry::resized(&held.place, view, held.edges, by)
        });
    }

    fn key(&self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let (place, form) = (self.stand.place(), self.stand.form());
        let by = match event.key().as_str() {
            "ArrowLeft" => (-STEP, 0),
            "ArrowRight" => (STEP, 0),
            "ArrowUp" => (0, -STEP),
            "ArrowDown" => (0, STEP),
            "Home" => return self.put(event, Place { side: Side::Left, ..place }),
            "End" => return self.put(event, Place { side: Side::Right, ..place }),
            "Escape" if form == Form::Open => {
                event.prevent_default();
                return self.stand.fold(Some(true));
            }
            _ => return,
        };
        if !event.shift_key() {
            self.put(event, geometry::moved(&place, form, self.stand.view(), by));
        } else if form == Form::Open {
            let edges = geometry::inner_edges(&place);
            self.put(event, geometry::resized(&place, self.stand.view(), edges, by));
        }
    }

    /// Moves the dock by a key, by which the page must not scroll.
    fn put(&self, event: &KeyboardEvent, place: Place) {
        event.prevent_default();
        self.stand.put(place);
    }

    /// Moves uContact into the side panel, where its session starts again: with a live interaction only if the agent is
    /// `sure`.
    fn to_panel(&self, sure: bool) {
        if !sure && self.calls.any() {
            return self.stand.open_question();
        }
        // In the turn of the click: Chromium opens its panel only then.
        self.context.say(&Say::ToPanel);
        self.stand.close_question();
    }
}

fn at(pointer: &PointerEvent) -> (i32, i32) {
    (pointer.client_x(), pointer.client_y())
}
