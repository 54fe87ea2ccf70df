//! Numbers and addresses on CRM pages: what the script for them must know, which numbers a text has, and what the agent
//! chooses.

use std::cell::RefCell;

use bridge::config::{Config, Contacts as Wanted};
use bridge::wire::{Near, NumbersNear};
use js_sys::{Array, Function, Reflect, Uint8Array, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use webext::contacts::{self, Contactable, Contacts, SETTINGS, TEXTS, Written};
use webext::fetch::{self, Credentials};
use webext::runtime::Sender;
use webext::{Error, i18n, js, runtime, storage, tabs};

use crate::{complain, offer, regexp, scripts, settings, shell, turn};

/// The file with the finder, and how long and how large it may be.
const FILE: &str = "numbers.wasm";
const LIMIT: u32 = 5_000;
const MOST_BYTES: usize = 4_000_000;

/// How much a page may ask at once: items, and UTF-16 units of one.
const MOST_ITEMS: usize = 500;
const LONGEST: usize = 20_000;

/// How long a page may take to tell its numbers, in milliseconds. The popup shows all the rest meanwhile.
const ANSWER_WITHIN: u32 = 1_000;

/// Stands between items, as `numbers::abi` has it.
const NEXT: char = '\u{1e}';

thread_local! {
    static FINDER: RefCell<Option<Finder>> = const { RefCell::new(None) };
}

/// The wasm module that finds numbers. It weighs half a megabyte, so it is loaded with the first question.
#[derive(Clone)]
struct Finder {
    exports: JsValue,
    room: Function,
    find: Function,
    length: Function,
}

/// What the script on CRM pages must know, to be written down under [`SETTINGS`]; of their pages those that are granted.
pub(crate) fn known(granted: &[String]) -> JsValue {
    let theme = shell::with_desk(|desk| desk.theme().map(|theme| theme.dark));
    let texts = TEXTS.into_iter().map(|key| (key, i18n::message(key, &["$1"]))).collect();
    let sites =
        shell::with_desk(|desk| desk.config().map(|config| sites(config, granted)).unwrap_or_default());
    Contacts { sites, texts, dark: theme }.to_js()
}

/// The same, in another language or theme.
pub(crate) async fn renew() {
    let granted = scripts::granted().await;
    if let Err(error) = storage::set_local(&[(SETTINGS, &known(&granted))]).await {
        complain("what concerns contacts could not be stored", &error);
    }
}

fn sites(config: &Config, granted: &[String]) -> Vec<Contactable> {
    // All of them, so that here too the first that has a page decides.
    config
        .sites
        .iter()
        .map(|site| {
            let is_granted =
                |page: &&bridge::pattern::MatchPattern| granted.iter().any(|known| known == page.as_str());
            Contactable {
                pages: site.pages.iter().filter(is_granted).map(regexp::of).collect(),
                text: site.contacts == Wanted::Text,
                within: site.contacts_in.clone(),
            }
        })
        .collect()
}

/// The numbers in a page's texts, as `webext::contacts::Number` reads them; for none where its site does not want that.
pub(crate) async fn numbers(items: Vec<(String, String)>, sender: &Sender) -> JsValue {
    let nothing = || items.iter().map(|_| JsValue::from_str("")).collect::<Array>().into();
    let address = sender.url.as_deref().unwrap_or_default();
    let region = shell::with_desk(|desk| {
        let site = desk.config()?.site_of(address)?;
        (site.contacts == Wanted::Text).then(|| site.region.clone().unwrap_or_default())
    });
    let Some(region) = region else { return nothing() };
    if items.len() > MOST_ITEMS || items.iter().any(|(label, text)| label.len() + text.len() > 4 * LONGEST) {
        return nothing();
    }
    match ask(&region, &items).await {
        Ok(answers) if answers.length() as usize == items.len() => answers.into(),
        Ok(_) => nothing(),
        Err(error) => {
            complain("numbers could not be looked for", &error);
            // A module that broke off is not asked again.
            FINDER.set(None);
            nothing()
        }
    }
}

/// The numbers on the page in front, for the popup in this tab, if it is in one. Where their site does not want them
/// contactable nobody is asked.
pub(crate) async fn near(popup: Option<i32>) -> NumbersNear {
    NumbersNear { numbers: numbers_near(popup).await.unwrap_or_default() }
}

async fn numbers_near(popup: Option<i32>) -> Option<Vec<Near>> {
    let tab = offer::tab_in_front(popup).await?;
    let address = tab.url.as_deref()?;
    let wanted = shell::with_desk(|desk| Some(desk.config()?.site_of(address)?.contacts == Wanted::Text));
    if wanted != Some(true) {
        return None;
    }
    let answer = tabs::send(tab.id, &contacts::ask_near(), ANSWER_WITHIN).await.ok()?;
    let near = |written: Written| {
        // As the card's first button has it.
        let contact = bridge::contact::of_link(&format!("tel:{}", written.e164))?;
        let text = written.text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Near { text, offer: shell::with_desk(|desk| desk.offer(contact)) })
    };
    Some(Written::answers(&answer).into_iter().filter_map(near).collect())
}

