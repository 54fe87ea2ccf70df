//! A place where the extension can put uContact's frame: a dock in a page, or the panel. Models of `dock/src/page.rs` and
//! `panel/src/page.rs`.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use webext::content::{Ask, Busy, Found, FrameState, Say, Settings};
use webext::placement::Placement;

use super::super::World;
use super::super::tasks::Owner;
use super::Document;

/// The longest pause between two tries to ask the background, in milliseconds.
const LONGEST_PAUSE: u64 = 5_000;

/// A place.
pub(crate) struct Place {
    /// Names it among all places.
    pub instance: u32,
    /// It is the panel.
    pub panel: bool,
    /// uContact's address, where uContact may be here.
    pub here: RefCell<Option<String>>,
    /// The settings have come by themselves: newer than what was read.
    configured: Cell<bool>,
    /// The frame is to be here, as the background said last, and the number of that.
    placed: Cell<bool>,
    number: Cell<f64>,
    /// The frame is here.
    frame: Cell<bool>,
    /// Names the frame among those that were here.
    frames: Cell<u32>,
    /// The frame is here from before an update, and a call may live in it.
    holds: Cell<bool>,
    /// The frame has spoken.
    pub spoken: Cell<bool>,
    /// The background is being asked; and is to be asked again.
    asking: Cell<bool>,
    again: Cell<bool>,
    /// The interactions that are live in the frame.
    live: RefCell<BTreeSet<String>>,
    /// New settings would have ended an interaction, and are taken when none is live any more.
    put_off: Cell<bool>,
    /// The page has taken the frame away once too often.
    broken: Cell<bool>,
}

impl Place {
    fn new(instance: u32, panel: bool) -> Rc<Self> {
        Rc::new(Self {
            instance,
            panel,
            here: RefCell::default(),
            configured: Cell::default(),
            placed: Cell::default(),
            number: Cell::default(),
            frame: Cell::default(),
            frames: Cell::default(),
            holds: Cell::default(),
            spoken: Cell::default(),
            asking: Cell::default(),
            again: Cell::default(),
            live: RefCell::default(),
            put_off: Cell::default(),
            broken: Cell::default(),
        })
    }

    /// Whether uContact's frame is here.
    pub fn has_frame(&self) -> bool {
        self.frame.get()
    }

    /// Whether it could be here.
    pub fn is_free(&self) -> bool {
        self.here.borrow().is_some() && !self.broken.get()
    }

    /// Whether an interaction would end with it.
    pub fn is_in_use(&self) -> bool {
        self.frame.get() && !self.live.borrow().is_empty()
    }

    /// Whether a placement is no older than what is known.
    fn is_news(&self, placement: &Placement) -> bool {
        let is_news = placement.number > self.number.get();
        if is_news {
            self.number.set(placement.number);
        }
        is_news
    }

    fn state(&self) -> Option<FrameState> {
        if self.broken.get() {
            return Some(FrameState::Removed);
        }
        self.frame.get().then(|| if self.spoken.get() { FrameState::Spoken } else { FrameState::There })
    }
}

impl World {
    /// A document becomes a place: its script starts.
    pub fn start_place(self: &Rc<Self>, document: &Rc<Document>, panel: bool) {
        if document.place.borrow().is_some() {
            return;
        }
        let instance = self.chance(|chance| chance.between(1, u64::from(u32::MAX))) as u32;
        let place = Place::new(instance, panel);
        place.holds.set(document.left.take());
        *document.place.borrow_mut() = Some(place.clone());
        let (world, document) = (self.clone(), document.clone());
        self.tasks.spawn(Owner::Document(document.number), async move {
            let wait = world.chance(|chance| chance.between(1, 20));
            world.pause(wait).await;
            let settings = world.disk.borrow().settings.clone();
            if !place.configured.get() {
                world.configure(&document, &place, settings.as_ref(), true);
            }
        });
    }

    /// A place takes settings: at its start, and whenever they change. A call does not end by them.
    fn configure(
        self: &Rc<Self>,
        document: &Rc<Document>,
        place: &Rc<Place>,
        settings: Option<&Settings>,
        eager: bool,
    ) {
        let found = settings.filter(|settings| place.panel || is_injected(settings, &document.url));
        let found = found.map(|settings| settings.url.clone());
        let changes = *place.here.borrow() != found;
        let ends = changes && place.is_in_use();
        place.put_off.set(ends);
        if ends {
            return;
        }
        let gone = found.is_none() && place.here.borrow().is_some();
        *place.here.borrow_mut() = found;
        if gone {
            self.take_frame(place);
            place.placed.set(false);
            if !place.panel {
                self.say_and_forget(document, Say::Gone { instance: place.instance });
            }
        } else if changes || place.panel {
            self.place_asks(document, place, eager && place.panel);
        }
    }

