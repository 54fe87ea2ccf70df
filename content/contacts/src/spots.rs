//! Where numbers may be, and where they are: the elements of the page with such texts.
//!
//! Whether one is in view is asked of its place now and then. An `IntersectionObserver` would tell by itself, but the
//! browser works through all that it observes at every frame: of 4,000 elements that took 0.2 s at once, and seconds
//! in all.

use js_sys::{JsString, WeakMap};
use wasm_bindgen::{JsCast, JsValue};
use webext::contacts::{Number, Written};
use webext::js;

use crate::dom::{self, Node};
use crate::near::{self, Candidate};

/// The highlight's name, which `contacts.css` knows.
const HIGHLIGHT: &str = "ucontact-bridge";

/// How far from the window what is about to come into view may be, in pixels.
const MARGIN: f64 = 200.0;

/// An element with texts of its own that may hold numbers.
pub struct Spot {
    pub element: Node,
    /// The text nodes, and each one's text when it was last looked at.
    pub texts: Vec<(Node, JsValue)>,
    pub visible: bool,
    /// They have been asked for, or are being.
    pub asked: bool,
    /// Tells an answer to what was asked before from one to what is there now.
    pub version: u32,
    pub found: Vec<Found>,
}

/// A number on the page.
pub struct Found {
    pub node: Node,
    pub number: Number,
    /// A `StaticRange`: one that the browser need not keep up to date with every change of the page.
    range: JsValue,
}

/// All of them.
pub struct Spots {
    slots: Vec<Option<Spot>>,
    free: Vec<usize>,
    index: WeakMap,
    highlight: JsValue,
    versions: u32,
}

impl Spots {
    /// None yet; `None` where the browser has no highlights.
    pub fn new() -> Option<Self> {
        let highlight = dom::make("Highlight", &[])?;
        dom::call(&registry(), "set", &[&HIGHLIGHT.into(), &highlight])?;
        Some(Spots { slots: Vec::new(), free: Vec::new(), index: WeakMap::new(), highlight, versions: 0 })
    }

    /// Takes everything back.
    pub fn clear(&mut self) {
        // A later copy of this script may have put its own there.
        if dom::call(&registry(), "get", &[&HIGHLIGHT.into()]).as_ref() == Some(&self.highlight) {
            dom::call(&registry(), "delete", &[&HIGHLIGHT.into()]);
        }
        self.slots.clear();
    }

    /// The place of an element's spot.
    pub fn at(&self, element: &Node) -> Option<usize> {
        let place = self.index.get(element.unchecked_ref()).as_f64()? as usize;
        let slot = self.slots.get(place)?.as_ref()?;
        (slot.element == *element).then_some(place)
    }

    pub fn get(&self, place: usize) -> Option<&Spot> {
        self.slots.get(place)?.as_ref()
    }

    fn get_mut(&mut self, place: usize) -> Option<&mut Spot> {
        self.slots.get_mut(place)?.as_mut()
    }

    /// Whether any number is marked.
    pub fn any_marked(&self) -> bool {
        js::get(&self.highlight, "size").as_f64().is_some_and(|size| size > 0.0)
    }

    /// How many places there are.
    pub fn places(&self) -> usize {
        self.slots.len()
    }

    /// An element has, or has had, a text that may hold numbers: its place. What is known of it may no longer be so.
    pub fn note(&mut self, element: &Node) -> usize {
        if let Some(place) = self.at(element) {
            if let Some(spot) = self.get_mut(place) {
                spot.asked = false;
            }
            return place;
        }
        let spot = Spot {
            element: element.clone(),
            texts: Vec::new(),
            visible: false,
            asked: false,
            version: 0,
            found: Vec::new(),
        };
        let place = match self.free.pop() {
            Some(place) => {
                self.slots[place] = Some(spot);
                place
            }
            None => {
                self.slots.push(Some(spot));
                self.slots.len() - 1
            }
        };
        self.index.set(element.unchecked_ref(), &(place as f64).into());
        place
    }

    /// The element of a place whose numbers are to be asked for, and have not been; it counts as asked from now on.
    pub fn wanted(&mut self, place: usize) -> Option<Node> {
        let spot = self.get_mut(place).filter(|spot| spot.visible && !spot.asked)?;
        spot.asked = true;
        Some(spot.element.clone())
    }

