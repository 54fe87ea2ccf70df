//! Looks through the page's text for what may be numbers: in slices while the page is at rest, and afterwards only at
//! what changes. What is in view is asked of the background.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Range, Window};
use webext::contacts::Number;
use webext::content::Say;
use webext::{Error, js, runtime, time};

use crate::dom::{self, ELEMENT, Node, Pattern, TEXT, milliseconds};
use crate::label;
use crate::spots::Spots;

/// Seven digits, with what may stand between those of a number. `\d` is ASCII.
const CANDIDATE: &str = r"(?:\d[\s().\/+\u00b7\u2010-\u2015-]{0,3}){6}\d";

/// Where text is code, is being edited, or is not for the agent.
const SKIP: &str = "script,style,noscript,template,textarea,input,select,option,code,kbd,samp,iframe,object,canvas,svg,\
                    [contenteditable]:not([contenteditable=false i]),[role=textbox],[role=searchbox],\
                    a[href^='tel:' i],a[href^='sms:' i],a[href^='mailto:' i],a[href^='whatsapp:' i],a[href*='//wa.me/' i]";

/// How long a slice goes on, in milliseconds: half of what the page may notice.
const SLICE: f64 = 4.0;
/// How long, in milliseconds, what is in view is let be after it was looked at.
const PAUSE: f64 = 200.0;
/// After how many elements the clock is looked at.
const BETWEEN: u32 = 16;
/// How many texts are asked for at once, and how long one may be, in UTF-16 units.
const MOST: usize = 60;
const LONGEST: u32 = 20_000;
/// The longest pause between two tries, in milliseconds.
const LONGEST_PAUSE: u32 = 5_000;

/// An element to be looked at: with all below it, or its own texts alone.
enum Work {
    Deep(Node),
    Shallow(Node),
}

/// The look through one document.
pub struct Scan {
    window: Window,
    document: Document,
    candidate: Pattern,
    skip: JsValue,
    /// Selectors of where to look; `undefined` for everywhere.
    within: JsValue,
    work: RefCell<Vec<Work>>,
    spots: RefCell<Spots>,
    /// Places of spots whose numbers are to be asked for.
    wanted: RefCell<VecDeque<usize>>,
    idle: RefCell<Option<Function>>,
    scheduled: Cell<bool>,
    /// The next place to be looked at for being in view; `None` when all have been.
    next: Cell<Option<usize>>,
    /// They are to be looked at once more, and when that was done last.
    again: Cell<bool>,
    looked: Cell<f64>,
    /// The pause until then is under way.
    waiting: Cell<bool>,
    asking: Cell<bool>,
    changes: RefCell<JsValue>,
    /// What the listeners hold; emptied at the end, since they stay.
    held: Rc<RefCell<Option<Rc<Scan>>>>,
    stopped: Cell<bool>,
}

impl Scan {
    /// Begins; `None` where the browser cannot.
    pub fn start(window: &Window, document: &Document, within: &[String]) -> Option<Rc<Self>> {
        let this: Rc<RefCell<Option<Rc<Scan>>>> = Rc::default();
        let with = |then: fn(&Rc<Scan>, &JsValue)| {
            let this = this.clone();
            js::keep(Closure::<dyn Fn(JsValue)>::new(move |value| {
                let scan = this.borrow().clone();
                if let Some(scan) = scan.filter(|scan| !scan.stopped.get()) {
                    then(&scan, &value);
                }
            }))
        };
        let scan = Rc::new(Scan {
            window: window.clone(),
            document: document.clone(),
            candidate: Pattern::new(CANDIDATE),
            skip: SKIP.into(),
            within: if within.is_empty() { JsValue::UNDEFINED } else { within.join(",").into() },
            work: RefCell::default(),
            spots: RefCell::new(Spots::new()?),
            wanted: RefCell::default(),
            idle: RefCell::new(Some(with(|scan, _| scan.slice()))),
            scheduled: Cell::default(),
            next: Cell::default(),
            again: Cell::default(),
            looked: Cell::default(),
            waiting: Cell::default(),
            asking: Cell::default(),
            changes: RefCell::default(),
            held: this.clone(),
            stopped: Cell::default(),
        });
        *this.borrow_mut() = Some(scan.clone());
        let changed = with(Scan::changed);
        let changes = dom::make("MutationObserver", &[&changed])?;
        let what = js::object(&[
            ("childList", &true.into()),
            ("characterData", &true.into()),
            ("subtree", &true.into()),
        ]);
        dom::call(&changes, "observe", &[document, &what]);
        *scan.changes.borrow_mut() = changes;
        // After any of these something else may be in view; what a page does in silence the pointer's rest will show.
        for event in ["scroll", "resize", "click", "keyup", "toggle", "transitionend"] {
            let seen = with(|scan, _| scan.see_again());
            let target: &JsValue = if event == "resize" { window } else { document };
            dom::listen(target, event, &seen);
        }
        if let Some(body) = document.body() {
            scan.look(Work::Deep(JsValue::from(body).unchecked_into()));
        }
        Some(scan)
    }

