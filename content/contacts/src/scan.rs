//! Searches the page's text for what may be a number: in slices while the page is idle, and afterwards only where the
//! page changes. The background is asked about the candidates that are in view.

mod ask;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Range, Window};
use webext::contacts::Written;
use webext::{js, time};

use crate::dom::{self, ELEMENT, Node, Pattern, TEXT, milliseconds};
use crate::spots::Spots;

/// Seven digits, with what may stand between the digits of a number; but no date. `\d` is ASCII.
const CANDIDATE: &str = r"(?<!\d)(?!(?:19|20)\d\d([-/.])\d\d?\1\d\d?(?!\d)|\d\d?([-/.])\d\d?\2(?:19|20)\d\d(?!\d))(?:\d[\s().\/+\u00b7\u2010-\u2015-]{0,3}){6}\d";

/// Elements whose text is code, is being edited, or is not for the agent.
const SKIP: &str = "script,style,noscript,template,textarea,input,select,option,code,kbd,samp,iframe,object,canvas,svg,\
                    [contenteditable]:not([contenteditable=false i]),[role=textbox],[role=searchbox],\
                    a[href^='tel:' i],a[href^='sms:' i],a[href^='mailto:' i],a[href^='whatsapp:' i],a[href*='//wa.me/' i]";

/// `NodeFilter.SHOW_TEXT`
const SHOW_TEXT: u32 = 4;
/// The length of a slice, in milliseconds: half of what a page may notice.
const SLICE: f64 = 4.0;
/// Which elements are in view is looked at again after so many milliseconds, and not before.
const PAUSE: f64 = 300.0;
/// Changes, and questions to the background, are collected for so many milliseconds. Otherwise a page that changes at
/// every frame would also be laid out between its frames.
const GATHER: u32 = 100;
/// The clock is read after so many elements.
const BETWEEN: u32 = 4;
/// At most so many texts are asked about at once.
const MOST: usize = 60;
/// A longer text is not asked about, in UTF-16 units.
const LONGEST: u32 = 20_000;
/// The longest pause between two tries, in milliseconds.
const LONGEST_PAUSE: u32 = 5_000;

/// An element to be looked at.
enum Work {
    /// With all elements below it.
    Deep(Node),
    /// Its own texts alone.
    Shallow(Node),
    /// It certainly has a candidate.
    Found(Node),
}

/// A walk through all texts below an element.
struct Walk {
    root: Node,
    /// The browser's `TreeWalker`.
    walker: JsValue,
}

/// The search through one document.
pub struct Scan {
    window: Window,
    document: Document,
    candidate: Pattern,
    skip: JsValue,
    /// Selectors of the elements to search in; `undefined` for the whole page.
    within: JsValue,
    work: RefCell<Vec<Work>>,
    walk: RefCell<Option<Walk>>,
    spots: RefCell<Spots>,
    /// Places of spots that the background is to be asked about.
    wanted: RefCell<VecDeque<usize>>,
    idle: RefCell<Option<Function>>,
    scheduled: Cell<bool>,
    /// Changes are being collected.
    gathering: Cell<bool>,
    /// The next place of which it is to be found out whether it is in view; `None` if no round is under way.
    next: Cell<Option<usize>>,
    /// Another round is to follow.
    again: Cell<bool>,
    /// When the last round began, as the page's clock says.
    looked: Cell<f64>,
    /// The pause before the next round is under way.
    waiting: Cell<bool>,
    asking: Cell<bool>,
    /// The browser's `MutationObserver`.
    changes: RefCell<JsValue>,
    /// What the listeners hold. It is emptied at the end, because the listeners themselves stay.
    held: Rc<RefCell<Option<Rc<Scan>>>>,
    stopped: Cell<bool>,
}

