//! A server in front of another one on this machine: it passes on the other's answers, whole or half.

use crate::servers::{Body, Request, Response, Server, Then, lock};
use anyhow::{Context, Result};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How a front passes on the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Whole.
    Whole,
    /// The head and half of the body; then what `Then` says.
    Half(Then),
}

/// A running front; it stops when dropped.
pub struct Front {
    server: Server,
    mood: Arc<Mutex<Mood>>,
}

impl Front {
    /// Starts one in front of the server on this port of 127.0.0.1.
    pub fn start(behind: u16) -> Result<Self> {
        let mood = Arc::new(Mutex::new(Mood::Whole));
        let now = mood.clone();
        let server = Server::start(move |request| {
            let mut response = ask(behind, request).unwrap_or_else(|e| {
                Response::new("text/plain", format!("the server behind: {e:#}")).status(502)
            });
            if let (Mood::Half(then), Body::Bytes(bytes)) = (*lock(&now), &mut response.body) {
                response.body = Body::Half(std::mem::take(bytes), then);
            }
            response
        })?;
        Ok(Self { server, mood })
    }

    /// Changes how answers are passed on from now on.
    pub fn set(&self, mood: Mood) {
        *lock(&self.mood) = mood;
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.server.port())
    }

    /// The server that browsers see.
    pub fn server(&self) -> &Server {
        &self.server
    }
}

/// Asks the server behind for the same, with the browser's cookies and accepted types.
fn ask(port: u16, request: &Request) -> Result<Response> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    // HTTP/1.0: the answer ends where its length says, or else when the connection ends.
    let mut head = format!(
        "{} {} HTTP/1.0\r\nHost: localhost:{port}\r\nConnection: close\r\n",
        request.method, request.target
    );
    for name in ["cookie", "accept", "accept-language", "x-requested-with"] {
        if let Some(value) = request.headers.get(name) {
            head += &format!("{name}: {value}\r\n");
        }
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    let mut bytes = Vec::new();
    let mut piece = [0; 16 * 1024];
    while !is_whole(&bytes) {
        match stream.read(&mut piece)? {
            0 => break,
            read => bytes.extend_from_slice(&piece[..read]),
        }
    }
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").context("an answer without a head")?;
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8_lossy(&bytes);
    let mut lines = head.trim_end().split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?.parse()?;
    let headers = lines.filter_map(|line| line.split_once(": "));
    // The headers of the connection are the front's own.
    let headers = headers.filter(|(name, _)| {
        !["content-length", "connection", "transfer-encoding"].contains(&name.to_ascii_lowercase().as_str())
    });
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Ok(Response { status, headers, body: Body::Bytes(body), delay: Duration::ZERO })
}

/// Whether the whole answer is there, if its head gives the length.
fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
    length.is_some_and(|length: usize| bytes.len() >= end + 4 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(port: u16) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(b"GET /x?q=1 HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\n\r\n").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn answers_are_passed_on_whole_or_half() {
        let behind = Server::start(|r| {
            let cookie = r.headers.get("cookie").cloned().unwrap_or_default();
            Response::html(format!("{} {cookie}", r.target)).status(404).header("X-Own", "1")
        })
        .unwrap();
        let front = Front::start(behind.port()).unwrap();
        let whole = get(front.server().port());
        assert!(whole.starts_with("HTTP/1.1 404") && whole.contains("X-Own: 1\r\n"), "{whole}");
        assert!(whole.ends_with("\r\n\r\n/x?q=1 a=b"), "{whole}");
        for then in [Then::Cut, Then::Silence] {
            front.set(Mood::Half(then));
            let half = get(front.server().port());
            assert!(half.contains("Content-Length: 10\r\n") && half.ends_with("\r\n\r\n/x?q="), "{half}");
        }
    }
}
