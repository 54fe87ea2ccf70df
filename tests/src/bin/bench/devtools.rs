//! Chromium through its DevTools protocol, without a driver in between, because a trace of the main thread needs
//! that. <https://chromedevtools.github.io/devtools-protocol/>

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tests::driver::{eventually, find_binary};

const LIMIT: Duration = Duration::from_secs(30);

/// A running headless Chromium with one extension. When it is dropped, the browser ends and its profile is removed.
pub struct Chromium {
    process: Child,
    profile: PathBuf,
    socket: BufReader<TcpStream>,
    last: u64,
    events: VecDeque<Value>,
}

impl Chromium {
    /// Starts it with a fresh profile in this folder.
    pub fn launch(extension: &Path, profile: PathBuf) -> Result<Self> {
        if profile.exists() {
            fs::remove_dir_all(&profile)?;
        }
        fs::create_dir_all(&profile)?;
        let process = Command::new(find_binary(&["chromium", "google-chrome", "chrome"])?)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            // `--load-extension` works for automation and developers only.
            .args(["--enable-automation", "--remote-debugging-port=0", "--window-size=1280,860"])
            .arg("--disable-features=DisableLoadExtensionCommandLineSwitch")
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(format!("--load-extension={}", extension.display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("starting Chromium")?;
        let socket = eventually(LIMIT, "Chromium's DevTools port", || {
            let Ok(text) = fs::read_to_string(profile.join("DevToolsActivePort")) else { return Ok(None) };
            let Some((port, path)) = text.trim().split_once('\n') else { return Ok(None) };
            connect(port.parse()?, path).map(Some)
        })?;
        Ok(Self { process, profile, socket, last: 0, events: VecDeque::new() })
    }

    /// Sends a command, to the browser or to a session with a target, and waits for its answer.
    pub fn call(&mut self, session: Option<&str>, method: &str, params: &Value) -> Result<Value> {
        self.last += 1;
        let id = self.last;
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.write(&message.to_string())?;
        loop {
            let mut message = self.read().with_context(|| format!("waiting for the answer to {method}"))?;
            if message["id"] == id {
                ensure!(message["error"].is_null(), "{method}: {}", message["error"]);
                return Ok(message["result"].take());
            }
            if message["method"].is_string() {
                self.events.push_back(message);
            }
        }
    }

    /// Forgets the events so far.
    pub fn forget_events(&mut self) {
        self.events.clear();
    }

    /// Waits for an event, and drops what came before it.
    pub fn wait_event(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        let deadline = Instant::now() + LIMIT;
        loop {
            while let Some(event) = self.events.pop_front() {
                if wanted(&event) {
                    return Ok(event);
                }
            }
            if Instant::now() > deadline {
                bail!("waited {LIMIT:?} for {what}");
            }
            let message = self.read().with_context(|| format!("waiting for {what}"))?;
            self.events.push_back(message);
        }
    }

    /// Opens a tab at this address and returns a session with it.
    pub fn open(&mut self, url: &str) -> Result<String> {
        let made = self.call(None, "Target.createTarget", &json!({"url": url}))?;
        let attached = self.call(
            None,
            "Target.attachToTarget",
            &json!({"targetId": made["targetId"], "flatten": true}),
        )?;
        Ok(attached["sessionId"].as_str().context("no session")?.to_owned())
    }

    /// Runs the body of an async function and returns what it returns.
    pub fn eval(&mut self, session: &str, body: &str) -> Result<Value> {
        let expression = format!("(async () => {{ {body} }})()");
        let params = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let mut answer = self.call(Some(session), "Runtime.evaluate", &params)?;
        ensure!(answer["exceptionDetails"].is_null(), "{body}: {}", answer["exceptionDetails"]);
        Ok(answer["result"]["value"].take())
    }

    /// A session with a page of the extension that has no code of its own.
    pub fn open_extension(&mut self) -> Result<String> {
        // Not `self` in the closure, because targets are asked for over the same socket.
        let deadline = Instant::now() + LIMIT;
        let origin = loop {
            let targets = self.call(None, "Target.getTargets", &json!({}))?;
            let worker = targets["targetInfos"].as_array().into_iter().flatten().find_map(|t| {
                let url = t["url"].as_str().filter(|_| t["type"] == "service_worker")?;
                url.strip_suffix("/background.js").map(str::to_owned)
            });
            match worker {
                Some(origin) => break origin,
                None if Instant::now() > deadline => bail!("the extension's worker did not start"),
                None => {}
            }
        };
        let session = self.open(&format!("{origin}/manifest.json"))?;
        loop {
            let ready = self.eval(&session, "return document.readyState === 'complete' && typeof browser")?;
            if ready == "object" {
                return Ok(session);
            }
            ensure!(Instant::now() < deadline, "the extension's page did not load");
        }
    }

    fn write(&mut self, text: &str) -> Result<()> {
        // RFC 6455, section 5.3: a client masks what it sends; a mask of zeros changes nothing.
        let mut frame = vec![0x81];
        match text.len() {
            short @ 0..126 => frame.push(0x80 | u8::try_from(short)?),
            middle @ 126..65_536 => {
                frame.push(0x80 | 126);
                frame.extend(u16::try_from(middle)?.to_be_bytes());
            }
            long => {
                frame.push(0x80 | 127);
                frame.extend((long as u64).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.socket.get_mut().write_all(&frame).context("Chromium went away")
    }

    fn read(&mut self) -> Result<Value> {
        let mut message = Vec::new();
        loop {
            let mut head = [0; 2];
            self.socket.read_exact(&mut head)?;
            let length = match head[1] & 0x7f {
                126 => {
                    let mut more = [0; 2];
                    self.socket.read_exact(&mut more)?;
                    u64::from(u16::from_be_bytes(more))
                }
                127 => {
                    let mut more = [0; 8];
                    self.socket.read_exact(&mut more)?;
                    u64::from_be_bytes(more)
                }
                short => u64::from(short),
            };
            let before = message.len();
            message.resize(before + usize::try_from(length)?, 0);
            self.socket.read_exact(&mut message[before..])?;
            match head[0] & 0x0f {
                0 | 1 => {}
                8 => bail!("Chromium closed the connection"),
                _ => message.truncate(before), // a ping: this connection is short enough without an answer
            }
            if head[0] & 0x80 != 0 && !message.is_empty() {
                return Ok(serde_json::from_slice(&message)?);
            }
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        self.write(&json!({"id": 0, "method": "Browser.close"}).to_string()).ok();
        let deadline = Instant::now() + Duration::from_secs(5);
        while Instant::now() < deadline && matches!(self.process.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        self.process.kill().ok();
        self.process.wait().ok();
        fs::remove_dir_all(&self.profile).ok();
    }
}

fn connect(port: u16, path: &str) -> Result<BufReader<TcpStream>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LIMIT))?;
    let key = STANDARD.encode([7; 16]);
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    ensure!(line.contains(" 101 "), "Chromium refused the connection: {}", line.trim());
    while line.trim() != "" {
        line.clear();
        reader.read_line(&mut line)?;
    }
    Ok(reader)
}
