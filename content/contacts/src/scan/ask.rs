//! Asks the background which numbers are in the texts that are in view, and marks them.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::contacts::Number;
use webext::content::Say;
use webext::{Error, js, runtime, time};

use super::{GATHER, LONGEST, LONGEST_PAUSE, MOST, SLICE, Scan, children};
use crate::dom::{Node, TEXT, milliseconds};
use crate::label;

impl Scan {
    pub(super) fn want(self: &Rc<Self>, place: usize) {
        self.wanted.borrow_mut().push_back(place);
        if !self.asking.replace(true) {
            let scan = self.clone();
            spawn_local(async move {
                // Otherwise a page that changes line by line would cause one question per line.
                time::pause(GATHER).await;
                scan.ask().await;
                scan.asking.set(false);
            });
        }
    }

    /// Asks about the spots in view, until all questions are answered.
    async fn ask(self: &Rc<Self>) {
        let mut pause = 25;
        while !self.stopped.get() {
            let batch = self.batch();
            if batch.is_empty() {
                return;
            }
            let items = batch
                .iter()
                .map(|(_, _, node, data)| (label::of(node), data.as_string().unwrap_or_default()))
                .collect();
            let say = Say::Numbers { items }.to_js();
            let answers = loop {
                match runtime::send(&say).await {
                    Ok(answer) if Array::is_array(&answer) => break Number::answers(&answer),
                    Err(Error::Gone) => return self.stop(),
                    // The worker died before it answered.
                    _ => {
                        time::pause(pause).await;
                        pause = (pause * 2).min(LONGEST_PAUSE);
                    }
                }
                if self.stopped.get() {
                    return;
                }
            };
            // Firefox takes milliseconds for one mark in a long page.
            let mut until = milliseconds() + SLICE;
            for ((place, version, node, data), numbers) in batch.iter().zip(answers) {
                if milliseconds() > until {
                    time::pause(0).await;
                    until = milliseconds() + SLICE;
                }
                if self.stopped.get() {
                    return;
                }
                self.spots.borrow_mut().answer(*place, *version, node, data, numbers);
            }
        }
    }

    /// What to ask next: a place, its version, and a text of it.
    fn batch(&self) -> Vec<(usize, u32, Node, JsValue)> {
        let mut batch = Vec::new();
        let (mut wanted, mut spots) = (self.wanted.borrow_mut(), self.spots.borrow_mut());
        let until = milliseconds() + SLICE;
        while batch.len() < MOST
            && (batch.is_empty() || milliseconds() < until)
            && let Some(place) = wanted.pop_front()
        {
            let Some(element) = spots.wanted(place) else { continue };
            let texts = self.texts(&element);
            if let Some(version) = spots.set(place, &texts) {
                batch.extend(texts.into_iter().map(|(node, data)| (place, version, node, data)));
            }
        }
        batch
    }

    /// An element's own texts that may hold numbers. Only elements in view are examined so.
    fn texts(&self, element: &Node) -> Vec<(Node, JsValue)> {
        if !element.is_connected() || element.closest(&self.skip).is_some() || !self.is_within(element) {
            return Vec::new();
        }
        let texts = children(element).filter(|node| node.kind() == TEXT).filter_map(|node| {
            let data = node.data();
            let length = js::get(&data, "length").as_f64().unwrap_or_default();
            (length <= f64::from(LONGEST) && self.candidate.test(&data)).then_some((node, data))
        });
        texts.take(MOST).collect()
    }

    fn is_within(&self, element: &Node) -> bool {
        // A selector that the browser does not understand selects nothing.
        self.within.is_undefined()
            || element.closest_of_admin(&self.within).is_ok_and(|found| found.is_some())
    }
}
