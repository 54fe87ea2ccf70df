//! The page: asks for the facts, shows the findings, and does what its buttons say.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use bridge::doctor::{Facts, diagnose, report};
use bridge::wire::question::AskMicrophone;
use pages::{
    Text, clock,
    doctor::{Act, facts, state_name, verdict},
    dom,
    follow::follow,
    language, theme,
};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, VisibilityState};
use webext::{
    Error,
    media::{self, Medium, Refusal},
    permissions, runtime, tabs,
};

use crate::{reach, show};

/// The page and what it knows.
pub struct Page {
    /// What the buttons of the findings do, by the key of the row.
    acts: RefCell<Vec<(String, Act)>>,
    /// The facts of the last look, or why there are none.
    found: RefCell<Option<Result<Facts, Error>>>,
    /// Counts the looks, so that the answer to an older one is dropped.
    look: Cell<u32>,
    /// The user is doing something in another tab: look again when the user comes back.
    returns: Cell<bool>,
}

/// Starts the page.
pub fn run() {
    let page = Rc::new(Page {
        acts: RefCell::default(),
        found: RefCell::default(),
        look: Cell::new(0),
        returns: Cell::new(false),
    });
    page.listen();
    page.look();
    follow(
        move |state| {
            theme::apply(state.view.theme.as_ref());
            let page = page.clone();
            language::follow(state.view.language.as_deref(), move || page.show());
        },
        // If the background cannot be reached, the look says why.
        |_| {},
    );
}

/// Whether the page was opened because of the microphone.
fn for_microphone() -> bool {
    dom::window().location().hash().is_ok_and(|hash| hash.trim_start_matches('#') == show::MICROPHONE)
}

impl Page {
    fn listen(self: &Rc<Self>) {
        let page = self.clone();
        dom::listen(&dom::by_id::<Element>("again"), "click", move |_| page.look());
        dom::listen(&dom::by_id::<Element>("copy"), "click", |_| copy());
        let page = self.clone();
        dom::listen(&dom::by_id::<Element>("findings"), "click", move |event| {
            let button = dom::closest(&event, "[data-part=act]");
            if let Some(row) = button.and_then(|button| button.closest("[data-key]").ok().flatten()) {
                page.act(&row);
            }
        });
        permissions::on_change({
            let page = self.clone();
            move || page.look()
        });
        let page = self.clone();
        dom::listen(&dom::document(), "visibilitychange", move |_| {
            let is_visible = dom::document().visibility_state() == VisibilityState::Visible;
            if is_visible && page.returns.replace(false) {
                page.look();
            }
        });
        let page = self.clone();
        dom::listen(&dom::window(), "hashchange", move |_| page.look());
    }

    /// Looks again. The findings stay until the answer comes.
    fn look(self: &Rc<Self>) {
        let number = self.look.get().wrapping_add(1);
        self.look.set(number);
        wait(true);
        dom::set_text(&dom::by_id("verdict-text"), &Text::new("doctorLooking").read());
        let page = self.clone();
        spawn_local(async move {
            let mut outcome = facts(for_microphone()).await;
            if page.look.get() == number
                && let Ok(facts) = &mut outcome
                && let Some(endpoint) = facts.untried()
            {
                facts.tried(reach::reached(&endpoint).await);
            }
            if page.look.get() != number {
                return;
            }
            wait(false);
            dom::set_shown(&dom::by_id("loading"), false);
            page.found.replace(Some(outcome));
            page.show();
            if number == 1 && for_microphone() {
                lead_to_microphone();
            }
        });
    }

    /// Shows what was found, in the current language.
    fn show(&self) {
        let trouble: Element = dom::by_id("trouble");
        match &*self.found.borrow() {
            Some(Ok(facts)) => {
                dom::set_shown(&trouble, false);
                self.show_facts(facts);
            }
            Some(Err(error)) => {
                dom::set_text(&dom::by_id("verdict-text"), "");
                let text = Text::with("troubleNoAnswer", [&error.to_string()]).read();
                dom::set_text_or_hide(&trouble, Some(&text));
            }
            None => {}
        }
    }