    /// These are a place's texts now; with none it is forgotten. Answers the version to ask for, where they are new.
    pub fn set(&mut self, place: usize, texts: &[(Node, JsValue)]) -> Option<u32> {
        if texts.is_empty() {
            self.remove(place);
            return None;
        }
        self.versions += 1;
        let version = self.versions;
        let spot = self.get_mut(place)?;
        let found = std::mem::take(&mut spot.found);
        if spot.texts == texts {
            // It may have come into view meanwhile.
            self.mark(&found);
            self.get_mut(place)?.found = found;
            return None;
        }
        (spot.texts, spot.version) = (texts.to_vec(), version);
        self.unmark(&found);
        Some(version)
    }

    /// Looks whether a place is in view, in a window of this height. Answers whether its numbers are to be asked for.
    pub fn see(&mut self, place: usize, height: f64) -> bool {
        let Some(spot) = self.slots.get_mut(place).and_then(Option::as_mut) else { return false };
        let stands = spot.element.place();
        let (top, bottom) = (stands.top(), stands.bottom());
        // What is not shown has no place; nor has what the page has taken away.
        let shown = bottom > top;
        if !shown && !spot.element.is_connected() {
            self.remove(place);
            return false;
        }
        let visible = shown && bottom > -MARGIN && top < height + MARGIN;
        let changed = std::mem::replace(&mut spot.visible, visible) != visible;
        if visible && !spot.asked {
            return true;
        }
        if !changed {
            return false;
        }
        let found = std::mem::take(&mut spot.found);
        if visible {
            self.mark(&found);
        } else {
            self.unmark(&found);
        }
        if let Some(spot) = self.slots[place].as_mut() {
            spot.found = found;
        }
        false
    }

    /// The answer for one of a spot's texts.
    pub fn answer(&mut self, place: usize, version: u32, node: &Node, data: &JsValue, numbers: Vec<Number>) {
        let fits = |spot: &Spot| spot.version == version && node.data() == *data;
        let Some(spot) = self.slots.get_mut(place).and_then(Option::as_mut).filter(|spot| fits(spot)) else {
            return;
        };
        let made = numbers.into_iter().filter_map(|number| {
            let range = range(node, &number)?;
            Some(Found { node: node.clone(), number, range })
        });
        let made: Vec<Found> = made.collect();
        let visible = spot.visible;
        if visible {
            self.mark(&made);
        }
        if let Some(spot) = self.slots[place].as_mut() {
            spot.found.extend(made);
        }
    }

    /// The numbers that the agent is likely to mean, in a window of this height.
    pub fn near(&self, height: f64) -> Vec<Written> {
        let mut all = Vec::new();
        for spot in self.slots.iter().flatten().filter(|spot| spot.visible && !spot.found.is_empty()) {
            let stands = spot.element.place();
            for Found { node, number, .. } in &spot.found {
                let data: JsString = node.data().unchecked_into();
                let text = String::from(data.slice(number.start, number.end));
                let number = Written { text, e164: number.e164.clone() };
                all.push(Candidate {
                    top: stands.top(),
                    bottom: stands.bottom(),
                    left: stands.left(),
                    number,
                });
            }
        }
        near::choose(all, height)
    }

    fn remove(&mut self, place: usize) {
        if let Some(spot) = self.slots[place].take() {
            self.unmark(&spot.found);
            self.index.delete(spot.element.unchecked_ref());
            self.free.push(place);
        }
    }

    fn mark(&self, found: &[Found]) {
        for number in found {
            dom::call(&self.highlight, "add", &[&number.range]);
        }
    }

    fn unmark(&self, found: &[Found]) {
        for number in found {
            dom::call(&self.highlight, "delete", &[&number.range]);
        }
    }
}

fn registry() -> JsValue {
    js::get(&dom::global("CSS"), "highlights")
}

fn range(node: &Node, number: &Number) -> Option<JsValue> {
    let ends = js::object(&[
        ("startContainer", node),
        ("startOffset", &number.start.into()),
        ("endContainer", node),
        ("endOffset", &number.end.into()),
    ]);
    dom::make("StaticRange", &[&ends])
}
