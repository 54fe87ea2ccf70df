//! What the dock shows, and where it stands.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::placement::Placement;

use crate::context::Context;
use crate::geometry::{self, Form, Place, View};
use crate::parts::Parts;
use crate::{dom, memory};

/// The elements, if they are in the page, and what they have to show.
pub(crate) struct Stand {
    context: &'static Context,
    parts: RefCell<Option<Rc<Parts>>>,
    /// What the background said last of uContact's place.
    placement: RefCell<Option<Placement>>,
    place: Cell<Place>,
}

impl Stand {
    pub fn new(context: &'static Context) -> Self {
        Stand { context, parts: RefCell::default(), placement: RefCell::default(), place: Cell::default() }
    }

    /// The dock's elements, if they are in the page.
    pub fn parts(&self) -> Option<Rc<Parts>> {
        self.parts.borrow().clone()
    }

    /// These elements are in the page from now on.
    pub fn set_parts(&self, parts: Rc<Parts>) {
        *self.parts.borrow_mut() = Some(parts);
    }

    /// Takes the elements out of the page.
    pub fn remove(&self) {
        if let Some(parts) = self.parts.take() {
            parts.remove();
        }
        *self.placement.borrow_mut() = None;
    }

    /// Whether uContact is to be here; `None` if the background has not said, or the dock is not in the page.
    pub fn is_here(&self) -> Option<bool> {
        self.placement.borrow().as_ref().map(|placement| placement.here)
    }

    /// Shows what the background says of uContact's place.
    pub fn accept(&self, placement: Placement) {
        *self.placement.borrow_mut() = Some(placement);
        self.present();
    }

    /// Where the agent has put the dock.
    pub fn place(&self) -> Place {
        self.place.get()
    }

    /// What is shown now.
    pub fn form(&self) -> Form {
        match self.is_here() {
            Some(false) => Form::Note,
            _ if self.place.get().minimised => Form::Minimised,
            _ => Form::Open,
        }
    }

    /// The window's size.
    pub fn view(&self) -> View {
        let Context { window, document, .. } = self.context;
        let inner =
            |size: Result<JsValue, JsValue>| size.ok().and_then(|n| n.as_f64()).unwrap_or_default() as i32;
        let root = document.document_element();
        let client = root.map_or((0, 0), |root| (root.client_width(), root.client_height()));
        geometry::view((inner(window.inner_width()), inner(window.inner_height())), client)
    }

    fn present(&self) {
        if let Some(parts) = self.parts.borrow().as_ref() {
            parts.present(self.form(), self.placement.borrow().as_ref());
            self.lay_out();
        }
    }

    /// Puts the dock where it belongs in the window, whose size may have changed.
    pub fn lay_out(&self) {
        if let Some(parts) = self.parts.borrow().as_ref() {
            parts.lay_out(&self.place.get(), self.form(), self.view());
        }
    }

    /// Moves the dock to another place.
    pub fn put(&self, place: Place) {
        let folded = place.minimised != self.place.replace(place).minimised;
        if folded {
            self.present();
        } else {
            self.lay_out();
        }
    }

    /// Takes the remembered place, before anything is shown.
    pub async fn recall(&self) {
        let place = memory::recall(&self.context.origin()).await;
        self.place.set(place.unwrap_or_default());
    }

    /// Remembers for this site where the dock is.
    pub fn remember(&self) {
        let (origin, place) = (self.context.origin(), self.place.get());
        spawn_local(async move { memory::remember(&origin, &place).await });
    }

    /// Minimises the dock, or opens it; `None` does the other of what is.
    pub fn fold(&self, minimised: Option<bool>) {
        let place = self.place.get();
        if self.form() != Form::Note {
            self.close_question();
            self.put(Place { minimised: minimised.unwrap_or(!place.minimised), ..place });
            self.remember();
        }
    }

    /// While a pointer holds the dock, uContact's frame must not receive its moves.
    pub fn show_held(&self, held: bool) {
        if let Some(parts) = self.parts.borrow().as_ref() {
            let _ = parts.bar.class_list().toggle_with_force("held", held);
        }
    }

    /// Asks the agent before uContact moves away from a live interaction.
    pub fn open_question(&self) {
        self.put(Place { minimised: false, ..self.place.get() });
        if let Some(parts) = self.parts.borrow().as_ref() {
            parts.question.set_hidden(false);
            dom::focus(&parts.stay);
        }
    }

    /// Takes the question away, and the focus back to the button that it came from.
    pub fn close_question(&self) {
        if let Some(parts) = self.parts.borrow().as_ref()
            && !parts.question.hidden()
        {
            parts.question.set_hidden(true);
            dom::focus(&parts.panel);
        }
    }
}
