//! The popup's page: follows the desk, shows its state, and passes clicks on to the background.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use bridge::wire::{
    Connection, Done, PopupState, Question,
    question::{Choose, Open, ShowUcontact},
};
use pages::{Text, clock, dom, follow::follow, language, theme};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, VisibilityState};
use webext::{Error, panel, permissions, runtime, tabs, time};

use crate::{
    calls::{self, Act},
    form::Form,
    numbers::Numbers,
    offer, rows,
    search::{self, Search},
    status::{self, Action, Detail, Status},
};

/// The page and what it knows.
pub struct Page {
    state: RefCell<Option<PopupState>>,
    action: RefCell<Option<Action>>,
    refused: Cell<bool>,
    ticking: Cell<bool>,
    /// The browser window that the popup belongs to.
    window: Cell<Option<i32>>,
    form: Form,
    numbers: Numbers,
    search: Search,
}

/// Starts the page.
pub fn run() {
    let form = Form::new();
    let page = Rc::new(Page {
        state: RefCell::new(None),
        action: RefCell::new(None),
        refused: Cell::new(false),
        ticking: Cell::new(false),
        window: Cell::new(None),
        numbers: Numbers::new(&form),
        form,
        search: Search::new(),
    });
    page.listen();
    spawn_local({
        let page = page.clone();
        async move {
            // First show what is known; ask after that.
            time::pause(0).await;
            offer::follow(&page.form);
            page.window.set(panel::current_window().await.ok());
        }
    });
    follow(
        {
            let page = page.clone();
            move |state| page.show(state)
        },
        move |error| page.show_lost(&error),
    );
}

impl Page {
    fn listen(self: &Rc<Self>) {
        dom::listen(&dom::by_id::<Element>("settings"), "click", |_| open_settings());
        for id in ["doctor", "status-doctor"] {
            dom::listen(&dom::by_id::<Element>(id), "click", |_| visit(runtime::url("doctor/doctor.html")));
        }
        let page = self.clone();
        dom::listen(&dom::by_id::<Element>("calls-all"), "click", move |_| {
            page.search.hand_over();
            visit(runtime::url("history/history.html"));
        });
        let page = self.clone();
        self.search.listen(move || page.show_calls());
        let page = self.clone();
        dom::listen(&dom::by_id::<Element>("status-action"), "click", move |_| page.act());
        let page = self.clone();
        dom::listen(&dom::by_id::<Element>("calls"), "click", move |event| {
            let Some(button) = dom::closest(&event, "button") else { return };
            let row = button.closest("[data-guid]").ok().flatten();
            if let Some(guid) = row.and_then(|row| row.get_attribute("data-guid")) {
                page.clicked(guid, &button);
            }
        });
        let page = self.clone();
        dom::listen(&dom::document(), "visibilitychange", move |_| page.tick());
        self.form.listen();
    }

    fn show(self: &Rc<Self>, state: PopupState) {
        theme::apply(state.view.theme.as_ref());
        language::follow(state.view.language.as_deref(), {
            let page = self.clone();
            move || {
                let state = page.state.borrow().clone();
                if let Some(state) = state {
                    page.show(state);
                }
                page.numbers.show();
            }
        });
        if !matches!(state.connection, Connection::PermissionMissing { .. }) {
            self.refused.set(false);
        }
        self.show_connection(&state);
        // Without a configuration no interaction can start.
        let set_up =
            !matches!(state.connection, Connection::NoConfiguration | Connection::BadConfiguration { .. });
        dom::set_shown(&dom::by_id("calls"), set_up || !state.view.interactions.is_empty());
        dom::set_shown(&dom::by_id("start"), set_up);
        self.form.follow(&state.view);
        let is_first = self.state.replace(Some(state)).is_none();
        self.show_calls();
        if is_first && set_up {
            self.numbers.follow();
        }
        // If the agent comes from the notification, the choice has the focus.
        if is_first && let Ok(Some(choice)) = dom::document().query_selector("[data-stage=open] button") {
            dom::focus(&choice);
        }
        self.tick();
    }

    fn show_calls(&self) {
        if let Some(state) = &*self.state.borrow() {
            self.search.show(&state.view, |found| rows::show(state, found));
        }
    }

    fn show_lost(&self, error: &Error) {
        self.show_status(&status::lost(error));
        // What was known stays. If nothing was known, nothing more will come.
        if self.state.borrow().is_none() {
            dom::set_shown(&dom::by_id("calls"), false);
            dom::set_shown(&dom::by_id("start"), false);
        }
    }

    fn show_connection(&self, state: &PopupState) {
        if let Some(status) = status::status(state, self.refused.get()) {
            self.show_status(&status);
        }
    }

    fn show_status(&self, status: &Status) {
        let card: Element = dom::by_id("status");
        dom::set_attribute(&card, "data-tone", status.tone.name());
        let _ = card.class_list().toggle_with_force("tall", status.is_tall());
        dom::set_text(&dom::by_id("status-title"), &status.title.read());
        let detail = status.detail.as_ref().map(|detail| match detail {
            Detail::Text(text) => text.read(),
            Detail::PageTitle(title) => title.clone(),
        });
        let line: Element = dom::by_id("status-detail");
        let _ =
            line.class_list().toggle_with_force("clip", matches!(status.detail, Some(Detail::PageTitle(_))));
        dom::set_text_or_hide(&line, detail.as_deref());
        let hosts: Element = dom::by_id("status-hosts");
        dom::set_items(&hosts, &status.hosts);
        dom::set_shown(&hosts, !status.hosts.is_empty());

        let button: Element = dom::by_id("status-action");
        if let Some((action, label, full)) = &status.button {
            dom::set_text(&button, &label.read());
            dom::set_optional(&button, "aria-label", full.as_ref().map(Text::read).as_deref());
            let strong = !matches!(action, Action::ShowUcontact);
            let _ = button.class_list().toggle_with_force("primary", strong);
        }
        dom::set_shown(&button, status.button.is_some());
        dom::set_shown(&dom::by_id("status-doctor"), status.is_wrong());
        self.action.replace(status.button.as_ref().map(|(action, ..)| action.clone()));
    }

