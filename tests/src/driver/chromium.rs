//! Chromium by chromedriver.

use super::process::{Process, Scratch, command, find_binary, free_port};
use super::webdriver::{WebDriver, is_gone, write_picture};
use super::{Browser, ConsoleLine, Kind, Options, Tab, TabInfo, eventually, in_async};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::path::Path;
use std::time::{Duration, Instant};

/// What keeps Chromium quiet on a closed network, and makes it work as root in a container.
const FLAGS: [&str; 11] = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-search-engine-choice-screen",
    "--window-size=1280,860",
    "--enable-logging",
    "--use-fake-device-for-media-stream",
];

/// Makes the extension's hidden page note when the worker stops.
const WITNESS: &str = "
    document.body.dataset.worker = 'there';
    window.witness = browser.runtime.connect({name: 'witness'});
    window.witness.onDisconnect.addListener(() => { document.body.dataset.worker = 'gone'; });";

/// How long a worker may take to stop before it is told again.
const AGAIN: Duration = Duration::from_secs(3);

/// A running Chromium. The fields are dropped in order: the session quits the browser, then the driver ends, then the
/// profile is removed.
pub struct Chromium {
    driver: WebDriver,
    /// An empty tab that stays open: it keeps the window alive.
    home: String,
    extension: Option<String>,
    /// The hidden page of the extension that [`Browser::in_extension`] uses.
    extension_page: RefCell<Option<String>>,
    console_from: Cell<usize>,
    _process: Process,
    scratch: Scratch,
}

impl Chromium {
    /// Starts it.
    pub fn launch(options: &Options) -> Result<Self> {
        let chromium = find_binary(&["chromium", "google-chrome", "chrome"])?;
        let chromedriver = find_binary(&["chromedriver"])?;
        let scratch = Scratch::new("chromium")?;
        let port = free_port()?;
        let mut args: Vec<String> = FLAGS.iter().map(|f| (*f).to_owned()).collect();
        let profile = options.profile.clone().unwrap_or_else(|| scratch.path().join("profile"));
        args.push(format!("--user-data-dir={}", profile.display()));
        args.push(format!("--log-file={}", scratch.path().join("chromium.log").display()));
        if !options.headed {
            args.push("--headless=new".into());
        }
        if let Some(extension) = &options.extension {
            if !extension.join("manifest.json").is_file() {
                bail!("there is no extension in {}: build it first", extension.display());
            }
            args.push(format!("--load-extension={}", extension.display()));
        }
        let place = match chromium.file_name().and_then(|name| name.to_str()) {
            Some("chromium") => "/etc/chromium/policies/managed",
            _ => "/etc/opt/chrome/policies/managed",
        };
        let process = Process::start(
            command(&chromedriver, options, place)?.arg(format!("--port={port}")),
            &scratch.path().join("chromedriver.log"),
        )?;
        let driver = WebDriver::connect(
            port,
            &json!({"browserName": "chrome", "goog:chromeOptions": {
                "binary": chromium, "args": args,
                // An extension's pages count as windows of the session.
                "enableExtensionTargets": true,
            }}),
            &options.prompts(),
        )?;
        let home = own_window(&driver)?;
        driver.post("/url", &json!({"url": "chrome://extensions"}))?;
        // Without developer mode an unpacked extension does not come back after a reload.
        driver.execute(
            "return chrome.developerPrivate.updateProfileConfiguration({inDeveloperMode: true})",
            &[],
        )?;
        let extension = match &options.extension {
            None => None,
            Some(folder) => Some(eventually(Duration::from_secs(10), "the extension to be loaded", || {
                let list = driver.execute("return chrome.developerPrivate.getExtensionsInfo({})", &[])?;
                let found = list.as_array().into_iter().flatten().find(|e| {
                    e["location"] == "UNPACKED"
                        || e["path"].as_str().is_some_and(|p| Path::new(p) == folder.as_path())
                });
                Ok(found.and_then(|e| e["id"].as_str().map(str::to_owned)))
            })?),
        };
        driver.post("/url", &json!({"url": "about:blank"}))?;
        Ok(Self {
            driver,
            home,
            extension,
            extension_page: RefCell::default(),
            console_from: Cell::new(0),
            _process: process,
            scratch,
        })
    }