    /// A place asks where uContact is to be, until it is answered.
    pub fn place_asks(self: &Rc<Self>, document: &Rc<Document>, place: &Rc<Place>, eager: bool) {
        self.place_says(
            document,
            place,
            Say::Dock { instance: place.instance, eager, holds: place.holds.get() },
        );
    }

    /// The agent wants uContact at this place.
    pub fn place_takes(self: &Rc<Self>, document: &Rc<Document>, place: &Rc<Place>) {
        self.place_says(document, place, Say::Take { instance: place.instance });
    }

    fn place_says(self: &Rc<Self>, document: &Rc<Document>, place: &Rc<Place>, say: Say) {
        if !place.is_free() {
            return;
        }
        if place.asking.replace(true) {
            place.again.set(true);
            return;
        }
        let (world, document, place) = (self.clone(), document.clone(), place.clone());
        self.tasks.spawn(Owner::Document(document.number), async move {
            let mut pause = 0;
            while place.is_free() {
                place.again.set(false);
                match world.say(&document, say.clone()).await.map(|said| said.placement()) {
                    Ok(Some(placement)) => {
                        if place.is_news(&placement) && !world.settle(&document, &place, &placement) {
                            world.give_up(&document, &place);
                        }
                        if !place.again.get() {
                            break;
                        }
                    }
                    Ok(None) | Err(_) => {
                        world.figures.borrow_mut().resent += 1;
                        world.pause(pause).await;
                        pause = (pause * 2).clamp(25, LONGEST_PAUSE);
                    }
                }
            }
            place.asking.set(false);
        });
    }

    /// uContact is to be here, or is elsewhere. `false` where it is to be here and cannot.
    fn settle(self: &Rc<Self>, document: &Rc<Document>, place: &Rc<Place>, placement: &Placement) -> bool {
        if !place.is_free() {
            return !placement.here;
        }
        place.placed.set(placement.here);
        place.holds.set(false);
        if placement.here {
            self.put_frame(document, place);
        } else if self.faults.two_places {
            // It says that it has let go.
        } else {
            self.take_frame(place);
        }
        true
    }

    fn put_frame(self: &Rc<Self>, document: &Rc<Document>, place: &Rc<Place>) {
        if place.frame.replace(true) {
            return;
        }
        place.frames.set(place.frames.get() + 1);
        self.figures.borrow_mut().placed += 1;
        self.note(|| format!("uContact's frame is in {}", name(document)));
        self.count_frames();
        // uContact loads, and says in which theme and language.
        let (frame, loads) = (place.frames.get(), self.chance(|chance| chance.between(50, 2_500)));
        let then = place.clone();
        self.in_document(
            document,
            self.now() + loads,
            move |world, document| {
                if then.frame.get() && then.frames.get() == frame {
                    then.spoken.set(true);
                    world.ucontact_greets(document);
                }
            },
            |_| {},
        );
    }

    /// At most one place has uContact's frame at any moment.
    fn count_frames(&self) {
        let has_it =
            |document: &Rc<Document>| document.place.borrow().as_ref().is_some_and(|place| place.has_frame());
        let homes: Vec<String> = self
            .documents
            .all()
            .iter()
            .filter(|document| has_it(document))
            .map(|document| name(document))
            .collect();
        if homes.len() > 1 {
            let what = format!("several places have uContact's frame: {}", homes.join(", "));
            self.account.borrow_mut().broken.push(what);
        }
    }

    /// The frame goes, and with it what was live in it.
    fn take_frame(&self, place: &Rc<Place>) {
        if place.frame.replace(false) {
            place.spoken.set(false);
            place.live.borrow_mut().clear();
        }
    }

    /// The page will not have the frame.
    fn give_up(self: &Rc<Self>, document: &Rc<Document>, place: &Rc<Place>) {
        self.take_frame(place);
        place.placed.set(false);
        self.say_and_forget(document, Say::Broken { instance: place.instance });
    }

    /// The page takes the frame away again and again.
    pub fn break_place(self: &Rc<Self>, document: &Rc<Document>, place: &Rc<Place>) {
        place.broken.set(true);
        self.give_up(document, place);
    }

    /// The place's document is going.
    pub fn place_goes(self: &Rc<Self>, document: &Rc<Document>, place: &Rc<Place>) {
        if place.placed.get() || place.asking.get() || place.panel || place.here.borrow().is_some() {
            self.say_and_forget(document, Say::Gone { instance: place.instance });
        }
    }

