//! What the doctor goes by, gathered when somebody asks.

use bridge::config::Ucontact;
use bridge::doctor::{
    self, Asked, Facts, Frame, Headers, Last, MediaPermission, Page, Reached, Setup, Shown, Versions,
};
use bridge::framing::host::{COEP, CORP, PERMISSIONS_POLICY};
use bridge::framing::{Ancestor, CSP, Engine, XFO};
use bridge::origin::Scheme;
use bridge::view::RecordView;
use futures_util::future::{join, join_all};
use webext::Error;
use webext::content::{Found, FrameState};
use webext::fetch::{Credentials, Fault};
use webext::scripting::Target;
use webext::tabs::Tab;

use super::probe::{self, ACCEPT, LIMIT};
use crate::context::Context;
use crate::ports::{Browser, ErrorWatch as _, Looked, Response, Trial as _};
use crate::ucontact::survey::{Survey, survey};

/// Its page.
const PAGE: &str = "doctor/doctor.html";

/// What looks into the frames of a page: whose they are, whether they ask for a password, the microphone.
const LOOK: &str = "doctor/look.js";

/// How many pages are looked at; who has more open has more of the same.
const MOST_PAGES: usize = 6;

/// How long a page may take to be looked at, in milliseconds.
const LOOK_LIMIT: u32 = 1_500;

/// How long the browser may take to name an error after the request has failed, in milliseconds.
const NAME_LIMIT: u32 = 500;

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Nothing that somebody could see.
    Unseen,
    /// Somebody asked: a tab may be opened for a moment where the browser tells the cause in no other way.
    Tab,
}

/// Everything that can be seen from here.
pub(crate) async fn facts(cx: &Context<impl Browser>, look: Look) -> Facts {
    let config = cx.config();
    let setup = match (&config, cx.in_force.errors()) {
        (Some(_), _) => Setup::Good,
        (None, 0) => Setup::Nothing,
        (None, errors) => Setup::Errors { errors },
    };
    let view = cx.with_desk(|desk| desk.view(cx.now()));
    let last = view.interactions.iter().max_by_key(|interaction| interaction.assigned);
    let mut facts = Facts {
        engine: probe::engine(cx),
        setup,
        missing: Vec::new(),
        ucontact: None,
        ancestors: Vec::new(),
        pages: Vec::new(),
        panel: false,
        in_panel: Frame::Nothing,
        microphone: MediaPermission::Unknown,
        camera: MediaPermission::Unknown,
        last_event: view.last_event,
        refused: view.last_refusal.is_some(),
        last: last.map(|last| Last {
            channel: last.channel.clone(),
            ruled: !matches!(last.record, RecordView::NoRule { .. }),
        }),
        versions: Versions { extension: cx.browser.version(), browser: String::new() },
    };
    let Some(config) = config else { return facts };
    let own = cx.browser.url("");
    facts.panel = cx.in_force.has_panel();
    facts.missing = cx.browser.missing(&config.hosts()).await;
    facts.ancestors = probe::ancestors(cx, &[]).await.iter().map(ToString::to_string).collect();
    let survey = survey(cx, true).await;
    facts.in_panel = frame_of(survey.panel.as_ref());
    facts.panel |= facts.in_panel != Frame::Nothing;
    facts.ancestors.extend(facts.panel.then(|| own.trim_end_matches('/').to_owned()));
    let (asked, pages) =
        join(ask_ucontact(cx, &config.ucontact, look), pages(cx, &config.ucontact, survey)).await;
    (facts.ucontact, facts.pages) = (Some(asked), pages);
    facts
}

/// Opens the doctor's page.
pub(crate) async fn open_page(cx: &Context<impl Browser>) {
    if let Err(error) = cx.browser.open_tab(&cx.browser.url(PAGE)).await {
        cx.complain("the doctor's page cannot be opened", &error);
    }
}

/// What the browser shows in a tab of uContact's origin: Chromium tells the cause there, and nowhere else. Not of its very
/// address: should that load after all, there were a second uContact, and it would ring.
async fn shown(cx: &Context<impl Browser>, ucontact: &Ucontact) -> Shown {
    let _one = cx.turns.trial.wait().await;
    let Ok(trial) = cx.browser.open_trial(&format!("{}/robots.txt", ucontact.origin)).await else {
        return Shown::Unseen;
    };
    let Some(tab) = trial.loaded(LIMIT).await else { return Shown::Unseen };
    let page = Target::Frame { tab: tab.id, frame: 0, document: None };
    match cx.browser.look(&page, LOOK, LOOK_LIMIT).await {
        Ok(_) => Shown::Page,
        // It loads, and is busy.
        Err(Error::TimedOut) => Shown::Unseen,
        Err(_) => Shown::of(&tab.title, &ucontact.origin),
    }
}