    fn show_facts(&self, facts: &Facts) {
        let findings = diagnose(facts);
        let (state, text) = verdict(&findings);
        dom::set_attribute(&dom::by_id("verdict"), "data-state", state_name(state));
        dom::set_text(&dom::by_id("verdict-text"), &text.read());
        self.acts.replace(show::findings(&findings));
        dom::set_text(&dom::by_id("report-text"), &report(facts, &findings, clock::now()));
        let versions = Text::with("doctorVersions", [&facts.versions.extension]).read();
        dom::set_text(&dom::by_id("versions"), &format!("{versions} · {}", facts.versions.browser));
        dom::set_shown(&dom::by_id("report"), true);
    }

    /// Does what a finding's button says.
    fn act(self: &Rc<Self>, row: &Element) {
        let key = row.get_attribute("data-key");
        let act =
            self.acts.borrow().iter().find(|(of, _)| Some(of) == key.as_ref()).map(|(_, act)| act.clone());
        let answer: Element = dom::part(row, "answer");
        dom::set_text(&answer, "");
        match act {
            Some(Act::FirstRun) => visit(runtime::url("welcome/welcome.html")),
            Some(Act::Settings) => spawn_local(async {
                let _ = runtime::open_options().await;
            }),
            Some(Act::Visit(url)) => {
                self.returns.set(true);
                visit(url);
            }
            Some(Act::Allow(hosts)) => {
                // In the turn of the click: later the browser refuses the request. When the permission is granted, the
                // browser reports that, and the page looks again.
                let asked = permissions::request(&hosts);
                spawn_local(async move {
                    match asked.await {
                        Ok(true) => {}
                        Ok(false) => dom::set_text(&answer, &Text::new("grantRefused").read()),
                        Err(error) => {
                            dom::set_text(&answer, &Text::with("grantFailed", [&error.to_string()]).read());
                        }
                    }
                });
            }
            Some(Act::Microphone) => self.ask_for(Medium::Microphone, answer),
            Some(Act::Camera) => self.ask_for(Medium::Camera, answer),
            Some(Act::MicrophoneOn(host)) => {
                self.returns.set(true);
                spawn_local(async move {
                    if let Err(error) = runtime::ask(&AskMicrophone { host }).await {
                        dom::set_text(&answer, &Text::with("grantFailed", [&error.to_string()]).read());
                    }
                });
            }
            None => {}
        }
    }

    /// Makes the browser ask for a microphone or camera in this tab, and looks again.
    fn ask_for(self: &Rc<Self>, medium: Medium, answer: Element) {
        let page = self.clone();
        spawn_local(async move {
            match media::ask(medium).await {
                Ok(()) => page.look(),
                Err(Refusal::Denied) => {
                    dom::set_text(&answer, &Text::new("microphoneNotGiven").read());
                    page.look();
                }
                Err(Refusal::NoDevice) => {
                    let key = match medium {
                        Medium::Microphone => "microphoneNoDevice",
                        Medium::Camera => "cameraNoDevice",
                    };
                    dom::set_text(&answer, &Text::new(key).read());
                }
            }
        });
    }
}

/// Brings the finding about the microphone to the top, and the keyboard focus to its button, or to its heading if it
/// has no button.
fn lead_to_microphone() {
    let Some(row) = dom::document().get_element_by_id(show::MICROPHONE) else { return };
    row.scroll_into_view();
    let button: Element = dom::part(&row, "act");
    let focused = if button.has_attribute("hidden") { dom::part(&row, "title") } else { button };
    dom::focus(&focused);
}

/// Marks the buttons as unusable while a look is under way. They stay enabled, so that they keep the focus.
fn wait(waiting: bool) {
    for id in ["again", "copy"] {
        dom::set_optional(&dom::by_id(id), "aria-disabled", waiting.then_some("true"));
    }
    dom::set_attribute(&dom::by_id("findings"), "aria-busy", if waiting { "true" } else { "false" });
}

fn copy() {
    let text = dom::by_id::<Element>("report-text").text_content().unwrap_or_default();
    if text.is_empty() {
        return;
    }
    let copying = dom::window().navigator().clipboard().write_text(&text);
    spawn_local(async move {
        // If the browser does not allow the copy, the user can still select the text below.
        let key = if JsFuture::from(copying).await.is_ok() { "copied" } else { "copyFailed" };
        dom::set_text(&dom::by_id("copy"), &Text::new(key).read());
    });
}

fn visit(url: String) {
    spawn_local(async move {
        let _ = tabs::create(&url).await;
    });
}