    /// A command of the DevTools protocol on the current window.
    fn cdp(&self, command: &str, params: &Value) -> Result<Value> {
        self.driver
            .post("/goog/cdp/execute", &json!({"cmd": command, "params": params}))
            .with_context(|| format!("{command} {params}"))
    }

    /// What is open. If there is a hidden page it is asked, because chromedriver brings a tab that it switches to to
    /// the front.
    fn targets(&self) -> Result<Vec<Value>> {
        match self.extension {
            Some(_) => self.switch_to_extension()?,
            None => self.driver.switch_to(&self.home)?,
        }
        let answer = self.cdp("Target.getTargets", &json!({}))?;
        Ok(answer["targetInfos"].as_array().cloned().unwrap_or_default())
    }

    fn extension_id(&self) -> Result<&str> {
        self.extension.as_deref().context("no extension is loaded")
    }

    fn workers(&self) -> Result<Vec<String>> {
        let origin = self.extension_origin()?;
        Ok(self
            .targets()?
            .iter()
            .filter(|t| {
                t["type"] == "service_worker" && t["url"].as_str().is_some_and(|u| u.starts_with(&origin))
            })
            .filter_map(|t| t["targetId"].as_str().map(str::to_owned))
            .collect())
    }

    /// Runs a statement in the worker, with `tab`, the one at an address; the worker must run.
    fn in_worker(&self, statement: &str, url: &str) -> Result<()> {
        let worker = self.workers()?.pop().context("the worker does not run")?;
        let attached = self.cdp("Target.attachToTarget", &json!({"targetId": worker, "flatten": false}))?;
        let script = format!(
            "browser.tabs.query({{}}).then((all) => {{ const tab = all.find((tab) => tab.url === {}); {statement}; }})",
            json!(url)
        );
        let evaluate = json!({"id": 1, "method": "Runtime.evaluate", "params": {"expression": script}});
        let message = json!({"sessionId": attached["sessionId"], "message": evaluate.to_string()});
        self.cdp("Target.sendMessageToTarget", &message).map(drop)
    }

    /// Makes the extension's hidden page current, and opens it if there is none.
    fn switch_to_extension(&self) -> Result<()> {
        if let Some(handle) = self.extension_page.borrow().as_ref() {
            match self.driver.switch_to(handle) {
                Ok(()) => return Ok(()),
                Err(e) if is_gone(&e) => {}
                Err(e) => return Err(e),
            }
        }
        self.driver.switch_to(&self.home)?;
        let url = format!("{}/manifest.json", self.extension_origin()?);
        let made = self.cdp("Target.createTarget", &json!({"url": url, "hidden": true}))?;
        let handle = made["targetId"].as_str().context("no target")?.to_owned();
        eventually(Duration::from_secs(10), "the extension's page", || {
            self.driver.switch_to(&handle)?;
            let ready =
                self.driver.execute("return document.readyState === 'complete' && typeof browser", &[])?;
            Ok((ready == "object").then_some(()))
        })?;
        *self.extension_page.borrow_mut() = Some(handle);
        Ok(())
    }

