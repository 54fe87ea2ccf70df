//! The background: a service worker in Chromium, an event page in Firefox. It owns the state, feeds the desk of
//! `bridge`, and performs what the desk answers.
//!
//! The browser stops it whenever it likes and starts it with the event that woke it. So every listener is registered
//! in the first turn ([`start`]), and whatever comes in waits until what was stored has been read ([`shell::ready`]).

mod connection;
mod contacts;
mod doctor;
mod events;
mod lookup;
mod notice;
mod offer;
mod open;
mod phone;
mod policy;
mod post;
mod probe;
mod regexp;
mod requests;
mod saved;
mod scripts;
mod settings;
mod shell;
mod store;
mod survey;
mod turn;
mod update;
mod watch;
mod welcome;

use bridge::wire::DESK_PORT;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use webext::content::Say;
use webext::runtime::{self, Answer};
use webext::{commands, js, menus, neighbour, notifications, permissions, storage, tabs, time, wire};

/// Registers every listener, then reads what is stored; called once, in the first turn of the worker.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    runtime::on_message(|message, sender, respond| {
        if !sender.is_ours() {
            return Answer::Now;
        }
        match Say::from_js(&message) {
            Some(Say::ToPanel) => {
                // In this very turn: the browser wants the agent's click.
                phone::open_panel(sender.window);
                Answer::Now
            }
            Some(Say::Contact { link }) => {
                // In this very turn, too: the popup.
                contacts::chosen(&link, &sender);
                Answer::Now
            }
            Some(say) => {
                spawn_local(async move { respond.with(&events::take(say, &sender).await) });
                Answer::Later
            }
            None if sender.is_own_page() => {
                let request = wire::parse(&message);
                spawn_local(async move { respond.reply(&requests::answer(request, &sender).await) });
                Answer::Later
            }
            None => Answer::Now,
        }
    });
    runtime::on_connect(|port| {
        let sender = port.sender();
        if port.name() == DESK_PORT && sender.is_ours() && sender.is_own_page() {
            shell::follow(port);
        }
    });
    neighbour::tell_state(shell::at_once);
    tabs::on_removed(phone::closed);
    notifications::on_clicked(notice::clicked);
    menus::on_clicked(offer::chosen);
    commands::on_command(|name, tab| offer::command(&name, tab));
    runtime::on_installed(scripts::renew);
    runtime::on_startup(scripts::renew);
    runtime::on_update_available(update::available);
    permissions::on_change(scripts::renew);
    storage::on_managed_change(policy::changed);
    shell::boot();
    policy::boot();
    spawn_local(async {
        phone::make_good().await;
        update::consider().await;
    });
    spawn_local(async {
        // Not in the way of what has woken the worker.
        time::pause(HOUSEKEEPING).await;
        welcome::open_once().await;
        shell::prune_daily().await;
    });
}

/// How long after its start the background turns to what can wait, in milliseconds.
const HOUSEKEEPING: u32 = 300;

/// `true`, as the answer that means: in the journal, or known to need no further care.
pub(crate) const ACKNOWLEDGED: bool = true;

/// Logs what nobody is there to be told, without any data of an interaction.
pub(crate) fn complain(what: &str, error: &dyn std::fmt::Display) {
    js::warn(&format!("uContact Bridge: {what}: {error}"));
}
