//! What the doctor goes by, gathered when somebody asks.

use bridge::config::{Softphone, Ucontact};
use bridge::doctor::{
    self, Asked, Facts, Frame, Headers, Last, MediaPermission, Page, Reached, Setup, Shown, Versions,
};
use bridge::framing::host::{COEP, CORP, PERMISSIONS_POLICY};
use bridge::framing::{Ancestor, CSP, Engine, XFO};
use bridge::origin::Scheme;
use bridge::view::RecordView;
use futures_util::future::{join, join_all};
use webext::content::{Found, FrameState};
use webext::fetch::{self, Credentials, Fault, Response};
use webext::js::{get, get_string};
use webext::scripting::{self, Target};
use webext::tabs::{self, Tab};
use webext::trial::Trial;
use webext::{Error, permissions, runtime, time, web_request};

use crate::probe::{self, LIMIT};
use crate::survey::Survey;
use crate::{complain, settings, shell, survey, turn};

/// Its page.
const PAGE: &str = "doctor/doctor.html";

/// What looks into the frames of a page: whose they are, whether they ask for a password, the microphone.
const LOOK: &str = "doctor/look.js";

/// What has the browser ask for the microphone.
const ASK: &str = "doctor/ask.js";

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
pub(crate) async fn facts(look: Look) -> Facts {
    let config = shell::with_desk(|desk| {
        desk.config().map(|config| {
            let panel = config.sites.iter().any(|site| site.softphone == Softphone::Panel);
            (config.ucontact.clone(), config.hosts(), panel)
        })
    });
    let setup = match (&config, settings::errors()) {
        (Some(_), _) => Setup::Good,
        (None, 0) => Setup::Nothing,
        (None, errors) => Setup::Errors { errors },
    };
    let view = shell::with_desk(|desk| desk.view(time::now()));
    let last = view.interactions.iter().max_by_key(|interaction| interaction.assigned);
    let mut facts = Facts {
        engine: probe::engine(),
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
        versions: Versions { extension: runtime::version(), browser: String::new() },
    };
    let Some((ucontact, hosts, panel)) = config else { return facts };
    let own = runtime::url("");
    facts.panel = panel;
    facts.missing = permissions::missing(&hosts).await;
    facts.ancestors = probe::ancestors(&[]).await.iter().map(ToString::to_string).collect();
    let survey = survey::survey(true).await;
    facts.in_panel = frame_of(survey.panel.as_ref());
    facts.panel |= facts.in_panel != Frame::Nothing;
    facts.ancestors.extend(facts.panel.then(|| own.trim_end_matches('/').to_owned()));
    let (asked, pages) = join(ask_ucontact(&ucontact, look), pages(&ucontact, survey)).await;
    (facts.ucontact, facts.pages) = (Some(asked), pages);
    facts
}

/// Opens the doctor's page.
pub(crate) async fn open() {
    if let Err(error) = tabs::create(&runtime::url(PAGE)).await {
        complain("the doctor's page cannot be opened", &error);
    }
}

/// Has the browser ask for the microphone in the configured page of this host, in front.
pub(crate) async fn ask_microphone(host: &str) -> Result<(), Error> {
    let open = tabs::matching(&settings::pages()).await?;
    let is_of_host = |tab: &Tab| {
        let origin = tab.url.as_deref().and_then(Ancestor::of_url).map(|origin| origin.to_string());
        origin.is_some_and(|origin| origin.split_once("://").is_some_and(|(_, of)| of == host))
    };
    let gone = || Error::Browser(format!("no page of {host} is open any more"));
    let tab = open.iter().find(|tab| is_of_host(tab)).ok_or_else(gone)?;
    // A page that nobody sees shows no question.
    tabs::focus(tab).await?;
    scripting::execute(&Target::Frame { tab: tab.id, frame: 0, document: None }, ASK).await
}

/// What the browser shows in a tab of uContact's origin: Chromium tells the cause there, and nowhere else. Not of its very
/// address: should that load after all, there were a second uContact, and it would ring.
async fn shown(ucontact: &Ucontact) -> Shown {
    let _one = turn::take(turn::Of::Trial).await;
    let Ok(trial) = Trial::of(&format!("{}/robots.txt", ucontact.origin)).await else {
        return Shown::Unseen;
    };
    let Some(tab) = trial.loaded(LIMIT).await else { return Shown::Unseen };
    let page = Target::Frame { tab: tab.id, frame: 0, document: None };
    match time::limited(LOOK_LIMIT, scripting::results(&page, &[LOOK])).await {
        Ok(_) => Shown::Page,
        // It loads, and is busy.
        Err(Error::TimedOut) => Shown::Unseen,
        Err(_) => Shown::of(&tab.title, &ucontact.origin),
    }
}

