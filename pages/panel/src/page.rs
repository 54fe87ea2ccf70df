//! The page: asks for uContact's frame, and shows the frame, or says where it is.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bridge::wire::PANEL_INSTANCE;
use js_sys::Function;
use pages::{clock, dom, follow::follow_as, language, probe, theme, verdict};
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event};
use webext::content::{Ask, Found, Say, Settings};
use webext::placement::Placement;
use webext::{Error, js, media, panel, permissions, runtime, tabs, time};

use crate::home::Home;
use crate::message::{self, Action, Message};

/// The longest pause between two tries to reach the background, in milliseconds.
pub(crate) const LONGEST_PAUSE: u32 = 5_000;

/// A message with this text announces an interaction.
const ASSIGNED: &str = "\"assignedInteraction\"";

pub(crate) struct Page {
    /// A random number: the background knows this page by it.
    pub(crate) instance: u32,
    pub(crate) home: Rc<Home>,
    pub(crate) settings: RefCell<Option<Settings>>,
    /// The browser window that this page is in.
    window: Cell<Option<i32>>,
    /// What the page says in place of uContact.
    said: RefCell<Option<Message>>,
    /// The lines below that, which say why uContact is refused.
    pub(crate) lines: RefCell<Vec<probe::Line>>,
    /// What the buttons do.
    actions: RefCell<Vec<Action>>,
    /// The background is being asked.
    asking: Cell<bool>,
    /// The number of the last placement.
    number: Cell<f64>,
    /// An interaction is live, which would end with the frame.
    live: Cell<bool>,
    /// New settings wait until no interaction is live any more.
    put_off: Cell<bool>,
    /// A listener that makes the browser ask before this page is closed.
    before_unload: Function,
}

/// Starts the page.
pub(crate) fn run() {
    let page = Rc::new_cyclic(|this: &std::rc::Weak<Page>| {
        let this = this.clone();
        Page {
            instance: (js_sys::Math::random() * f64::from(u32::MAX)) as u32,
            home: Home::new(move |said| {
                if let Some(page) = this.upgrade() {
                    page.hear(said);
                }
            }),
            settings: RefCell::default(),
            window: Cell::new(None),
            said: RefCell::default(),
            lines: RefCell::default(),
            actions: RefCell::default(),
            asking: Cell::new(false),
            number: Cell::new(0.0),
            live: Cell::new(false),
            put_off: Cell::new(false),
            before_unload: js::keep(Closure::<dyn Fn(Event)>::new(|event: Event| event.prevent_default())),
        }
    });
    page.listen();
    spawn_local({
        let page = page.clone();
        async move {
            page.window.set(panel::current_window().await.ok());
            page.read().await;
            page.want(true).await;
        }
    });
    follow_ucontact(page);
}

/// Follows theme and language for the whole day. If the background could not be started, it is tried again.
fn follow_ucontact(page: Rc<Page>) {
    let again = page.clone();
    follow_as(
        js::object(&[(PANEL_INSTANCE, &page.instance.into())]),
        move |state| {
            theme::apply(state.view.theme.as_ref());
            let now = clock::now();
            page.set_live(state.view.interactions.iter().any(|known| known.is_live(now)));
            let page = page.clone();
            language::follow(state.view.language.as_deref(), move || page.speak());
        },
        move |_| {
            let page = again.clone();
            spawn_local(async {
                time::pause(LONGEST_PAUSE).await;
                follow_ucontact(page);
            });
        },
    );
}

