//! Questions to content scripts and to the extension's pages.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bridge::view::Start;
use tokio::sync::oneshot;
use webext::Error;
use webext::contacts::Written;
use webext::content::{Ask, Busy, Found};
use webext::placement::Placement;

use super::World;
use super::browser::Fake;
use super::calls::{Channel, heard};
use super::documents::Document;
use super::documents::place::Answer;
use super::limited;
use crate::ports::{Door, Places, Presence};

/// What came back to one question.
struct Answers {
    open: Cell<usize>,
    heard: Cell<bool>,
    told: RefCell<Option<oneshot::Sender<Heard>>>,
}

/// What the one who asks hears: the first answer, silence, or that nobody is there.
type Heard = Result<Option<Answer>, Error>;

impl Answers {
    fn tell(&self, answer: Heard) {
        if let Some(told) = self.told.take() {
            drop(told.send(answer));
        }
    }

    /// One of those who were asked has said something, or nothing, or has gone.
    fn one(&self, answer: Option<Option<Answer>>) {
        self.open.set(self.open.get() - 1);
        match answer {
            Some(Some(answer)) => self.tell(Ok(Some(answer))),
            Some(None) => self.heard.set(true),
            None => {}
        }
        if self.open.get() == 0 {
            self.tell(if self.heard.get() { Ok(None) } else { Err(Error::NoReceiver) });
        }
    }
}

impl World {
    fn listeners(&self, door: Door) -> Vec<Rc<Document>> {
        match door {
            Door::Pages => self.documents.own(),
            Door::Tab(tab) => {
                let listens = |document: &Rc<Document>| {
                    !document.is_own() && (document.content.get() || document.place.borrow().is_some())
                };
                self.documents.in_tab(tab).filter(listens).into_iter().collect()
            }
        }
    }

    fn put_question(
        self: &Rc<Self>,
        door: Door,
        ask: &Ask,
        told: oneshot::Sender<Result<Option<Answer>, Error>>,
    ) {
        let asleep = matches!(door, Door::Tab(tab) if self.windows.borrow().find(tab).is_some_and(|tab| tab.discarded));
        // What sleeps may say so, or nothing at all.
        if asleep && self.chance(|chance| chance.percent(50)) {
            let told = Cell::new(Some(told));
            return self.after(600_000, move |_| drop(told.take()));
        }
        let listeners = self.listeners(door);
        let answers = Rc::new(Answers {
            open: Cell::new(listeners.len() + 1),
            heard: Cell::new(false),
            told: RefCell::new(Some(told)),
        });
        for document in listeners {
            let (ask, answered, gone) = (ask.clone(), answers.clone(), answers.clone());
            self.in_document(
                &document,
                self.now(),
                move |world, document| {
                    let answer = world.answers(document, &ask);
                    let wait = world.latency(Channel::Messages(0));
                    world.after(wait, move |_| answered.one(Some(answer)));
                },
                move |_| gone.one(None),
            );
        }
        answers.one(None);
    }
}

fn channel(door: Door) -> Channel {
    match door {
        Door::Tab(tab) => Channel::Messages(tab),
        Door::Pages => Channel::Messages(0),
    }
}

impl Fake {
    async fn ask(&self, door: Door, ask: Ask, limit: u32) -> Result<Option<Answer>, Error> {
        let (told, answered) = oneshot::channel();
        let asked = self.call(channel(door), move |world| world.put_question(door, &ask, told));
        let answer = async {
            asked.await;
            heard(answered).await
        };
        let answer = limited(&self.world, limit, answer).await;
        if answer == Err(Error::TimedOut) {
            self.world.figures.borrow_mut().timed_out += 1;
        }
        self.hears();
        answer
    }

    async fn presence(&self, door: Door, ask: Ask, limit: u32) -> Result<Presence, Error> {
        Ok(match self.ask(door, ask, limit).await? {
            Some(Answer::Yes { window }) => Presence { yes: true, window },
            _ => Presence::default(),
        })
    }
}

impl Places for Fake {
    async fn ask_survey(&self, door: Door, thorough: bool, limit: u32) -> Result<Option<Found>, Error> {
        Ok(match self.ask(door, Ask::Survey { thorough }, limit).await? {
            Some(Answer::Found(found)) => Some(found),
            _ => None,
        })
    }

    async fn ask_home(&self, door: Door, instance: u32, limit: u32) -> Result<Presence, Error> {
        self.presence(door, Ask::Home { instance }, limit).await
    }

    async fn ask_free(&self, door: Door, instance: u32, limit: u32) -> Result<Presence, Error> {
        self.presence(door, Ask::Free { instance }, limit).await
    }

    async fn ask_dock(
        &self,
        door: Door,
        instance: u32,
        placement: &Placement,
        limit: u32,
    ) -> Result<bool, Error> {
        let ask = Ask::Dock { instance, placement: placement.clone() };
        self.presence(door, ask, limit).await.map(|presence| presence.yes)
    }

    async fn ask_guard(&self, tab: i32, limit: u32) -> Result<Option<Busy>, Error> {
        Ok(match self.ask(Door::Tab(tab), Ask::Guard, limit).await? {
            Some(Answer::Busy(busy)) => Some(busy),
            _ => None,
        })
    }

    async fn ask_typing(&self, tab: i32, limit: u32) -> Result<bool, Error> {
        Ok(self.ask(Door::Tab(tab), Ask::Typing, limit).await? == Some(Answer::Posted(true)))
    }

    async fn ask_post(&self, door: Door, instance: f64, start: &Start, limit: u32) -> Result<bool, Error> {
        let ask = Ask::Post { instance, start: start.clone() };
        Ok(self.ask(door, ask, limit).await? == Some(Answer::Posted(true)))
    }

    async fn ask_near(&self, _tab: i32, _limit: u32) -> Result<Vec<Written>, Error> {
        Err(Error::NoReceiver)
    }

    fn tell(&self, door: Door, ask: &Ask) {
        let ask = ask.clone();
        drop(self.call(channel(door), move |world| {
            for document in world.listeners(door) {
                let ask = ask.clone();
                let tell = move |world: &Rc<World>, document: &Rc<Document>| {
                    let _ = world.answers(document, &ask);
                };
                world.in_document(&document, world.now(), tell, |_| {});
            }
        }));
    }
}
