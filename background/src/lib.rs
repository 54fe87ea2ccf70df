//! The background: a service worker in Chromium, an event page in Firefox. It owns the state, feeds the desk of
//! `bridge`, and performs what the desk answers.
//!
//! The browser stops it whenever it likes and starts it with the event that woke it. So every listener is registered in
//! the first turn ([`start`]), and whatever comes in waits until what was stored has been read.
//!
//! Context goes down, what changed comes up, nothing calls back: a file leans on files below it alone. From the top:
//! this file, `background`, `inbox`, `follow_up`, `parts`, `desk`, `update`, `health`, `audience`, `phone`, `ucontact`,
//! `reach`, `on_page`, `configuration`, `front`, `language`, `welcome`, `context`, `in_force`, `session`, `turn`,
//! `ports`. `browser` is the real browser behind the ports.

mod audience;
mod background;
mod browser;
mod configuration;
mod context;
mod desk;
#[cfg(not(target_arch = "wasm32"))]
mod fake;
mod follow_up;
mod front;
mod health;
mod in_force;
mod inbox;
mod language;
mod on_page;
mod parts;
mod phone;
mod ports;
mod reach;
mod session;
mod turn;
mod ucontact;
mod update;
mod welcome;

use std::rc::Rc;

use bridge::wire::{DESK_PORT, PANEL_INSTANCE, Reply};
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use webext::content::Say;
use webext::runtime::{self, Answer, Port};
use webext::{commands, js, menus, neighbour, notifications, permissions, storage, tabs};

#[cfg(not(target_arch = "wasm32"))]
pub use fake::simulate;

use background::Background;
use browser::{Ports, RealBrowser};
use inbox::content::Said;

/// Starts the background and registers every listener; called once, in the first turn of the worker.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    let browser = RealBrowser::default();
    let ports = browser.ports();
    let background = Rc::new(Background::start(browser));
    listen_to_messages(&background);
    runtime::on_connect({
        let background = background.clone();
        move |port| {
            let sender = port.sender();
            if port.name() == DESK_PORT && sender.is_ours() && sender.is_own_page() {
                follow(&background, &ports, port);
            }
        }
    });
    // Each listener owns its share of the background.
    let with = |listener: fn(&Background<RealBrowser>)| {
        let background = background.clone();
        move || listener(&background)
    };
    runtime::on_installed(with(Background::permissions_changed));
    runtime::on_startup(with(Background::permissions_changed));
    permissions::on_change(with(Background::permissions_changed));
    runtime::on_update_available(with(Background::update_available));
    storage::on_managed_change(with(Background::policy_changed));
    let shared = background.clone();
    neighbour::tell_state(move || shared.state_at_hand());
    let shared = background.clone();
    tabs::on_removed(move |tab| shared.tab_closed(tab));
    let shared = background.clone();
    notifications::on_clicked(move |id| shared.notice_clicked(id));
    let shared = background.clone();
    menus::on_clicked(move |chosen| shared.menu_chosen(chosen));
    commands::on_command(move |name, tab| background.command(&name, tab));
}

fn listen_to_messages(background: &Rc<Background<RealBrowser>>) {
    let background = background.clone();
    runtime::on_message(move |message, sender, respond| {
        if !sender.is_ours() {
            return Answer::Now;
        }
        match Say::from_js(&message) {
            Some(Say::ToPanel) => {
                background.panel_wanted(sender.window);
                Answer::Now
            }
            Some(Say::Contact { link }) => {
                background.contact_chosen(&link, &sender);
                Answer::Now
            }
            Some(say) => {
                let answer = background.said(say, sender);
                spawn_local(async move { respond.with(&said(answer.await)) });
                Answer::Later
            }
            None if sender.is_own_page() => {
                match webext::wire::parse(&message) {
                    Ok(request) => {
                        let answer = background.asked(request, sender);
                        spawn_local(async move { respond.with(&webext::wire::reply_to_js(&answer.await)) });
                    }
                    Err(error) => {
                        respond.with(&webext::wire::reply_to_js(&Reply::failed(&error.to_string())));
                    }
                }
                Answer::Later
            }
            None => Answer::Now,
        }
    });
}

/// A page of the extension follows the desk.
fn follow(background: &Rc<Background<RealBrowser>>, ports: &Rc<Ports>, port: Port) {
    let page = ports.add(port.clone());
    let shared = background.clone();
    port.on_message(move |said| {
        if let Some(instance) = js::get(&said, PANEL_INSTANCE).as_f64() {
            shared.page_is_panel(page, instance as u32);
        }
    });
    let (shared, ports) = (background.clone(), ports.clone());
    port.on_disconnect(move || {
        ports.remove(page);
        shared.page_closed(page);
    });
    background.page_follows(page);
}

/// What a content script is answered. `true`: journalled or irrelevant; do not resend.
fn said(answer: Said) -> JsValue {
    match answer {
        Said::Acknowledged => true.into(),
        Said::Failed => false.into(),
        Said::Placement(placement) => placement.to_js(),
        Said::Numbers(answers) => {
            answers.iter().map(|answer| JsValue::from_str(answer)).collect::<Array>().into()
        }
    }
}
