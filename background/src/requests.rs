//! What the extension's own pages ask.

use bridge::desk::Input;
use bridge::wire::{Configured, Done, Question, Reply, Request};
use webext::fetch::Credentials;
use webext::runtime::Sender;
use webext::{Error, permissions, time};

use crate::{connection, contacts, doctor, lookup, offer, policy, probe, settings, shell, survey, turn};

/// The answer to a page's request, if it is one.
pub(crate) async fn answer(request: Result<Request, Error>, sender: &Sender) -> Reply {
    shell::ready().await;
    match request {
        Ok(request) => reply(request, sender).await,
        Err(error) => Reply::failed(&error.to_string()),
    }
}

async fn reply(request: Request, sender: &Sender) -> Reply {
    match request {
        Request::State(state) => state.reply(&connection::state(connection::now().await)),
        Request::Start(question) => {
            // Unique among this browser's starts; it names an entry of the journal and protects nothing.
            let id = format!("{:x}-{:x}", time::now(), (js_sys::Math::random() * 1e9) as u64);
            shell::take(Input::Start { id, start: question.start.clone() }).await;
            question.reply(&Done {})
        }
        Request::Open(open) => {
            shell::take(Input::Open { guid: open.guid.clone() }).await;
            open.reply(&Done {})
        }
        Request::Choose(choose) => {
            shell::take(Input::Choose { guid: choose.guid.clone(), url: choose.url.clone() }).await;
            choose.reply(&Done {})
        }
        Request::TryLookup(question) => {
            question.reply(&lookup::try_out(&question.json, &question.event).await)
        }
        Request::Offer(question) => question.reply(&offer::offered(sender.tab).await),
        Request::Near(near) => near.reply(&contacts::near(sender.tab).await),
        Request::EraseHistory(erase) => {
            shell::erase().await;
            erase.reply(&Done {})
        }
        Request::ShowUcontact(show) => match survey::show().await {
            Ok(false) => Reply::failed("no open page has uContact's frame"),
            shown => show.reply_or_fail(shown.map(|_| Done {})),
        },
        Request::Save(save) => save.reply_or_fail(settings::save(&save.json).await),
        Request::Configuration(question) => question.reply(&configuration().await),
        Request::Diagnose(diagnose) => diagnose.reply(&doctor::facts(doctor::Look::Tab).await),
        Request::AskMicrophone(ask) => {
            ask.reply_or_fail(doctor::ask_microphone(&ask.host).await.map(|()| Done {}))
        }
        Request::Probe(question) => {
            let credentials = if question.as_agent { Credentials::Include } else { Credentials::Omit };
            question.reply(&probe::probe(&question.url, &question.pages, credentials).await)
        }
    }
}

async fn configuration() -> Configured {
    policy::known().await;
    // A change that is under way is told as it will be.
    drop(turn::take(turn::Of::Configuration).await);
    let hosts = shell::with_desk(|desk| desk.config().map(|config| config.hosts())).unwrap_or_default();
    // All in one turn: an answer is of one configuration.
    let (revision, json, managed) = (settings::revision(), settings::json(), settings::managed());
    let missing = permissions::missing(&hosts).await;
    Configured { revision, json, hosts, missing, managed }
}