    /// Ends, and takes every mark back.
    pub fn stop(&self) {
        if self.stopped.replace(true) {
            return;
        }
        dom::call(&self.changes.borrow(), "disconnect", &[]);
        self.spots.borrow_mut().clear();
        self.work.borrow_mut().clear();
        self.held.borrow_mut().take();
    }

    fn look(&self, work: Work) {
        self.work.borrow_mut().push(work);
        self.schedule();
    }

    fn schedule(&self) {
        if !self.scheduled.replace(true)
            && let Some(slice) = self.idle.borrow().as_ref()
        {
            dom::when_idle(slice);
        }
    }

    /// Something else may be in view.
    pub fn see_again(&self) {
        // One that waits for its turn is enough.
        if !self.again.replace(true) {
            self.schedule();
        }
    }

    /// The page has changed.
    fn changed(self: &Rc<Self>, records: &JsValue) {
        // What stood there may stand elsewhere now.
        self.see_again();
        for record in Array::from(records).iter() {
            let target: Node = js::get(&record, "target").unchecked_into();
            if target.kind() == TEXT {
                if let Some(parent) = target.parent() {
                    self.look(Work::Shallow(parent));
                }
                continue;
            }
            let mut own = false;
            for node in Array::from(&js::get(&record, "addedNodes")).iter() {
                let node: Node = node.unchecked_into();
                match node.kind() {
                    ELEMENT => self.look(Work::Deep(node)),
                    TEXT => own = true,
                    _ => {}
                }
            }
            let removed = js::get(&js::get(&record, "removedNodes"), "length").as_f64() != Some(0.0);
            if (own || (removed && self.spots.borrow().at(&target).is_some())) && target.kind() == ELEMENT {
                self.look(Work::Shallow(target));
            }
        }
    }

    /// Looks on for a while: first at what is new, then at what is in view.
    fn slice(self: &Rc<Self>) {
        self.scheduled.set(false);
        let start = milliseconds();
        let height = self.height();
        let mut count = 0;
        loop {
            let work = self.work.borrow_mut().pop();
            match work {
                Some(Work::Deep(element)) => self.deep(&element, height),
                Some(Work::Shallow(element)) => self.shallow(&element, height),
                None if !self.see_next(start, height) => break,
                None => {}
            }
            count += 1;
            if count % BETWEEN == 0 && milliseconds() - start > SLICE {
                return self.schedule();
            }
        }
        if self.again.get() && !self.waiting.replace(true) {
            let scan = self.clone();
            let rest = (self.looked.get() + PAUSE - milliseconds()).max(0.0) as u32 + 1;
            spawn_local(async move {
                time::pause(rest).await;
                scan.waiting.set(false);
                scan.schedule();
            });
        }
    }

    /// Looks whether the next place is in view; answers whether there was one.
    fn see_next(self: &Rc<Self>, now: f64, height: f64) -> bool {
        let place = match self.next.get() {
            Some(place) => place,
            // Not all the time, however much the page moves.
            None if self.again.get() && now - self.looked.get() > PAUSE => {
                self.again.set(false);
                self.looked.set(now);
                0
            }
            None => return false,
        };
        let more = place < self.spots.borrow().places();
        self.next.set(more.then_some(place + 1));
        if more {
            self.see(place, height);
        }
        more
    }

    fn see(self: &Rc<Self>, place: usize, height: f64) {
        let wanted = self.spots.borrow_mut().see(place, height);
        if wanted {
            self.want(place);
        }
    }

    fn height(&self) -> f64 {
        self.window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default()
    }

