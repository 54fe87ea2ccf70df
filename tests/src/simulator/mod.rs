//! The uContact simulator: a page on its own origin that posts the seed's events to whoever embeds it, and keeps
//! every message that it received with the origin of the sender.
//!
//! Options stand in the page's query:
//!
//! | key | meaning |
//! |---|---|
//! | `label` | the name by which a test speaks to this page (default `main`) |
//! | `fa` | `Content-Security-Policy: frame-ancestors …` |
//! | `xfo` | `X-Frame-Options: …` |
//! | `coep` | `1`: may load in a page under `Cross-Origin-Embedder-Policy: require-corp` |
//! | `cookie` | `Set-Cookie: …` |
//! | `delay` | milliseconds before the page is answered |
//! | `auto` | JSON: a message, or a list of them, posted by the first script of the page, in its first millisecond |
//! | `replay` | `1`: posts again, in the same way, what pages of this label have fired before |
//! | `answer` | milliseconds after which a `startInteraction` is answered by its `assignedInteraction` |
//! | `enter` | `1`: where a login is required, its form is filled in and sent by itself |
//! | `guests` | `X-Frame-Options: …` of the login's form |
//! | `to` | `opener`: posts to the window that opened it instead of its parent |
//!
//! If a login is [required](Simulator::require_login), a page without the session's cookie is a form that asks for a
//! password.

mod messages;

use crate::servers::{Request, Response, Server, escape, fill, lock, make_query};
use anyhow::{Context, Result, bail};
pub use messages::{assigned, auto_query, disposition, documented_snippet, finished, language, theme};
use serde_json::{Value, json};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(20);

/// The name of the session's cookie.
const SESSION: &str = "ucsession";

/// A running simulator.
pub struct Simulator {
    server: Server,
    shared: Arc<Shared>,
}

/// One message that a simulated uContact received.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The page's number and label.
    pub instance: u64,
    /// The page's label.
    pub label: String,
    /// The sender's origin as the browser reports it.
    pub origin: String,
    /// The message itself.
    pub data: Value,
    /// Whether its source was the embedding window.
    pub from_embedder: bool,
    order: u64,
}

/// An event that was fired.
#[derive(Debug, Clone, PartialEq)]
pub struct Fired {
    /// The page's number.
    pub instance: u64,
    /// The page's label.
    pub label: String,
    /// The message.
    pub message: Value,
    /// When, just before `postMessage`: milliseconds since the Unix epoch, by the page's clock.
    pub at: f64,
    seq: Option<u64>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    last: u64,
    pages: Vec<Page>,
    fired: Vec<Fired>,
    received: Vec<Received>,
    /// The value of the session's cookie, if a login is required.
    session: Option<String>,
}

struct Page {
    instance: u64,
    label: String,
    /// Its remote control, once it is connected.
    control: Option<Sender<String>>,
    gone: bool,
}

impl Simulator {
    /// Starts one on a free port of the loopback.
    pub fn start() -> Result<Self> {
        let shared = Arc::new(Shared::default());
        let for_handler = shared.clone();
        let server = Server::start(move |request| for_handler.answer(request))?;
        Ok(Self { server, shared })
    }

