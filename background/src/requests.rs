//! What the extension's own pages ask.

use bridge::desk::Input;
use wasm_bindgen::JsValue;
use webext::fetch::Credentials;
use webext::runtime::Sender;
use webext::wire::{Reply, Request};
use webext::{Error, js, permissions, time};

use crate::{connection, contacts, doctor, lookup, offer, policy, probe, settings, shell, survey, turn};

/// The answer to a page's message, whatever it is.
pub(crate) async fn answer(message: &JsValue, sender: &Sender) -> JsValue {
    shell::ready().await;
    let reply = match Request::from_js(message) {
        Ok(request) => {
            handle(request, sender).await.unwrap_or_else(|error| Reply::Failed { why: error.to_string() })
        }
        Err(error) => Reply::Failed { why: error.to_string() },
    };
    js::to_js(&reply).unwrap_or(JsValue::NULL)
}

async fn handle(request: Request, sender: &Sender) -> Result<Reply, Error> {
    match request {
        Request::State => {
            let state = Box::new(connection::state(connection::now().await));
            Ok(Reply::State { state })
        }
        Request::Start { start } => {
            // Unique among this browser's starts; it names an entry of the journal and protects nothing.
            let id = format!("{:x}-{:x}", time::now(), (js_sys::Math::random() * 1e9) as u64);
            shell::take(Input::Start { id, start }).await;
            Ok(Reply::Done)
        }
        Request::Open { guid } => {
            shell::take(Input::Open { guid }).await;
            Ok(Reply::Done)
        }
        Request::Choose { guid, url } => {
            shell::take(Input::Choose { guid, url }).await;
            Ok(Reply::Done)
        }
        Request::TryLookup { json, event } => {
            Ok(Reply::Tried { tried: lookup::try_out(&json, &event).await })
        }
        Request::Offer => Ok(offer::offered(sender.tab).await),
        Request::Near => Ok(contacts::near(sender.tab).await),
        Request::EraseHistory => {
            shell::erase().await;
            Ok(Reply::Done)
        }
        Request::ShowUcontact => Ok(match survey::show().await? {
            true => Reply::Done,
            false => Reply::Failed { why: "no open page has uContact's frame".to_owned() },
        }),
        Request::Save { json } => settings::save(&json).await,
        Request::Configuration => {
            policy::known().await;
            // A change that is under way is told as it will be.
            drop(turn::take(turn::Of::Configuration).await);
            let hosts =
                shell::with_desk(|desk| desk.config().map(|config| config.hosts())).unwrap_or_default();
            // All in one turn: an answer is of one configuration.
            let (revision, json, managed) = (settings::revision(), settings::json(), settings::managed());
            let missing = permissions::missing(&hosts).await;
            Ok(Reply::Configuration { revision, json, hosts, missing, managed })
        }
        Request::Diagnose => Ok(Reply::Diagnosed { facts: Box::new(doctor::facts(doctor::Look::Tab).await) }),
        Request::AskMicrophone { host } => doctor::ask_microphone(&host).await.map(|()| Reply::Done),
        Request::Probe { url, pages, as_agent } => {
            let credentials = if as_agent { Credentials::Include } else { Credentials::Omit };
            Ok(Reply::Probed { probe: probe::probe(&url, &pages, credentials).await })
        }
    }
}