    fn deep(self: &Rc<Self>, element: &Node, height: f64) {
        // Most elements have none below them, and no number: two steps for these.
        if element.first_element().is_none() {
            if self.candidate.test(&element.text()) || self.spots.borrow().at(element).is_some() {
                self.shallow(element, height);
            }
            return;
        }
        if element.matches(&self.skip) {
            return;
        }
        let (mut below, mut own) = (Vec::new(), false);
        let mut child = element.first();
        while let Some(node) = child {
            child = node.next();
            match node.kind() {
                ELEMENT => below.push(Work::Deep(node)),
                TEXT => own = own || self.candidate.test(&node.data()),
                _ => {}
            }
        }
        if own {
            self.shallow(element, height);
        }
        // The last is looked at first.
        self.work.borrow_mut().extend(below.into_iter().rev());
    }

    /// An element's own texts.
    fn shallow(self: &Rc<Self>, element: &Node, height: f64) {
        let mut texts = Vec::new();
        if element.is_connected() && element.closest(&self.skip).is_none() && self.is_within(element) {
            let mut child = element.first();
            while let Some(node) = child {
                child = node.next();
                if node.kind() == TEXT {
                    let data = node.data();
                    let length = js::get(&data, "length").as_f64().unwrap_or_default();
                    if length <= f64::from(LONGEST) && texts.len() < MOST && self.candidate.test(&data) {
                        texts.push((node, data));
                    }
                }
            }
        }
        let place = self.spots.borrow_mut().set(element, texts);
        if let Some(place) = place {
            self.see(place, height);
        }
    }

    fn is_within(&self, element: &Node) -> bool {
        // A selector that the browser does not know selects nothing.
        self.within.is_undefined()
            || element.closest_of_admin(&self.within).is_ok_and(|found| found.is_some())
    }

    fn want(self: &Rc<Self>, place: usize) {
        self.wanted.borrow_mut().push_back(place);
        if !self.asking.replace(true) {
            let scan = self.clone();
            spawn_local(async move {
                scan.ask().await;
                scan.asking.set(false);
            });
        }
    }

    /// Asks for the numbers of what is in view, until all is answered.
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
                    // The worker died on the way.
                    _ => {
                        time::pause(pause).await;
                        pause = (pause * 2).min(LONGEST_PAUSE);
                    }
                }
                if self.stopped.get() {
                    return;
                }
            };
            let mut spots = self.spots.borrow_mut();
            for ((place, version, node, data), numbers) in batch.iter().zip(answers) {
                spots.answer(*place, *version, node, data, numbers);
            }
        }
    }

    /// What is to be asked next: a place, its version, and a text.
    fn batch(&self) -> Vec<(usize, u32, Node, JsValue)> {
        let mut batch = Vec::new();
        let (mut wanted, mut spots) = (self.wanted.borrow_mut(), self.spots.borrow_mut());
        while batch.len() < MOST
            && let Some(place) = wanted.pop_front()
        {
            let Some(spot) = spots.get_mut(place).filter(|spot| !spot.asked && spot.visible) else {
                continue;
            };
            spot.asked = true;
            let texts = spot.texts.iter();
            batch.extend(texts.map(|(node, data)| (place, spot.version, node.clone(), data.clone())));
        }
        batch
    }

    /// The number under a point of the window, and where it stands.
    pub fn at(&self, x: f64, y: f64) -> Option<(String, web_sys::DomRect)> {
        let spots = self.spots.borrow();
        if !spots.any_marked() {
            return None;
        }
        let caret = dom::call(&self.document, "caretPositionFromPoint", &[&x.into(), &y.into()])?;
        let node: Node = js::get(&caret, "offsetNode").unchecked_into();
        let offset = js::get(&caret, "offset").as_f64()? as u32;
        let parent = if node.is_object() { node.parent()? } else { return None };
        let spot = spots.get(spots.at(&parent)?)?;
        let found = spot
            .found
            .iter()
            .find(|found| found.node == node && (found.number.start..=found.number.end).contains(&offset))?;
        // The caret goes to the nearest text, however far that is.
        let range: Range = self.document.create_range().ok()?;
        range.set_start(node.unchecked_ref(), found.number.start).ok()?;
        range.set_end(node.unchecked_ref(), found.number.end).ok()?;
        let place = range.get_bounding_client_rect();
        let inside = x >= place.left() && x <= place.right() && y >= place.top() && y <= place.bottom();
        inside.then(|| (found.number.e164.clone(), place))
    }
}