    /// `http://127.0.0.1:PORT`
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port())
    }

    /// The page's address with options.
    pub fn url(&self, options: &[(&str, &str)]) -> String {
        format!("{}/?{}", self.origin(), make_query(options.iter().copied()))
    }

    /// Its server, for the request log.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Waits until the newest page of this label is loaded and under remote control, and returns its number.
    pub fn wait_ready(&self, label: &str) -> Result<u64> {
        self.wait_newer(label, 0)
    }

    /// Like [`Simulator::wait_ready`], for a page with a number above `than`: the next one after a reload.
    pub fn wait_newer(&self, label: &str, than: u64) -> Result<u64> {
        self.shared
            .wait(LIMIT, |s| {
                let page = s.pages.iter().rev().find(|p| p.label == label && !p.gone)?;
                (page.control.is_some() && page.instance > than).then_some(page.instance)
            })
            .with_context(|| format!("no page of the simulator labelled {label:?} came up"))
    }

    /// Forgets pages that were requested but never started: those of frames that were removed at once.
    pub fn forget_unborn(&self) {
        for page in lock(&self.shared.state).pages.iter_mut().filter(|page| page.control.is_none()) {
            page.gone = true;
        }
    }

    /// How often its page was loaded, into a tab or a frame.
    pub fn loads(&self) -> usize {
        self.server().requests().iter().filter(|request| request.path == "/" && runs(request)).count()
    }

    /// The number of the newest page of this label, or 0; [`Simulator::wait_newer`] waits for the next one.
    pub fn newest(&self, label: &str) -> u64 {
        let state = lock(&self.shared.state);
        state.pages.iter().rev().find(|p| p.label == label).map_or(0, |p| p.instance)
    }

    /// Fires a message from the newest page of this label, and waits until the page has posted it.
    pub fn fire(&self, label: &str, message: &Value) -> Result<Fired> {
        self.fire_times(label, message, 1)
    }

    /// Fires a message many times over.
    pub fn fire_times(&self, label: &str, message: &Value, times: u32) -> Result<Fired> {
        let instance = self.wait_ready(label)?;
        let seq = {
            let mut state = lock(&self.shared.state);
            state.last += 1;
            let seq = state.last;
            let text = json!({"seq": seq, "message": message, "times": times}).to_string();
            let sent = state.pages.iter().find(|p| p.instance == instance).and_then(|p| p.control.as_ref());
            if sent.is_none_or(|c| c.send(text).is_err()) {
                bail!("the simulator's page {label:?} went away before it could fire {message}");
            }
            seq
        };
        self.shared
            .wait(LIMIT, |s| s.fired.iter().find(|f| f.seq == Some(seq)).cloned())
            .with_context(|| format!("the simulator's page {label:?} did not say that it fired {message}"))
    }

    /// Everything that was fired so far, from whatever source.
    pub fn fired(&self) -> Vec<Fired> {
        lock(&self.shared.state).fired.clone()
    }

    /// Everything that pages of this label received, in order.
    pub fn received(&self, label: &str) -> Vec<Received> {
        let mut list: Vec<_> =
            lock(&self.shared.state).received.iter().filter(|r| r.label == label).cloned().collect();
        list.sort_by_key(|r| (r.instance, r.order));
        list
    }

    /// Waits until pages of this label have received so many messages.
    pub fn wait_received(&self, label: &str, count: usize) -> Result<Vec<Received>> {
        self.shared
            .wait(LIMIT, |s| (s.received.iter().filter(|r| r.label == label).count() >= count).then_some(()))
            .with_context(|| format!("the simulator's page {label:?} did not receive {count} messages"))?;
        Ok(self.received(label))
    }

    /// From now on the page needs a login. Those who logged in before must do so again.
    pub fn require_login(&self) {
        let mut state = lock(&self.shared.state);
        state.last += 1;
        state.session = Some(format!("{}-{}", std::process::id(), state.last));
    }

    /// Forgets what was fired and received, the request log, and that a login is required. Pages that are open stay
    /// under remote control.
    pub fn clear(&self) {
        let mut state = lock(&self.shared.state);
        state.fired.clear();
        state.received.clear();
        state.session = None;
        state.pages.retain(|p| !p.gone);
        drop(state);
        self.server.clear_requests();
    }
}

