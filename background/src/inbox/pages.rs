//! What the extension's own pages ask.

use std::rc::Rc;

use bridge::desk::Input;
use bridge::wire::{Checked, Configured, Done, NumbersNear, Offered, Question, Reply, Request};
use webext::Error;
use webext::fetch::Credentials;
use webext::runtime::Sender;

use super::{other_configuration, show::show};
use crate::configuration::Saved;
use crate::desk::lookup;
use crate::health::{self, Look, microphone, probe};
use crate::on_page::numbers;
use crate::parts::Parts;
use crate::ports::Browser;
use crate::ucontact::connection;

/// The answer to a page's question.
pub(crate) async fn answer<B: Browser>(parts: &Rc<Parts<B>>, request: Request, sender: &Sender) -> Reply {
    let cx = &parts.cx;
    cx.ready.passed().await;
    match request {
        Request::State(state) => state.reply(&connection::state(cx, connection::now(cx).await)),
        Request::Start(start) => {
            // Unique among this browser's starts; it names an entry of the journal and protects nothing.
            let id = format!("{:x}-{:x}", cx.now(), (cx.browser.random() * 1e9) as u64);
            parts.desk.take_in(Input::Start { id, start: start.start.clone() }).await;
            start.reply(&Done {})
        }
        Request::Open(open) => {
            parts.desk.take_in(Input::Open { guid: open.guid.clone() }).await;
            open.reply(&Done {})
        }
        Request::Choose(choose) => {
            let (guid, url) = (choose.guid.clone(), choose.url.clone());
            parts.desk.take_in(Input::Choose { guid, url }).await;
            choose.reply(&Done {})
        }
        Request::TryLookup(tried) => tried.reply(&lookup::try_out(cx, &tried.json, &tried.event).await),
        Request::Offer(offer) => {
            let (who, asked) = parts.offers.offered(sender.tab).await;
            offer.reply(&Offered { offer: who, asked })
        }
        Request::Near(near) => near.reply(&NumbersNear { numbers: numbers::near(cx, sender.tab).await }),
        Request::EraseHistory(erase) => {
            parts.desk.erase().await;
            erase.reply(&Done {})
        }
        Request::ShowUcontact(question) => question.reply_or_fail(match show(parts).await {
            Ok(true) => Ok(Done {}),
            Ok(false) => Err(Error::Browser("no open page has uContact's frame".to_owned())),
            Err(error) => Err(error),
        }),
        Request::Save(question) => question.reply_or_fail(save(parts, &question.json).await),
        Request::Configuration(question) => question.reply(&configured(parts).await),
        Request::Diagnose(diagnose) => diagnose.reply(&health::facts(cx, Look::Tab).await),
        Request::AskMicrophone(ask) => {
            ask.reply_or_fail(microphone::ask(cx, &ask.host).await.map(|()| Done {}))
        }
        Request::Probe(probe) => {
            let credentials = if probe.as_agent { Credentials::Include } else { Credentials::Omit };
            probe.reply(&probe::probe(cx, &probe.url, &probe.pages, credentials).await)
        }
    }
}

/// Saves a configuration; the page is answered once the content scripts are in step with it.
async fn save<B: Browser>(parts: &Rc<Parts<B>>, json: &str) -> Result<Checked, Error> {
    match parts.configuration.save(json).await? {
        Saved::InForce => {
            other_configuration(parts).await;
            Ok(Checked { errors: Vec::new() })
        }
        Saved::Errors(errors) => Ok(Checked { errors }),
        Saved::Managed => {
            let why = "your organisation's policy configures uContact Bridge; nothing was saved";
            Err(Error::Browser(why.to_owned()))
        }
    }
}

/// The configuration in force. A change that is under way is told as it will be.
async fn configured<B: Browser>(parts: &Rc<Parts<B>>) -> Configured {
    let cx = &parts.cx;
    parts.configuration.policy_known().await;
    drop(cx.turns.configuration.wait().await);
    let hosts = cx.config().map(|config| config.hosts()).unwrap_or_default();
    // All in one turn: an answer is of one configuration.
    let (revision, managed) = (cx.in_force.revision(), cx.in_force.managed());
    let json = cx.in_force.text().and_then(|text| cx.browser.rewrite_json(&text, true));
    let missing = cx.browser.missing(&hosts).await;
    Configured { revision, json, hosts, missing, managed }
}
