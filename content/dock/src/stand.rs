//! Where the dock stands, and in which form.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::content::Say;

use crate::geometry::{self, Form, Place, View};
use crate::page::Dock;
use crate::{dom, memory};

impl Dock {
    /// What is shown now.
    pub fn form(&self) -> Form {
        match self.placement.borrow().as_ref() {
            Some(placement) if !placement.here => Form::Note,
            _ if self.place.get().minimised => Form::Minimised,
            _ => Form::Open,
        }
    }

    /// The window's size.
    pub fn view(&self) -> View {
        let inner =
            |size: Result<JsValue, JsValue>| size.ok().and_then(|n| n.as_f64()).unwrap_or_default() as i32;
        let root = self.document.document_element();
        let client = root.map_or((0, 0), |root| (root.client_width(), root.client_height()));
        geometry::view((inner(self.window.inner_width()), inner(self.window.inner_height())), client)
    }

    pub fn present(&self) {
        if let Some(parts) = self.parts.borrow().as_ref() {
            parts.present(self.form(), self.placement.borrow().as_ref());
            self.lay_out();
        }
    }

    pub fn lay_out(&self) {
        if let Some(parts) = self.parts.borrow().as_ref() {
            parts.lay_out(&self.place.get(), self.form(), self.view());
        }
    }

    /// Puts the dock there.
    pub fn put(&self, place: Place) {
        let folded = place.minimised != self.place.replace(place).minimised;
        if folded {
            self.present();
        } else {
            self.lay_out();
        }
    }

    /// Remembers where it is.
    pub fn remember(&self) {
        let (origin, place) = (self.origin(), self.place.get());
        spawn_local(async move { memory::remember(&origin, &place).await });
    }

    /// Minimises the dock, or opens it; without a word, the other way.
    pub fn fold(&self, minimised: Option<bool>) {
        let place = self.place.get();
        if self.form() != Form::Note {
            self.close_question();
            self.put(Place { minimised: minimised.unwrap_or(!place.minimised), ..place });
            self.remember();
        }
    }

    /// While a pointer holds the dock, uContact's frame must not swallow it.
    pub fn show_held(&self, held: bool) {
        if let Some(parts) = self.parts.borrow().as_ref() {
            let _ = parts.bar.class_list().toggle_with_force("held", held);
        }
    }

    /// Brings uContact to the front, where it is.
    pub fn show_there(&self) {
        self.say(&Say::Show);
    }

    /// Moves uContact into the side panel, where its session starts again: with a live interaction only if the agent is
    /// `sure`.
    pub fn to_panel(&self, sure: bool) {
        if !sure && self.live.borrow().any() {
            self.put(Place { minimised: false, ..self.place.get() });
            if let Some(parts) = self.parts.borrow().as_ref() {
                parts.question.set_hidden(false);
                dom::focus(&parts.stay);
            }
            return;
        }
        // At once: Chromium opens its panel only for a click.
        self.say(&Say::ToPanel);
        self.close_question();
    }

    /// Takes the question away, and the focus back to where it came from.
    pub fn close_question(&self) {
        if let Some(parts) = self.parts.borrow().as_ref()
            && !parts.question.hidden()
        {
            parts.question.set_hidden(true);
            dom::focus(&parts.panel);
        }
    }
}