impl Scan {
    /// Begins; `None` if the browser lacks what this needs.
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
            walk: RefCell::default(),
            spots: RefCell::new(Spots::new()?),
            wanted: RefCell::default(),
            idle: RefCell::new(Some(with(|scan, _| scan.slice()))),
            scheduled: Cell::default(),
            gathering: Cell::default(),
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
        // After each of these events something else may be in view. Changes without an event are noticed when the
        // pointer rests.
        for event in ["scroll", "resize", "click", "keyup", "toggle", "transitionend"] {
            let seen = with(|scan, _| scan.see_again());
            let target: &JsValue = if event == "resize" { window } else { document };
            dom::listen(target, event, &seen);
        }
        if let Some(body) = document.body() {
            scan.look(Work::Deep(JsValue::from(body).unchecked_into()));
            scan.schedule();
        }
        Some(scan)
    }

    /// Ends, and removes every mark.
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
    }

    fn schedule(&self) {
        if !self.scheduled.replace(true)
            && let Some(slice) = self.idle.borrow().as_ref()
        {
            dom::when_idle(slice);
        }
    }

    /// Looks a little later at what has changed until then.
    fn gather(self: &Rc<Self>) {
        if !self.gathering.replace(true) {
            let scan = self.clone();
            spawn_local(async move {
                time::pause(GATHER).await;
                scan.gathering.set(false);
                scan.schedule();
            });
        }
    }

    /// Something else may be in view.
    pub fn see_again(&self) {
        // One round that waits for its turn is enough.
        if !self.again.replace(true) {
            self.schedule();
        }
    }

    /// The page has changed.
    fn changed(self: &Rc<Self>, records: &JsValue) {
        // The change may have moved other elements into view, or out of it.
        self.again.set(true);
        self.gather();
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

    /// Works for one slice: first on what is new, then on what is in view.
    fn slice(self: &Rc<Self>) {
        self.scheduled.set(false);
        let height = self.height();
        let until = milliseconds() + SLICE;
        let mut count = 0;
        loop {
            let work = self.next_work();
            match work {
                Some(Work::Deep(element)) => self.begin_walk(element),
                Some(Work::Shallow(element)) => self.shallow(&element, height),
                Some(Work::Found(element)) => self.note(&element, height),
                None if self.walk_on(until) => {}
                None if !self.see_next(until, height) => break,
                None => {}
            }
            count += 1;
            if count % BETWEEN == 0 && milliseconds() > until {
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

    /// Looks whether the next place is in view; `false` if there is none.
    fn see_next(self: &Rc<Self>, now: f64, height: f64) -> bool {
        let place = match self.next.get() {
            Some(place) => place,
            // Not more often than this, however much the page moves.
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

    /// Candidates come first, then the walk that is under way, then another walk.
    fn next_work(&self) -> Option<Work> {
        let mut work = self.work.borrow_mut();
        let is_deep = matches!(work.last(), Some(Work::Deep(_)));
        if is_deep && self.walk.borrow().is_some() { None } else { work.pop() }
    }

    fn begin_walk(&self, root: Node) {
        let walker = dom::call(&self.document, "createTreeWalker", &[&root, &SHOW_TEXT.into()]);
        *self.walk.borrow_mut() = walker.map(|walker| Walk { root, walker });
    }

    /// Walks on until this time; `false` if no walk is under way.
    fn walk_on(self: &Rc<Self>, until: f64) -> bool {
        let Some(Walk { root, walker }) = self.walk.take() else { return false };
        let stands: Node = js::get(&walker, "currentNode").unchecked_into();
        if !stands.is_connected() {
            // The page has removed the element where the walk stands. Walk again from the root, if the root is still
            // there.
            if root.is_connected() {
                self.work.borrow_mut().push(Work::Deep(root));
            }
            return true;
        }
        let loader = dom::global("ucontactContacts");
        let Some(walked) = dom::call(&loader, "walk", &[&walker, &self.candidate, &until.into()]) else {
            return true;
        };
        if !js::get(&walked, "1").is_truthy() {
            *self.walk.borrow_mut() = Some(Walk { root, walker });
        }
        let mut last = None;
        for text in Array::from(&js::get(&walked, "0")).iter() {
            let parent = text.unchecked_into::<Node>().parent();
            if let Some(parent) = parent
                && last.as_ref() != Some(&parent)
            {
                self.work.borrow_mut().push(Work::Found(parent.clone()));
                last = Some(parent);
            }
        }
        true
    }

    fn shallow(self: &Rc<Self>, element: &Node, height: f64) {
        let known = self.spots.borrow().at(element).is_some();
        if known || self.has_candidate(element) {
            self.note(element, height);
        }
    }

    fn note(self: &Rc<Self>, element: &Node, height: f64) {
        let place = self.spots.borrow_mut().note(element);
        self.see(place, height);
    }

    fn has_candidate(&self, element: &Node) -> bool {
        children(element).any(|node| node.kind() == TEXT && self.candidate.test(&node.data()))
    }

    /// The numbers that the agent is likely to mean.
    pub fn near(&self) -> Vec<Written> {
        self.spots.borrow().near(self.height())
    }

    /// The number under a point of the window, and where the number stands.
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
        // The browser gives the caret of the nearest text, however far away that is.
        let range: Range = self.document.create_range().ok()?;
        range.set_start(node.unchecked_ref(), found.number.start).ok()?;
        range.set_end(node.unchecked_ref(), found.number.end).ok()?;
        let place = range.get_bounding_client_rect();
        let inside = x >= place.left() && x <= place.right() && y >= place.top() && y <= place.bottom();
        inside.then(|| (found.number.e164.clone(), place))
    }
}

fn children(element: &Node) -> impl Iterator<Item = Node> {
    std::iter::successors(element.first(), Node::next)
}
