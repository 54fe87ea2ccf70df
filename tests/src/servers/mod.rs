//! A small HTTP/1.1 server for the loopback: threads, keep-alive, WebSockets that only send, and a log of what
//! arrived when.
//!
//! It serves browsers that we start ourselves, so it does what those need and nothing more.

mod text;
mod wire;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};
use std::collections::BTreeMap;
use std::io::{BufReader, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
pub use text::{decode, encode, escape, fill, make_query, parse_query};
use wire::{read_request, speak};

/// Milliseconds since the Unix epoch, with fractions: the same clock as `performance.timeOrigin + performance.now()`.
pub fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}

/// Locks a mutex even if a thread panicked while it held it: the servers' data stay readable for the report.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path as sent, still percent-encoded, without the query.
    pub path: String,
    /// The query, decoded.
    pub query: BTreeMap<String, String>,
    /// Path and query as sent.
    pub target: String,
    /// Header names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
    /// When its request line had arrived, in milliseconds since the Unix epoch.
    pub at: f64,
}

impl Request {
    /// A value of the query, or `""`.
    pub fn get(&self, key: &str) -> &str {
        self.query.get(key).map_or("", String::as_str)
    }

    /// Whether the browser asked for a whole page: a tab's navigation, not a frame's and not a script's.
    pub fn is_navigation(&self) -> bool {
        self.headers.get("sec-fetch-dest").is_some_and(|d| d == "document")
    }
}

/// What a handler answers.
#[derive(Debug)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers, besides length and connection.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// Wait this long before answering.
    pub delay: Duration,
}

/// A response's body.
#[derive(Debug)]
pub enum Body {
    /// All of it.
    Bytes(Vec<u8>),
    /// The first half, with the length of the whole; then nothing more is sent.
    Half(Vec<u8>, Then),
    /// A WebSocket that sends each text received, until the other end is dropped or the browser leaves. (An event
    /// stream would do, but a browser keeps only six connections to a host, and each page of the simulator holds
    /// one.)
    Socket(Receiver<String>),
}

/// What follows after half an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Silence, until the other end gives up.
    Silence,
    /// The connection is cut.
    Cut,
}

impl Response {
    /// A 200 of this type.
    pub fn new(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: vec![], body: Body::Bytes(body.into()), delay: Duration::ZERO }
            .header("Content-Type", content_type)
            .header("Cache-Control", "no-store")
    }

    /// A page.
    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::new("text/html; charset=utf-8", body)
    }

    /// A WebSocket, for a request that asked for one. It only sends; what the page sends is not read.
    pub fn socket(request: &Request, texts: Receiver<String>) -> Self {
        let key = request.headers.get("sec-websocket-key").map_or("", String::as_str);
        let accept = STANDARD.encode(Sha1::digest(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        Self { status: 101, headers: vec![], body: Body::Socket(texts), delay: Duration::ZERO }
            .header("Upgrade", "websocket")
            .header("Connection", "Upgrade")
            .header("Sec-WebSocket-Accept", &accept)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Changes the status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

type Handler = dyn Fn(&Request) -> Response + Send + Sync;

#[derive(Default)]
struct Log {
    requests: Mutex<Vec<Request>>,
    arrived: Condvar,
}

/// A running server; it stops when dropped.
pub struct Server {
    port: u16,
    stop: Arc<AtomicBool>,
    log: Arc<Log>,
}

impl Server {
    /// Listens on a free port of 127.0.0.1, and of `[::1]` too if there is one: browsers try that first for
    /// `localhost`, and no other program may answer there.
    pub fn start(handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Result<Self> {
        let handler: Arc<Handler> = Arc::new(handler);
        let stop = Arc::new(AtomicBool::new(false));
        let log = Arc::new(Log::default());
        let (v4, v6) = bind()?;
        let port = v4.local_addr()?.port();
        for listener in [Some(v4), v6].into_iter().flatten() {
            let (handler, stop, log) = (handler.clone(), stop.clone(), log.clone());
            std::thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    let (handler, log) = (handler.clone(), log.clone());
                    // A browser that leaves in the middle is not an error of the test.
                    std::thread::spawn(move || serve(stream, &*handler, &log).ok());
                }
            });
        }
        Ok(Self { port, stop, log })
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Every request so far, in order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.log.requests).clone()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        lock(&self.log.requests).clear();
    }

    /// The first logged request that `wanted` accepts; waits up to `limit`.
    pub fn wait_request(
        &self,
        limit: Duration,
        what: &str,
        wanted: impl Fn(&Request) -> bool,
    ) -> Result<Request> {
        let deadline = Instant::now() + limit;
        let mut requests = lock(&self.log.requests);
        loop {
            if let Some(found) = requests.iter().find(|r| wanted(r)) {
                return Ok(found.clone());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                bail!("no request for {what} within {limit:?}");
            }
            requests =
                self.log.arrived.wait_timeout(requests, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the listeners, which then notice that they should stop.
        for ip in [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()] {
            TcpStream::connect_timeout(&SocketAddr::new(ip, self.port), Duration::from_millis(200)).ok();
        }
    }
}

fn bind() -> Result<(TcpListener, Option<TcpListener>)> {
    for _ in 0..50 {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("listening on 127.0.0.1")?;
        match TcpListener::bind((Ipv6Addr::LOCALHOST, v4.local_addr()?.port())) {
            Ok(v6) => return Ok((v4, Some(v6))),
            Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => {}
            Err(_) => return Ok((v4, None)), // a machine without IPv6
        }
    }
    bail!("no port is free on both 127.0.0.1 and [::1]")
}

fn serve(stream: TcpStream, handler: &Handler, log: &Log) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    while let Some(request) = read_request(&mut reader)? {
        lock(&log.requests).push(request.clone());
        log.arrived.notify_all();
        let response = handler(&request);
        std::thread::sleep(response.delay); // what a test asked for with `delay=`: a slow server
        let mut head = format!("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
        for (name, value) in &response.headers {
            head += &format!("{name}: {value}\r\n");
        }
        match response.body {
            Body::Bytes(bytes) => {
                head += &format!("Content-Length: {}\r\n\r\n", bytes.len());
                let mut all = head.into_bytes();
                if request.method != "HEAD" {
                    all.extend(bytes);
                }
                writer.write_all(&all)?;
            }
            Body::Half(bytes, then) => {
                head += &format!("Content-Length: {}\r\n\r\n", bytes.len());
                writer.write_all(head.as_bytes())?;
                writer.write_all(&bytes[..bytes.len() / 2])?;
                if then == Then::Silence {
                    // Returns when the other end is gone.
                    std::io::copy(&mut reader, &mut std::io::sink())?;
                }
                return Ok(());
            }
            Body::Socket(texts) => {
                head += "\r\n";
                writer.write_all(head.as_bytes())?;
                return speak(&mut writer, &texts);
            }
        }
    }
    Ok(())
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        101 => "Switching Protocols",
        204 => "No Content",
        302 => "Found",
        404 => "Not Found",
        _ => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn requests_are_logged_with_their_time() {
        let server = Server::start(|r| Response::html(r.get("q").to_owned())).unwrap();
        let before = now_ms();
        let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        stream.write_all(b"GET /x?q=1%2B1 HTTP/1.1\r\nHost: x\r\nSec-Fetch-Dest: document\r\n\r\n").unwrap();
        let got = server.wait_request(Duration::from_secs(5), "/x", |r| r.path == "/x").unwrap();
        assert!(got.is_navigation() && got.get("q") == "1+1" && got.at >= before);
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\n1+1"), "{answer}");
    }
}