    fn act(self: &Rc<Self>) {
        let action = self.action.borrow().clone();
        match action {
            Some(Action::FirstRun) => visit(runtime::url("welcome/welcome.html")),
            Some(Action::Settings) => open_settings(),
            Some(Action::Allow(hosts)) => {
                // In the turn of the click: later the browser refuses the request.
                let answer = permissions::request(&hosts);
                let page = self.clone();
                spawn_local(async move {
                    // If they are granted, the background learns of that, and sends the new state.
                    if !matches!(answer.await, Ok(true)) {
                        page.refused.set(true);
                        page.show_again();
                    }
                });
            }
            Some(Action::Visit(url)) => visit(url),
            Some(Action::OpenPanel) => self.open_panel(),
            Some(Action::ShowUcontact) => ask(&ShowUcontact {}),
            Some(Action::Reload) => {
                let _ = dom::window().location().reload();
            }
            None => {}
        }
    }

    /// Opens the panel, or a window of its own if the browser refuses the panel.
    fn open_panel(&self) {
        // In the turn of the click: later the browser refuses.
        let opened = self.window.get().map(panel::open);
        spawn_local(async move {
            let opened = match opened {
                Some(opened) => opened.await,
                None => Err(Error::NoReceiver),
            };
            let shown = if opened.is_ok() { opened } else { panel::open_window().await };
            match shown {
                Ok(()) => drop(dom::window().close()),
                Err(error) => {
                    let why = Text::with("openRefused", [&error.to_string()]).read();
                    dom::set_text_or_hide(&dom::by_id("trouble"), Some(&why));
                }
            }
        });
    }

    /// The agent has clicked a button in an interaction's row.
    fn clicked(self: &Rc<Self>, guid: String, button: &Element) {
        if let Some(url) = button.get_attribute("data-url") {
            ask_and_close(&Choose { guid, url });
            return;
        }
        let Some(name) = button.get_attribute("data-act") else { return };
        let act = {
            let state = self.state.borrow();
            let Some(state) = &*state else { return };
            let act = |hit: search::Hit<'_>| {
                hit.record().buttons.into_iter().map(|button| button.act).find(|act| act.name() == name)
            };
            match state.view.interactions.iter().find(|i| i.guid == guid) {
                Some(known) => act(search::Hit::OnTheDesk(known)),
                None => self.search.kept(&guid, |kept| act(search::Hit::Kept(kept))).flatten(),
            }
        };
        match act {
            Some(Act::Open) => ask(&Open { guid }),
            Some(Act::LogIn(url) | Act::Visit(url)) => visit(url),
            Some(Act::Allow(host)) => {
                // In the turn of the click: later the browser refuses the request.
                let answer = permissions::request(&[host]);
                spawn_local(async move {
                    if matches!(answer.await, Ok(true)) {
                        ask(&Open { guid });
                    }
                });
            }
            None => {}
        }
    }

    fn show_again(&self) {
        if let Some(state) = &*self.state.borrow() {
            self.show_connection(state);
        }
    }

    /// Updates the running times once a second, as long as the popup is visible and an interaction is live.
    fn tick(self: &Rc<Self>) {
        if dom::document().visibility_state() != VisibilityState::Visible {
            return;
        }
        let now = clock::now();
        let runs = {
            let state = self.state.borrow();
            let Some(state) = &*state else { return };
            let live = calls::lists(&state.view).live;
            for interaction in &live {
                rows::show_clock(interaction, now);
            }
            !live.is_empty()
        };
        let waits = self.form.tick(now);
        if (runs || waits) && !self.ticking.replace(true) {
            let page = self.clone();
            // On the full second, so that all times change together, and none is a second late.
            dom::later(1000 - (now % 1000) as i32, move || {
                page.ticking.set(false);
                page.tick();
            });
        }
    }
}

/// Asks the background to do something whose outcome shows in the desk's state. A refusal is shown here.
fn ask(question: &impl Question<Reply = Done>) {
    show_refusal(runtime::ask(question));
}

fn show_refusal(asked: impl Future<Output = Result<Done, Error>> + 'static) {
    let trouble: Element = dom::by_id("trouble");
    dom::set_shown(&trouble, false);
    spawn_local(async move {
        if let Err(error) = asked.await {
            dom::set_text_or_hide(&trouble, Some(&Text::with("openRefused", [&error.to_string()]).read()));
        }
    });
}

/// Asks the background to do something that shows elsewhere, and then closes the popup.
fn ask_and_close(question: &impl Question<Reply = Done>) {
    let asked = runtime::ask(question);
    show_refusal(async move {
        let answer = asked.await;
        if answer.is_ok() {
            close();
        }
        answer
    });
}

fn visit(url: String) {
    spawn_local(async move {
        if tabs::create(&url).await.is_ok() {
            close();
        }
    });
}

fn open_settings() {
    spawn_local(async {
        if runtime::open_options().await.is_ok() {
            close();
        }
    });
}

/// Closes the popup. In a tab the browser keeps the page, which does no harm.
fn close() {
    let _ = dom::window().close();
}
