//! A thin, synchronous WebDriver client: <https://www.w3.org/TR/webdriver2/>.

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use ureq::Agent;

/// One session of a driver. When it is dropped, the session and its browser end.
pub struct WebDriver {
    agent: Agent,
    base: String,
    capabilities: Value,
}

/// What a driver said when it refused a command.
#[derive(Debug, Clone)]
pub struct Refused {
    /// WebDriver's error code, such as `no such window`.
    pub error: String,
    /// Its explanation.
    pub message: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.error, self.message.lines().next().unwrap_or(""))
    }
}

impl std::error::Error for Refused {}

impl WebDriver {
    /// Asks the driver on this port for a session with all of these capabilities.
    pub fn connect(port: u16, capabilities: &Value, more: &Value) -> Result<Self> {
        let agent: Agent = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(120)))
            .http_status_as_error(false)
            .build()
            .into();
        let base = format!("http://127.0.0.1:{port}");
        super::eventually(Duration::from_secs(20), "the driver to listen", || {
            let status = call(&agent, "GET", &format!("{base}/status"), None)?;
            Ok((status["ready"] == true).then_some(()))
        })?;
        let mut all = capabilities.clone();
        all.as_object_mut()
            .into_iter()
            .for_each(|all| all.extend(more.as_object().cloned().unwrap_or_default()));
        let body = json!({"capabilities": {"alwaysMatch": all}});
        let session =
            call(&agent, "POST", &format!("{base}/session"), Some(&body)).context("starting the browser")?;
        let id = session["sessionId"].as_str().context("a session without an id")?;
        let driver = Self {
            base: format!("{base}/session/{id}"),
            agent,
            capabilities: session["capabilities"].clone(),
        };
        driver.post("/timeouts", &json!({"script": 60_000, "pageLoad": 60_000}))?;
        Ok(driver)
    }

    /// The capabilities that the session really has.
    pub fn capabilities(&self) -> &Value {
        &self.capabilities
    }

    /// `POST` to a path of the session.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        call(&self.agent, "POST", &format!("{}{path}", self.base), Some(body))
    }

    /// `GET` from a path of the session.
    pub fn get(&self, path: &str) -> Result<Value> {
        call(&self.agent, "GET", &format!("{}{path}", self.base), None)
    }

    /// `DELETE` a path of the session.
    pub fn delete(&self, path: &str) -> Result<Value> {
        call(&self.agent, "DELETE", &format!("{}{path}", self.base), None)
    }

    /// Runs a function body in the current window and context; a promise is awaited.
    pub fn execute(&self, script: &str, args: &[Value]) -> Result<Value> {
        self.post("/execute/sync", &json!({"script": script, "args": args}))
    }

    /// The element that a CSS selector finds in the current window.
    pub fn find(&self, selector: &str) -> Result<String> {
        let found = self
            .post("/element", &json!({"using": "css selector", "value": selector}))
            .with_context(|| format!("looking for {selector}"))?;
        let id = found.as_object().and_then(|found| found.values().next()).and_then(Value::as_str);
        id.map(str::to_owned).context("an element without an id")
    }

    /// Whether the current window shows a dialog of the browser.
    pub fn has_prompt(&self) -> Result<bool> {
        match self.get("/alert/text") {
            Ok(_) => Ok(true),
            Err(e) if e.downcast_ref::<Refused>().is_some_and(|r| r.error == "no such alert") => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Answers that dialog.
    pub fn answer_prompt(&self, yes: bool) -> Result<()> {
        self.post(if yes { "/alert/accept" } else { "/alert/dismiss" }, &json!({})).map(drop)
    }

    /// The handles of all windows and tabs.
    pub fn handles(&self) -> Result<Vec<String>> {
        let list = self.get("/window/handles")?;
        Ok(list.as_array().into_iter().flatten().filter_map(|h| h.as_str().map(str::to_owned)).collect())
    }

    /// Makes a window current.
    pub fn switch_to(&self, handle: &str) -> Result<()> {
        self.post("/window", &json!({"handle": handle})).map(drop)
    }
}

impl Drop for WebDriver {
    fn drop(&mut self) {
        self.delete("").ok();
    }
}

fn call(agent: &Agent, method: &str, url: &str, body: Option<&Value>) -> Result<Value> {
    let mut response = match (method, body) {
        ("POST", body) => {
            let text = body.unwrap_or(&json!({})).to_string();
            agent.post(url).header("Content-Type", "application/json; charset=utf-8").send(text)
        }
        ("DELETE", _) => agent.delete(url).call(),
        _ => agent.get(url).call(),
    }
    .with_context(|| format!("{method} {url}"))?;
    let text = response.body_mut().with_config().limit(256 * 1024 * 1024).read_to_string()?;
    let mut answer: Value = serde_json::from_str(&text).with_context(|| format!("not JSON: {text:.200}"))?;
    let value = answer["value"].take();
    if let Some(error) = value["error"].as_str() {
        let message = value["message"].as_str().unwrap_or("").to_owned();
        bail!(Refused { error: error.into(), message });
    }
    Ok(value)
}

/// Whether an error means that the window is gone.
pub fn is_gone(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Refused>().is_some_and(|r| r.error == "no such window")
}

/// Writes a picture, which WebDriver delivers in base64, to a PNG file.
pub(super) fn write_picture(base64: &Value, path: &Path) -> Result<()> {
    let text = base64.as_str().context("no picture")?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, STANDARD.decode(text)?).with_context(|| format!("writing {}", path.display()))
}
