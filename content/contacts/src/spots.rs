//! The spots: elements of the page whose texts hold numbers, or may hold some.
//!
//! Now and then a spot's position is read, to see whether the spot is in view. An `IntersectionObserver` would report
//! that by itself, but the browser then works through everything it observes at every frame: with 4,000 elements that
//! took 0.2 s in one go, and seconds in total.

use js_sys::{JsString, WeakMap};
use wasm_bindgen::{JsCast, JsValue};
use webext::contacts::{Number, Written};
use webext::js;

use crate::dom::{self, Node};
use crate::near::{self, Candidate};

/// The highlight's name. `contacts.css` uses the same.
const HIGHLIGHT: &str = "ucontact-bridge";

/// A spot that is nearer to the window than this counts as in view: it may be scrolled in soon. In pixels.
const MARGIN: f64 = 200.0;

/// An element with texts of its own that may hold numbers.
pub struct Spot {
    pub element: Node,
    /// The text nodes, each with the text that it held when it was last looked at.
    pub texts: Vec<(Node, JsValue)>,
    pub visible: bool,
    /// The background was asked about the texts, or is being asked.
    pub asked: bool,
    /// An answer for another version is about texts that stood here before.
    pub version: u32,
    pub found: Vec<Found>,
}

/// A number on the page.
pub struct Found {
    pub node: Node,
    pub number: Number,
    /// A `StaticRange`, which the browser need not update at every change of the page.
    range: JsValue,
}

/// All spots. A spot has a place in the list, which it keeps as long as it exists.
pub struct Spots {
    slots: Vec<Option<Spot>>,
    free: Vec<usize>,
    index: WeakMap,
    highlight: JsValue,
    versions: u32,
}

impl Spots {
    /// No spots yet; `None` if the browser has no highlights.
    pub fn new() -> Option<Self> {
        let highlight = dom::make("Highlight", &[])?;
        dom::call(&registry(), "set", &[&HIGHLIGHT.into(), &highlight])?;
        Some(Spots { slots: Vec::new(), free: Vec::new(), index: WeakMap::new(), highlight, versions: 0 })
    }

    /// Removes all spots and marks.
    pub fn clear(&mut self) {
        // A newer copy of this script may have put its own highlight there.
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

    /// How many places there are, free ones too.
    pub fn places(&self) -> usize {
        self.slots.len()
    }

    /// An element has, or had, a text that may hold numbers. Answers with its place. What is known of its texts is in
    /// doubt from now on.
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

    /// The element of a place, if it is in view and was not asked about. From now on it counts as asked about.
    pub fn wanted(&mut self, place: usize) -> Option<Node> {
        let spot = self.get_mut(place).filter(|spot| spot.visible && !spot.asked)?;
        spot.asked = true;
        Some(spot.element.clone())
    }

    /// These are a place's texts now; a place without texts is forgotten. Answers with the version to ask for, if the
    /// texts are new.
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
            // The spot may have come into view meanwhile.
            self.mark(&found);
            self.get_mut(place)?.found = found;
            return None;
        }
        (spot.texts, spot.version) = (texts.to_vec(), version);
        self.unmark(&found);
        Some(version)
    }

    /// Looks whether a place is in view, in a window of this height. `true` if the background is to be asked about it.
    pub fn see(&mut self, place: usize, height: f64) -> bool {
        let Some(spot) = self.slots.get_mut(place).and_then(Option::as_mut) else { return false };
        let stands = spot.element.place();
        let (top, bottom) = (stands.top(), stands.bottom());
        // An element that is hidden has no height, nor has one that the page has removed.
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

    /// The background's answer for one text of a spot.
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