impl Shared {
    fn wait<T>(&self, limit: Duration, mut found: impl FnMut(&State) -> Option<T>) -> Result<T> {
        let deadline = Instant::now() + limit;
        let mut state = lock(&self.state);
        loop {
            if let Some(value) = found(&state) {
                return Ok(value);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                bail!("not within {limit:?}");
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn answer(&self, request: &Request) -> Response {
        let response = match request.path.as_str() {
            "/" if self.is_logged_out(request) => login_page(request),
            "/" => self.page(request),
            "/login" => self.log_in(request),
            "/simulator.css" => Response::new("text/css", include_str!("../../simulator/simulator.css")),
            "/simulator.js" => Response::new("text/javascript", include_str!("../../simulator/simulator.js")),
            "/control" => {
                let (sender, receiver) = channel();
                self.with_page(request.get("instance"), |p| p.control = Some(sender));
                Response::socket(request, receiver)
            }
            "/bye" => {
                self.with_page(request.get("instance"), |p| {
                    p.gone = true;
                    p.control = None;
                });
                Response::new("text/plain", "").status(204)
            }
            "/fired" | "/received" => match self.keep(request) {
                Ok(()) => Response::new("text/plain", "").status(204),
                Err(e) => Response::new("text/plain", e.to_string()).status(400),
            },
            _ => Response::new("text/plain", "not here").status(404),
        };
        // For a sandboxed page this origin's own scripts are cross-origin, and under COEP they must say that they may
        // load.
        response
            .header("Access-Control-Allow-Origin", "*")
            .header("Cross-Origin-Resource-Policy", "cross-origin")
    }

    fn is_logged_out(&self, request: &Request) -> bool {
        let state = lock(&self.state);
        let cookies = request.headers.get("cookie").map_or("", String::as_str);
        let has = |session: &String| cookies.split("; ").any(|c| c == format!("{SESSION}={session}"));
        state.session.as_ref().is_some_and(|session| !has(session))
    }

    /// Accepts any user and password.
    fn log_in(&self, request: &Request) -> Response {
        let session = lock(&self.state).session.clone().unwrap_or_default();
        Response::html("")
            .status(302)
            .header(
                "Set-Cookie",
                &format!("{SESSION}={session}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax"),
            )
            .header("Location", &format!("/?{}", request.target.split_once('?').map_or("", |t| t.1)))
    }

    fn page(&self, request: &Request) -> Response {
        let label = match request.get("label") {
            "" => "main",
            label => label,
        };
        let mut state = lock(&self.state);
        state.last += 1;
        let instance = state.last;
        // A request that only checks whether uContact answers gets the page, and runs nothing of it.
        if runs(request) {
            state.pages.push(Page { instance, label: label.into(), control: None, gone: false });
        }
        let mut auto: Vec<Value> = match serde_json::from_str(request.get("auto")) {
            Ok(Value::Array(list)) => list,
            Ok(message) => vec![message],
            Err(_) => vec![],
        };
        if request.get("replay") == "1" {
            auto.extend(state.fired.iter().filter(|f| f.label == label).map(|f| f.message.clone()));
        }
        drop(state);
        let options = json!({
            "instance": instance,
            "label": label,
            "auto": auto,
            "answer": request.get("answer").parse::<u32>().ok(),
            "to": request.get("to"),
        });
        // `<` is written as an escape so that no value can end the script.
        let options = options.to_string().replace('<', "\\u003c");
        let html = fill(include_str!("../../simulator/simulator.html"), &[("options", &options)]);
        let mut response = Response::html(html);
        response.delay = Duration::from_millis(request.get("delay").parse().unwrap_or(0));
        for (key, name, before) in [
            ("fa", "Content-Security-Policy", "frame-ancestors "),
            ("xfo", "X-Frame-Options", ""),
            ("cookie", "Set-Cookie", ""),
        ] {
            let value = request.get(key);
            if !value.is_empty() && !value.contains(['\r', '\n']) {
                response = response.header(name, &format!("{before}{value}"));
            }
        }
        if request.get("coep") == "1" {
            response = response.header("Cross-Origin-Embedder-Policy", "require-corp");
        }
        response
    }

    fn with_page(&self, instance: &str, change: impl FnOnce(&mut Page)) {
        let mut state = lock(&self.state);
        if let Some(page) = state.pages.iter_mut().find(|p| p.instance.to_string() == instance) {
            change(page);
        }
        drop(state);
        self.changed.notify_all();
    }

    fn keep(&self, request: &Request) -> Result<()> {
        let body: Value = serde_json::from_slice(&request.body)?;
        let instance = body["instance"].as_u64().context("no instance")?;
        let mut state = lock(&self.state);
        let label = state
            .pages
            .iter()
            .find(|p| p.instance == instance)
            .map(|p| p.label.clone())
            .with_context(|| format!("no page {instance}"))?;
        if request.path == "/fired" {
            state.fired.push(Fired {
                instance,
                label,
                message: body["message"].clone(),
                at: body["at"].as_f64().context("no time")?,
                seq: body["seq"].as_u64(),
            });
        } else {
            state.received.push(Received {
                instance,
                label,
                origin: body["origin"].as_str().context("no origin")?.into(),
                data: body["data"].clone(),
                from_embedder: body["fromEmbedder"] == true,
                order: body["order"].as_u64().unwrap_or(0),
            });
        }
        drop(state);
        self.changed.notify_all();
        Ok(())
    }
}

fn login_page(request: &Request) -> Response {
    let query = request.target.split_once('?').map_or("", |target| target.1);
    let page = Response::html(fill(include_str!("../../simulator/login.html"), &[("query", &escape(query))]));
    match request.get("guests") {
        "" => page,
        value => page.header("X-Frame-Options", value),
    }
}

/// Whether what is requested will run, and is not only checked.
fn runs(request: &Request) -> bool {
    request.headers.get("sec-fetch-dest").is_none_or(|dest| dest != "empty")
}