    /// An interaction has begun, or ended, in the frame.
    pub fn live_in_frame(self: &Rc<Self>, document: &Rc<Document>, guid: &str, live: bool) {
        let Some(place) = document.place.borrow().clone().filter(|place| place.has_frame()) else { return };
        if live {
            place.live.borrow_mut().insert(guid.to_owned());
        } else {
            place.live.borrow_mut().remove(guid);
        }
        if place.live.borrow().is_empty() && place.put_off.replace(false) {
            let settings = self.disk.borrow().settings.clone();
            self.configure(document, &place, settings.as_ref(), false);
        }
    }

    /// A place comes to the front.
    pub fn in_front(self: &Rc<Self>, document: &Rc<Document>) {
        let place = document.place.borrow().clone();
        if let Some(place) = place.filter(|place| !place.panel) {
            self.place_asks(document, &place, false);
        }
    }

    /// What the scripts of a document answer; `None`: nothing.
    pub fn answers(self: &Rc<Self>, document: &Rc<Document>, ask: &Ask) -> Option<Answer> {
        let place = document.place.borrow().clone();
        let of = |instance: u32| place.clone().filter(|place| place.instance == instance);
        let yes = |place: &Rc<Place>| Answer::Yes { window: place.panel.then_some(document.window) };
        match ask {
            Ask::Settings { settings } => {
                if let Some(place) = place {
                    place.configured.set(true);
                    self.configure(document, &place, settings.as_ref(), false);
                }
                None
            }
            Ask::Home { instance } => {
                let place = of(*instance)?;
                let has_it = place.frame.get() || place.asking.get() && place.is_free();
                has_it.then(|| yes(&place))
            }
            Ask::Free { instance } => of(*instance).filter(|place| place.is_free()).map(|place| yes(&place)),
            Ask::Dock { instance, placement } => {
                let place = of(*instance)?;
                let done = place.is_news(placement) && self.settle(document, &place, placement);
                (done || place.panel).then(|| yes(&place))
            }
            Ask::Survey { .. } => {
                let (instance, state) = match place.and_then(|place| Some((place.instance, place.state()?))) {
                    Some((instance, frame)) if document.is_own() => (f64::from(instance), frame),
                    Some((_, frame)) if document.content.get() => (document.number as f64, frame),
                    _ if document.embeds && document.content.get() => {
                        (document.number as f64, FrameState::Spoken)
                    }
                    _ => return None,
                };
                Some(Answer::Found(Found { instance, frame: state }))
            }
            Ask::Guard if document.is_own() || !document.content.get() => None,
            Ask::Guard if document.has_frame() => Some(Answer::Busy(Busy::Softphone)),
            Ask::Guard => document.unsaved.get().then_some(Answer::Busy(Busy::Unsaved)),
            Ask::Typing => (document.content.get() && document.typing.get()).then_some(Answer::Posted(true)),
            Ask::Post { instance, start } => {
                let own = place.filter(|_| document.is_own()).map(|place| f64::from(place.instance));
                if *instance != own.unwrap_or(document.number as f64) {
                    return None;
                }
                let has_frame = document.has_frame();
                if has_frame {
                    self.figures.borrow_mut().posted += 1;
                    self.account.borrow_mut().posted(&start.client_id);
                    self.note(|| format!("a start for {} is posted in {}", start.client_id, name(document)));
                    self.ucontact_starts(document, start);
                }
                Some(Answer::Posted(has_frame))
            }
        }
    }
}

/// What a document answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// A place says yes.
    Yes {
        /// The window of a panel.
        window: Option<i32>,
    },
    /// A frame is there.
    Found(Found),
    /// The tab may not be led elsewhere.
    Busy(Busy),
    /// Yes or no.
    Posted(bool),
}

/// A document, for the trace.
pub(crate) fn name(document: &Document) -> String {
    match document.tab {
        Some(tab) => format!("document {} ({}, tab {tab})", document.number, document.url),
        None => format!("document {} ({})", document.number, document.url),
    }
}

/// Whether the extension puts uContact's frame into the page at an address. The fake's sites are whole hosts.
fn is_injected(settings: &Settings, url: &str) -> bool {
    let site = settings.sites.iter().find(|site| site.pages.iter().any(|page| is_of(page, url)));
    site.is_some_and(|site| site.inject)
}

fn is_of(page: &str, url: &str) -> bool {
    let host = page.trim_start_matches('^').split("(?:").next().unwrap_or_default().replace('\\', "");
    !host.is_empty() && url.strip_prefix(&host).is_some_and(|rest| rest.starts_with('/'))
}