async fn ask_ucontact(cx: &Context<impl Browser>, ucontact: &Ucontact, look: Look) -> doctor::Ucontact {
    let (origin, pattern) = (ucontact.origin.to_string(), ucontact.origin.host_permission());
    let host = origin.split_once("://").map_or("", |(_, host)| host).to_owned();
    let (as_nobody, as_agent) = if cx.browser.is_granted(&pattern).await {
        let as_nobody = ask(cx, ucontact, Credentials::Omit, look).await;
        let as_agent = match as_nobody {
            Asked::Failed { .. } | Asked::TimedOut => Asked::NotAsked,
            _ => ask(cx, ucontact, Credentials::Include, look).await,
        };
        (as_nobody, as_agent)
    } else {
        (Asked::NotAllowed, Asked::NotAllowed)
    };
    doctor::Ucontact { url: ucontact.url.clone(), origin, host, pattern, as_nobody, as_agent }
}

async fn ask(cx: &Context<impl Browser>, ucontact: &Ucontact, credentials: Credentials, look: Look) -> Asked {
    // Without it the error has no name; that is all.
    let watch = cx.browser.watch_errors(&ucontact.origin.host_permission(), &ucontact.origin.to_string());
    let response = match cx.browser.get(&ucontact.url, credentials, ACCEPT, LIMIT).await {
        Ok(response) => response,
        Err(Fault::TimedOut) => return Asked::TimedOut,
        Err(Fault::Redirected) => return Asked::Redirected,
        Err(Fault::Unreachable | Fault::TooLarge) => {
            let error = match &watch {
                Some(watch) => watch.error(NAME_LIMIT).await,
                None => None,
            };
            let told = error.is_some() || ucontact.origin.scheme() == Scheme::Http;
            let shown = if look == Look::Tab && !told && probe::engine(cx) == Engine::Chromium {
                shown(cx, ucontact).await
            } else {
                Shown::Unseen
            };
            return Asked::Failed { error, shown, reached: Reached::Untried };
        }
    };
    let (status, headers) = (response.status(), headers(&response));
    let start = response.start_of_body(doctor::MAX_LOGIN_PAGE).await;
    // A body that does not come shows no form.
    let html = start.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    Asked::Answered { status, headers, password: doctor::has_password_field(&html) }
}

fn headers(response: &impl Response) -> Headers {
    Headers {
        csp: response.header(CSP),
        xfo: response.header(XFO),
        coep: response.header(COEP),
        corp: response.header(CORP),
        permissions: response.header(PERMISSIONS_POLICY),
    }
}

/// The configured pages that are open.
async fn pages(cx: &Context<impl Browser>, ucontact: &Ucontact, survey: Survey) -> Vec<Page> {
    let looked = survey.tabs.into_iter().take(MOST_PAGES).map(|(tab, found)| page(cx, ucontact, tab, found));
    join_all(looked).await.into_iter().flatten().collect()
}

async fn page(
    cx: &Context<impl Browser>,
    ucontact: &Ucontact,
    tab: Tab,
    found: Option<Found>,
) -> Option<Page> {
    let url = tab.url.as_deref()?;
    let softphone = cx.in_force.of_site(url, |site| site.softphone)?;
    let origin = Ancestor::of_url(url)?.to_string();
    let (headers, (microphone, asks_password)) =
        join(page_headers(cx, url), look(cx, ucontact, tab.id)).await;
    let frame = frame_of(found.as_ref());
    let host = origin.split_once("://").map_or("", |(_, host)| host).to_owned();
    Some(Page { origin, host, softphone, frame, headers, asks_password, microphone })
}

fn frame_of(found: Option<&Found>) -> Frame {
    match found.map(|found| found.frame) {
        None => Frame::Nothing,
        Some(FrameState::Sandboxed) => Frame::Sandboxed,
        Some(FrameState::Removed) => Frame::Removed,
        Some(FrameState::There) => Frame::There,
        Some(FrameState::Spoken) => Frame::Spoken,
    }
}

/// What the page's address answers to the agent. Its body is given up unread.
async fn page_headers(cx: &Context<impl Browser>, url: &str) -> Option<Headers> {
    let address = url.split('#').next().unwrap_or(url);
    let answer = cx.browser.get(address, Credentials::Include, ACCEPT, LIMIT).await;
    answer.ok().map(|response| headers(&response))
}

/// The microphone permission of the page, and whether a frame of uContact's in it asks for a password.
async fn look(cx: &Context<impl Browser>, ucontact: &Ucontact, tab: i32) -> (MediaPermission, bool) {
    let looked = cx.browser.look(&Target::AllFrames { tab }, LOOK, LOOK_LIMIT).await;
    let frames: Vec<Looked> = looked.unwrap_or_default();
    let origin = ucontact.origin.to_string();
    let top = frames.iter().find(|frame| frame.top);
    let microphone = top.and_then(|frame| frame.microphone.as_deref());
    let asks = frames.iter().any(|frame| frame.origin == origin && frame.password);
    (microphone.map_or(MediaPermission::Unknown, MediaPermission::of), asks)
}