async fn ask_ucontact(ucontact: &Ucontact, look: Look) -> doctor::Ucontact {
    let (origin, pattern) = (ucontact.origin.to_string(), ucontact.origin.host_permission());
    let host = origin.split_once("://").map_or("", |(_, host)| host).to_owned();
    let (as_nobody, as_agent) = if permissions::contains(&[&pattern]).await.unwrap_or(false) {
        let as_nobody = ask(ucontact, Credentials::Omit, look).await;
        let as_agent = match as_nobody {
            Asked::Failed { .. } | Asked::TimedOut => Asked::NotAsked,
            _ => ask(ucontact, Credentials::Include, look).await,
        };
        (as_nobody, as_agent)
    } else {
        (Asked::NotAllowed, Asked::NotAllowed)
    };
    doctor::Ucontact { url: ucontact.url.clone(), origin, host, pattern, as_nobody, as_agent }
}

async fn ask(ucontact: &Ucontact, credentials: Credentials, look: Look) -> Asked {
    // Without it the error has no name; that is all.
    let watch = web_request::watch(&ucontact.origin.host_permission(), &ucontact.origin.to_string()).ok();
    let response = match get_page(&ucontact.url, credentials).await {
        Ok(response) => response,
        Err(Fault::TimedOut) => return Asked::TimedOut,
        Err(Fault::Redirected) => return Asked::Redirected,
        Err(Fault::Unreachable | Fault::TooLarge) => {
            let error = match &watch {
                Some(watch) => watch.error(NAME_LIMIT).await,
                None => None,
            };
            let told = error.is_some() || ucontact.origin.scheme() == Scheme::Http;
            let shown = if look == Look::Tab && !told && probe::engine() == Engine::Chromium {
                shown(ucontact).await
            } else {
                Shown::Unseen
            };
            return Asked::Failed { error, shown, reached: Reached::Untried };
        }
    };
    let (status, headers) = (response.status(), headers(&response));
    let start = response.start_of_body(doctor::MAX_LOGIN_PAGE).await;
    // A body that does not come shows no form.
    let html = start.map(|(bytes, _)| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    Asked::Answered { status, headers, password: doctor::has_password_field(&html) }
}

async fn get_page(url: &str, credentials: Credentials) -> Result<Response, Fault> {
    fetch::get_url(url, credentials, "text/html,*/*;q=0.8", LIMIT).await
}

fn headers(response: &Response) -> Headers {
    Headers {
        csp: response.header(CSP),
        xfo: response.header(XFO),
        coep: response.header(COEP),
        corp: response.header(CORP),
        permissions: response.header(PERMISSIONS_POLICY),
    }
}

/// The configured pages that are open.
async fn pages(ucontact: &Ucontact, survey: Survey) -> Vec<Page> {
    let looked = survey.tabs.into_iter().take(MOST_PAGES).map(|(tab, found)| page(ucontact, tab, found));
    join_all(looked).await.into_iter().flatten().collect()
}

async fn page(ucontact: &Ucontact, tab: Tab, found: Option<Found>) -> Option<Page> {
    let url = tab.url.as_deref()?;
    let softphone = shell::with_desk(|desk| Some(desk.config()?.site_of(url)?.softphone))?;
    let origin = Ancestor::of_url(url)?.to_string();
    let (headers, (microphone, asks_password)) = join(page_headers(url), look(ucontact, tab.id)).await;
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
async fn page_headers(url: &str) -> Option<Headers> {
    let address = url.split('#').next().unwrap_or(url);
    get_page(address, Credentials::Include).await.ok().map(|response| headers(&response))
}

/// The microphone permission of the page, and whether a frame of uContact's in it asks for a password.
async fn look(ucontact: &Ucontact, tab: i32) -> (MediaPermission, bool) {
    let looked = time::limited(LOOK_LIMIT, scripting::results(&Target::AllFrames { tab }, &[LOOK])).await;
    let frames = looked.unwrap_or_default();
    let origin = ucontact.origin.to_string();
    let top = frames.iter().find(|frame| get(frame, "top").is_truthy());
    let microphone = top.and_then(|frame| get_string(frame, "microphone"));
    let asks = frames.iter().any(|frame| {
        get_string(frame, "origin").as_ref() == Some(&origin) && get(frame, "password").is_truthy()
    });
    (microphone.map_or(MediaPermission::Unknown, |state| MediaPermission::of(&state)), asks)
}