impl Page {
    fn listen(self: &Rc<Self>) {
        runtime::on_ask({
            let page = self.clone();
            move |message| page.answer(Ask::from_js(&message)?)
        });
        // The browser closes the page, or keeps it for later. The frame must go now: another place may get it at once.
        dom::listen(&dom::window(), "pagehide", {
            let page = self.clone();
            move |_| {
                page.home.take_away();
                let gone = Say::Gone { instance: page.instance }.to_js();
                spawn_local(async move { drop(runtime::send(&gone).await) });
            }
        });
        for (number, id) in ["first", "second"].into_iter().enumerate() {
            let page = self.clone();
            dom::listen(&dom::by_id::<Element>(id), "click", move |_| {
                let action = page.actions.borrow().get(number).copied();
                if let Some(action) = action {
                    let page = page.clone();
                    spawn_local(async move { page.act(action).await });
                }
            });
        }
        dom::listen(&dom::by_id::<Element>("access-allow"), "click", {
            let page = self.clone();
            move |_| {
                let Some(host) = page.host() else { return };
                let asked = permissions::request(&[host]);
                let page = page.clone();
                spawn_local(async move {
                    drop(asked.await);
                    page.check_access().await;
                });
            }
        });
        dom::listen(&dom::by_id::<Element>("microphone-allow"), "click", |_| {
            visit("doctor/doctor.html#microphone");
        });
        permissions::on_change({
            let page = self.clone();
            move || {
                let page = page.clone();
                spawn_local(async move { page.check_access().await });
            }
        });
        media::on_microphone_change({
            let page = self.clone();
            move || {
                let page = page.clone();
                spawn_local(async move { page.check_microphone().await });
            }
        });
    }

    fn answer(self: &Rc<Self>, ask: Ask) -> Option<JsValue> {
        match ask {
            Ask::Settings { settings } => {
                self.configure(settings);
                None
            }
            Ask::Home { instance }
                if instance == self.instance && (self.home.is_here() || self.asking.get()) =>
            {
                Some(self.in_window())
            }
            Ask::Free { instance } => (instance == self.instance).then(|| self.in_window()),
            Ask::Dock { instance, placement } if instance == self.instance => {
                self.place(&placement);
                Some(true.into())
            }
            Ask::Survey { .. } => {
                let frame = self.home.state()?;
                Some(Found { instance: f64::from(self.instance), frame }.to_js())
            }
            Ask::Post { instance, start } if instance == f64::from(self.instance) => {
                Some(self.home.post(&start).into())
            }
            _ => None,
        }
    }

    /// Puts new settings in force. Settings that would end a call wait until it is over.
    fn configure(self: &Rc<Self>, settings: Option<Settings>) {
        let url = |settings: &Option<Settings>| settings.as_ref().map(|known| known.url.clone());
        let ends = self.is_in_use() && url(&self.settings.borrow()) != url(&settings);
        self.put_off.set(ends);
        if ends {
            return;
        }
        *self.settings.borrow_mut() = settings;
        let page = self.clone();
        spawn_local(async move { page.want(false).await });
    }

    /// Whether an interaction would end with this page.
    fn is_in_use(&self) -> bool {
        self.live.get() && self.home.is_here()
    }

    /// An interaction is live, or none is any more.
    fn set_live(self: &Rc<Self>, live: bool) {
        self.live.set(live);
        self.ask_before_unload();
        if !live && self.put_off.replace(false) {
            let page = self.clone();
            spawn_local(async move {
                page.read().await;
                page.want(false).await;
            });
        }
    }

    /// While a call is live, the browser asks before the page is closed or loaded anew. It does so in a tab or a window
    /// of its own; a side panel closes without a question.
    fn ask_before_unload(&self) {
        let (window, listener) = (dom::window(), &self.before_unload);
        let _ = if self.is_in_use() {
            window.add_event_listener_with_callback("beforeunload", listener)
        } else {
            window.remove_event_listener_with_callback("beforeunload", listener)
        };
    }

    /// The browser's window that this page is in.
    fn in_window(&self) -> JsValue {
        let window = self.window.get().map_or(JsValue::NULL, JsValue::from);
        js::object(&[("window", &window)])
    }

    /// Reads the settings, which have uContact's address.
    async fn read(&self) {
        let settings = Settings::stored().await;
        *self.settings.borrow_mut() = settings;
    }