async fn ask(region: &str, items: &[(String, String)]) -> Result<Array, Error> {
    let finder = finder().await?;
    let mut question = region.to_owned();
    for text in items.iter().flat_map(|(label, text)| [label, text]) {
        question.push(NEXT);
        // As long as before, in UTF-16 too.
        question.extend(text.chars().map(|c| if c == NEXT { ' ' } else { c }));
    }
    let answer = finder.call(&question)?;
    Ok(answer.split(NEXT).map(JsValue::from_str).collect())
}

async fn finder() -> Result<Finder, Error> {
    let _one = turn::take(turn::Of::Numbers).await;
    if let Some(finder) = FINDER.with_borrow(Clone::clone) {
        return Ok(finder);
    }
    let broken = |what: &str| Error::Shape(format!("{FILE}: {what}"));
    let response = fetch::get_url(&runtime::url(FILE), Credentials::Omit, "application/wasm", LIMIT).await;
    let response = response.map_err(|fault| broken(&format!("{fault:?}")))?;
    let bytes = response.body(MOST_BYTES).await.map_err(|fault| broken(&format!("{fault:?}")))?;
    // At once: Firefox may never end a compilation that runs beside (see `pages/early.js`).
    let module = WebAssembly::Module::new(&Uint8Array::from(bytes.as_slice()))?;
    let exports: JsValue = WebAssembly::Instance::new(&module, &js_sys::Object::new())?.exports().into();
    let function = |name: &str| {
        js::get(&exports, name).dyn_into::<Function>().map_err(|_| broken("an export is missing"))
    };
    let finder = Finder {
        room: function("room")?,
        find: function("find")?,
        length: function("length")?,
        exports: exports.clone(),
    };
    FINDER.set(Some(finder.clone()));
    Ok(finder)
}

impl Finder {
    fn call(&self, question: &str) -> Result<String, Error> {
        let number = |value: JsValue| value.as_f64().unwrap_or_default() as u32;
        let length = question.len() as u32;
        let at = number(self.room.call1(&JsValue::UNDEFINED, &length.into())?);
        self.bytes(at, length)?.copy_from(question.as_bytes());
        let at = number(self.find.call0(&JsValue::UNDEFINED)?);
        let length = number(self.length.call0(&JsValue::UNDEFINED)?);
        Ok(String::from_utf8_lossy(&self.bytes(at, length)?.to_vec()).into_owned())
    }

    /// A piece of the module's memory; valid until the next call, which may let it grow.
    fn bytes(&self, at: u32, length: u32) -> Result<Uint8Array, Error> {
        let buffer = Reflect::get(&js::get(&self.exports, "memory"), &"buffer".into())?;
        Ok(Uint8Array::new_with_byte_offset_and_length(&buffer, at, length))
    }
}

/// The agent has pressed a link to somebody, or a number's button.
pub(crate) fn chosen(link: &str, sender: &Sender) {
    let address = sender.url.clone().unwrap_or_default();
    if let Some(contact) = bridge::contact::of_link(link) {
        offer::open(contact, move || settings::is_of_configured_host(&address));
    }
}
