//! The page: reads the history, shows it, and does what its buttons say.

use std::cell::RefCell;
use std::rc::Rc;

use bridge::history::{self, Search};
use bridge::view::{InteractionView, View};
use bridge::wire::question::EraseHistory;
use bridge::wire::{Connection, Done};
use pages::{Text, dom, follow::follow, interaction, language, memory, theme};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlDialogElement, HtmlInputElement};
use webext::{database, runtime, tabs};

use crate::{export, list};

/// The page and what it knows.
#[derive(Default)]
struct Page {
    all: RefCell<Vec<InteractionView>>,
    /// The listed interactions, by their place in `all`.
    listed: RefCell<Vec<usize>>,
    /// The desk's view, until its connection is known.
    asking: RefCell<Option<View>>,
    /// The interaction whose reasons are shown.
    why: RefCell<String>,
}

/// Starts the page.
pub fn run() {
    let page = Rc::new(Page::default());
    if let Some(asked) = memory::recall_once(memory::SEARCH) {
        dom::by_id::<HtmlInputElement>("search").set_value(&asked);
    }
    page.listen();
    let again = page.clone();
    // What happens from now on is shown, too.
    follow(
        move |state| {
            theme::apply(state.view.theme.as_ref());
            let page = again.clone();
            language::follow(state.view.language.as_deref(), move || {
                page.search();
                page.say_why();
            });
            // A second state only adds the connection: nothing new has happened.
            let follows =
                again.asking.replace((state.connection == Connection::Asking).then(|| state.view.clone()));
            if follows != Some(state.view) {
                again.read();
            }
        },
        |error| trouble(Some(&Text::with("lostDetail", [&error.to_string()]).read())),
    );
}

impl Page {
    fn listen(self: &Rc<Self>) {
        let on = |id: &str, event: &str, then: fn(&Rc<Self>, web_sys::Event)| {
            let page = self.clone();
            dom::listen(&dom::by_id::<Element>(id), event, move |event| then(&page, event));
        };
        on("search", "input", |page, _| page.search());
        on("list", "scroll", |page, _| page.show());
        on("csv", "click", |page, _| {
            page.save("ucontact-history.csv", "text/csv;charset=utf-8", history::csv);
        });
        on("json", "click", |page, _| page.save("ucontact-history.json", "application/json", history::json));
        on("erase", "click", |_, _| {
            let _ = dialog("erase-dialog").show_modal();
        });
        on("erase-yes", "click", |page, _| page.erase());
        for (button, of) in [("erase-no", "erase-dialog"), ("why-close", "why-dialog")] {
            dom::listen(&dom::by_id::<Element>(button), "click", move |_| dialog(of).close());
        }
        on("rows", "click", |page, event| {
            let Some(button) = dom::closest(&event, "button") else { return };
            let Some(guid) = list::guid_of(&button) else { return };
            let all = page.all.borrow();
            let Some(known) = all.iter().find(|known| known.guid == guid) else { return };
            match button.get_attribute("data-part").as_deref() {
                Some("open") => open(known),
                Some("why") => {
                    page.why.replace(guid);
                    page.say_why();
                    let _ = dialog("why-dialog").show_modal();
                }
                _ => {}
            }
        });
    }

    /// Reads the whole history. The page does not change until the answer comes.
    fn read(self: &Rc<Self>) {
        let page = self.clone();
        spawn_local(async move {
            match database::history().await {
                Ok(all) => {
                    trouble(None);
                    page.all.replace(all);
                    page.search();
                }
                Err(error) => trouble(Some(&Text::with("historyUnreadable", [&error.to_string()]).read())),
            }
        });
    }

    fn search(&self) {
        let search = Search::parse(&dom::by_id::<HtmlInputElement>("search").value());
        let all = self.all.borrow();
        let found = all.iter().enumerate().filter(|(_, known)| search.finds(known)).map(|(index, _)| index);
        self.listed.replace(found.collect());
        let count = Text::counted("historyOne", "historyMany", self.listed.borrow().len());
        dom::set_text(&dom::by_id("count"), &count.read());
        let nothing = if all.is_empty() { "historyEmpty" } else { "historyNoHit" };
        let nothing = self.listed.borrow().is_empty().then(|| Text::new(nothing).read());
        dom::set_text_or_hide(&dom::by_id("none"), nothing.as_deref());
        dom::set_shown(&dom::by_id("list"), nothing.is_none());
        dom::set_shown(&dom::by_id("loading"), false);
        for id in ["csv", "json", "erase"] {
            dom::set_optional(&dom::by_id(id), "disabled", all.is_empty().then_some(""));
        }
        drop(all);
        self.show();
    }

    fn show(&self) {
        list::show(&self.all.borrow(), &self.listed.borrow());
    }

    /// Shows why a record opened, in the current language.
    fn say_why(&self) {
        let (all, guid) = (self.all.borrow(), self.why.borrow());
        if let Some(known) = all.iter().find(|known| known.guid == *guid) {
            dom::set_items(&dom::by_id("why-lines"), &interaction::why(known));
        }
    }

    /// Saves the listed interactions as a file.
    fn save(&self, name: &str, kind: &str, write: fn(&[InteractionView]) -> String) {
        let all = self.all.borrow();
        let listed: Vec<InteractionView> =
            self.listed.borrow().iter().filter_map(|index| all.get(*index).cloned()).collect();
        if export::save(name, kind, &write(&listed)).is_err() {
            trouble(Some(&Text::new("historyNotSaved").read()));
        }
    }

    fn erase(self: &Rc<Self>) {
        dialog("erase-dialog").close();
        let page = self.clone();
        spawn_local(async move {
            match runtime::ask(&EraseHistory {}).await {
                Ok(Done {}) => page.read(),
                Err(error) => trouble(Some(&Text::with("openRefused", [&error.to_string()]).read())),
            }
        });
    }
}

fn dialog(id: &str) -> HtmlDialogElement {
    dom::by_id::<Element>(id).unchecked_into()
}

fn open(known: &InteractionView) {
    let Some(url) = interaction::record_url(&known.record).map(str::to_owned) else { return };
    spawn_local(async move {
        if let Err(error) = tabs::create(&url).await {
            trouble(Some(&Text::with("openRefused", [&error.to_string()]).read()));
        }
    });
}

fn trouble(text: Option<&str>) {
    dom::set_text_or_hide(&dom::by_id("trouble"), text);
}