    /// Asks for the frame. `eager`: the agent has just opened this page.
    async fn want(self: &Rc<Self>, eager: bool) {
        if self.settings.borrow().is_none() {
            self.home.take_away();
            return self.show(Some(&message::not_configured()));
        }
        self.ask(Say::Dock { instance: self.instance, eager, holds: false }).await;
    }

    /// Asks the background until it answers: a worker may die before it does.
    async fn ask(self: &Rc<Self>, say: Say) {
        let say = say.to_js();
        let mut pause = 25;
        self.asking.set(true);
        loop {
            match runtime::send(&say).await {
                Ok(answer) => {
                    if let Some(placement) = Placement::from_js(&answer) {
                        self.place(&placement);
                        break;
                    }
                }
                Err(Error::Gone) => break,
                Err(_) => {}
            }
            time::pause(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.asking.set(false);
    }

    fn place(self: &Rc<Self>, placement: &Placement) {
        if placement.number <= self.number.replace(placement.number.max(self.number.get())) {
            return;
        }
        let known = self.settings.borrow().as_ref().map(|known| (known.url.clone(), known.origin.clone()));
        let Some((url, origin)) = known.filter(|_| placement.here) else {
            self.home.take_away();
            self.ask_before_unload();
            return self.show(Some(&message::elsewhere(placement)));
        };
        self.show(None);
        let is_new = self.home.put(&dom::by_id("place"), &url, &origin);
        self.ask_before_unload();
        let page = self.clone();
        spawn_local(async move {
            page.check_access().await;
            page.check_microphone().await;
            if is_new {
                page.check_frame(&url).await;
            }
        });
    }

    /// A message from uContact's frame, which therefore works. If the message announces a call, this page knows of the
    /// call before the desk reports it.
    fn hear(self: &Rc<Self>, said: &frame::Heard) {
        if self.home.is_here() && self.said.borrow().is_some() {
            self.show(None);
        }
        if matches!(said, frame::Heard::Message(json) if json.contains(ASSIGNED)) {
            self.set_live(true);
        }
    }

    /// Shows the same message in another language.
    fn speak(self: &Rc<Self>) {
        let said = self.said.borrow().clone();
        if said.is_some() {
            let lines = self.lines.take();
            self.show(said.as_ref());
            verdict::show(&dom::by_id("message-lines"), &lines);
            *self.lines.borrow_mut() = lines;
        }
        let page = self.clone();
        spawn_local(async move { page.check_microphone().await });
    }

    pub(crate) fn show(&self, message: Option<&Message>) {
        *self.said.borrow_mut() = message.cloned();
        dom::set_shown(&dom::by_id("message"), message.is_some());
        self.lines.borrow_mut().clear();
        dom::set_shown(&dom::by_id("message-lines"), false);
        let buttons = message.map(|message| message.buttons.clone()).unwrap_or_default();
        for (number, id) in ["first", "second"].into_iter().enumerate() {
            let button: Element = dom::by_id(id);
            let label = buttons.get(number).map(|(_, label)| label.read());
            dom::set_text_or_hide(&button, label.as_deref());
        }
        if let Some(message) = message {
            dom::set_shown(&dom::by_id("access"), false);
            dom::set_shown(&dom::by_id("microphone"), false);
            dom::set_text(&dom::by_id("message-title"), &message.title.read());
            dom::set_text(&dom::by_id("message-detail"), &message.detail.read());
        }
        *self.actions.borrow_mut() = buttons.into_iter().map(|(action, _)| action).collect();
    }

    async fn act(self: &Rc<Self>, action: Action) {
        match action {
            Action::SetUp => visit("welcome/welcome.html"),
            Action::Doctor => visit("doctor/doctor.html"),
            Action::Show => drop(runtime::send(&Say::Show.to_js()).await),
            Action::MoveHere => self.ask(Say::Take { instance: self.instance }).await,
            Action::Again => self.want(true).await,
        }
    }
}

/// Opens a page of the extension in a tab.
fn visit(path: &str) {
    let url = runtime::url(path);
    spawn_local(async move { drop(tabs::create(&url).await) });
}