    fn log(&self) -> String {
        let bytes = std::fs::read(self.scratch.path().join("chromium.log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Switches to the window that chromedriver opened, and returns it. By then the extension's first-run page may be
/// open in front, and could be mistaken for the session's window.
fn own_window(driver: &WebDriver) -> Result<String> {
    let current = driver.get("/window")?;
    let current = current.as_str().context("no window")?;
    let others = driver.handles()?;
    for handle in std::iter::once(current).chain(others.iter().map(String::as_str)) {
        driver.switch_to(handle)?;
        if !driver.get("/url")?.as_str().is_some_and(|url| url.starts_with("chrome-extension:")) {
            return Ok(handle.to_owned());
        }
    }
    bail!("every window is the extension's: {current}, {others:?}")
}

impl Browser for Chromium {
    fn kind(&self) -> Kind {
        Kind::Chromium
    }

    fn open(&self, url: &str) -> Result<Tab> {
        self.driver.switch_to(&self.home)?;
        let made = self.driver.post("/window/new", &json!({"type": "tab"}))?;
        let tab = Tab(made["handle"].as_str().context("no handle")?.to_owned());
        self.activate(&tab)?;
        self.navigate(&tab, url)?;
        Ok(tab)
    }

    fn navigate(&self, tab: &Tab, url: &str) -> Result<()> {
        self.driver.switch_to(&tab.0)?;
        self.driver.post("/url", &json!({"url": url})).with_context(|| format!("opening {url}")).map(drop)
    }

    fn activate(&self, tab: &Tab) -> Result<()> {
        self.driver.switch_to(&tab.0)?;
        self.cdp("Page.bringToFront", &json!({})).map(drop)
    }

    fn close(&self, tab: &Tab) -> Result<()> {
        self.driver.switch_to(&tab.0)?;
        self.driver.delete("/window").map(drop)
    }

    fn tabs(&self) -> Result<Vec<TabInfo>> {
        Ok(self
            .targets()?
            .iter()
            .filter(|t| t["type"] == "page" && t["targetId"] != self.home.as_str())
            .filter_map(|t| {
                Some(TabInfo { tab: Tab(t["targetId"].as_str()?.into()), url: t["url"].as_str()?.into() })
            })
            .collect())
    }

    fn eval(&self, tab: &Tab, script: &str, args: &[Value]) -> Result<Value> {
        self.driver.switch_to(&tab.0)?;
        self.driver.execute(&in_async(script), args)
    }

    fn click(&self, tab: &Tab, selector: &str) -> Result<()> {
        self.activate(tab)?;
        let element = self.driver.find(selector)?;
        self.driver
            .post(&format!("/element/{element}/click"), &json!({}))
            .with_context(|| format!("clicking {selector}"))
            .map(drop)
    }

    fn type_into(&self, tab: &Tab, selector: &str, text: &str) -> Result<()> {
        self.activate(tab)?;
        let element = self.driver.find(selector)?;
        self.driver
            .post(&format!("/element/{element}/value"), &json!({"text": text}))
            .with_context(|| format!("typing into {selector}"))
            .map(drop)
    }

    fn input(&self, tab: &Tab, actions: &Value) -> Result<()> {
        self.activate(tab)?;
        self.driver.post("/actions", &json!({"actions": actions})).map(drop)
    }

    fn is_asking(&self, tab: &Tab) -> Result<bool> {
        self.driver.switch_to(&tab.0)?;
        self.driver.has_prompt()
    }

    fn answer(&self, tab: &Tab, leave: bool) -> Result<()> {
        self.driver.switch_to(&tab.0)?;
        self.driver.answer_prompt(leave)
    }

    fn in_extension(&self, script: &str, args: &[Value]) -> Result<Value> {
        self.switch_to_extension()?;
        self.driver.execute(&in_async(script), args)
    }

    fn close_extension_page(&self) -> Result<()> {
        if let Some(handle) = self.extension_page.borrow_mut().take() {
            self.driver.switch_to(&self.home)?;
            self.cdp("Target.closeTarget", &json!({"targetId": handle})).ok();
        }
        Ok(())
    }

    fn extension_origin(&self) -> Result<String> {
        Ok(format!("chrome-extension://{}", self.extension_id()?))
    }

    fn open_side(&self) -> Result<()> {
        // In headless mode the frontmost window may not be one of ours.
        let window = self.in_extension(
            "const windows = await browser.windows.getAll({windowTypes: ['normal']}); \
             return Math.max(...windows.map((window) => window.id));",
            &[],
        )?;
        let call = format!("browser.sidePanel.open({{windowId: {window}}}).then(() => true)");
        let opened = self.cdp(
            "Runtime.evaluate",
            &json!({"expression": call, "userGesture": true, "awaitPromise": true, "returnByValue": true}),
        )?;
        if opened["result"]["value"] != true {
            bail!("the side panel was not opened: {opened}");
        }
        Ok(())
    }

    fn close_side(&self) -> Result<()> {
        let script = "for (const window of await browser.windows.getAll({windowTypes: ['normal']})) \
                      await browser.sidePanel.close({windowId: window.id}).catch(() => {});";
        self.in_extension(script, &[]).map(drop)
    }

    fn background_alive(&self) -> Result<bool> {
        Ok(!self.workers()?.is_empty())
    }

    fn kill_background(&self) -> Result<()> {
        if self.workers()?.is_empty() {
            return Ok(());
        }
        // A page that follows the desk starts the worker again at once, and the new worker keeps its target's id.
        // Only the end of a connection shows that the worker has stopped.
        self.in_extension(WITNESS, &[])?;
        let mut told: Option<Instant> = None;
        // Chromium gives a busy worker seconds to stop by itself, on a loaded machine many. A worker that is just
        // being stopped because it was idle does not hear the first command, so it is told again.
        eventually(Duration::from_secs(40), "the worker to be gone", || {
            if told.is_none_or(|told| told.elapsed() > AGAIN) {
                told = Some(Instant::now());
                for worker in self.workers()? {
                    // The worker may stop between the two questions.
                    self.cdp("Target.closeTarget", &json!({"targetId": worker})).ok();
                }
            }
            Ok((self.in_extension("return document.body.dataset.worker", &[])? == "gone").then_some(()))
        })
    }

    fn press_shortcut(&self, command: &str, url: &str) -> Result<()> {
        self.in_worker(&format!("browser.commands.onCommand.dispatch({}, tab)", json!(command)), url)
    }

    fn choose_in_menu(&self, info: &Value, url: &str) -> Result<()> {
        self.in_worker(&format!("browser.contextMenus.onClicked.dispatch({info}, tab)"), url)
    }

    fn reload_extension(&self) -> Result<()> {
        self.driver.switch_to(&self.home)?;
        let id = json!(self.extension_id()?);
        self.extension_page.borrow_mut().take();
        // `chrome.developerPrivate` is available there.
        self.driver.post("/url", &json!({"url": "chrome://extensions"}))?;
        self.driver
            .execute("return chrome.developerPrivate.reload(arguments[0])", std::slice::from_ref(&id))?;
        eventually(Duration::from_secs(10), "the extension to be back", || {
            let info = self.driver.execute(
                "return chrome.developerPrivate.getExtensionInfo(arguments[0])",
                std::slice::from_ref(&id),
            )?;
            Ok((info["state"] == "ENABLED").then_some(()))
        })?;
        self.driver.post("/url", &json!({"url": "about:blank"})).map(drop)
    }

    fn offer_update(&self, _folder: &Path, _version: &str) -> Result<String> {
        bail!("Chromium takes no update of an unpacked extension")
    }

    fn update_waits(&self) -> Result<bool> {
        Ok(false)
    }

    fn reread_policies(&self) -> Result<()> {
        // Chromium watches the folder itself.
        Ok(())
    }

    fn console(&self) -> Result<Vec<ConsoleLine>> {
        let log = self.log();
        Ok(log
            .get(self.console_from.get()..)
            .unwrap_or("")
            .lines()
            .filter_map(|line| line.split_once(":CONSOLE:"))
            .map(|(_, text)| ConsoleLine {
                text: text
                    .trim_start_matches(|c: char| c.is_ascii_digit())
                    .trim_start_matches("] ")
                    .to_owned(),
            })
            .collect())
    }

    fn clear_console(&self) -> Result<()> {
        self.console_from.set(self.log().len());
        Ok(())
    }

    fn set_media(&self, origin: &str, medium: &str, state: &str) -> Result<()> {
        self.switch_to_extension()?;
        let permission = json!({"name": medium});
        self.cdp(
            "Browser.setPermission",
            &json!({"permission": permission, "setting": state, "origin": origin}),
        )
        .map(drop)
    }

    fn resize(&self, tab: &Tab, width: u32, height: u32) -> Result<()> {
        self.driver.switch_to(&tab.0)?;
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
        )
        .map(drop)
    }

    fn set_dark(&self, tab: &Tab, dark: bool) -> Result<()> {
        self.driver.switch_to(&tab.0)?;
        let value = if dark { "dark" } else { "light" };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": value}]});
        self.cdp("Emulation.setEmulatedMedia", &features).map(drop)
    }

    fn screenshot(&self, tab: &Tab, path: &Path) -> Result<()> {
        self.driver.switch_to(&tab.0)?;
        write_picture(&self.driver.get("/screenshot")?, path)
    }

    fn version(&self) -> String {
        self.driver.capabilities()["browserVersion"].as_str().unwrap_or("unknown").to_owned()
    }
}
