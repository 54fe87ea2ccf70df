//! Firefox by geckodriver.
//!
//! Everything runs in the browser's own context (`chrome`): there a `moz-extension:` page opens, the event page can
//! be ended, and a script runs in a tab without bringing that tab to the front, as WebDriver's own switching does.
//! The scripts share the helpers in `firefox.js`.

use super::process::{Process, Scratch, command, find_binary, free_port};
use super::webdriver::{Refused, WebDriver, write_picture};
use super::{Browser, ConsoleLine, Kind, Options, Tab, TabInfo, eventually, in_async};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::path::Path;
use std::time::Duration;

/// The window's size, in CSS pixels.
const SIZE: (u32, u32) = (1280, 940);

/// A running Firefox. The fields are dropped in order: the session quits the browser, then the driver ends, then the
/// profile is removed.
pub struct Firefox {
    driver: WebDriver,
    home: String,
    extension: Option<String>,
    extension_page: RefCell<Option<String>>,
    console_from: Cell<usize>,
    _process: Process,
    scratch: Scratch,
}

impl Firefox {
    /// Starts it.
    pub fn launch(options: &Options) -> Result<Self> {
        let firefox = find_binary(&["firefox-esr", "firefox"])?;
        let geckodriver = find_binary(&["geckodriver"])?;
        let scratch = Scratch::new("firefox")?;
        let port = free_port()?;
        let marionette = free_port()?;
        let process = Process::start(
            command(&geckodriver, options, "/etc/firefox/policies")?
                .args([format!("--port={port}"), format!("--marionette-port={marionette}")])
                .arg(format!("--websocket-port={}", free_port()?))
                .arg("--allow-system-access")
                .arg("--profile-root")
                .arg(scratch.path()),
            &scratch.path().join("firefox.log"),
        )?;
        let [width, height] = [SIZE.0, SIZE.1].map(|length| length.to_string());
        let size = ["-width", &width, "-height", &height];
        let mut args = [if options.headed { &[][..] } else { &["-headless"] }, &size].concat();
        let profile = options.profile.as_ref().map(|profile| profile.display().to_string());
        args.extend(profile.iter().flat_map(|profile| ["-profile", profile]));
        let driver = WebDriver::connect(
            port,
            &json!({"browserName": "firefox", "moz:firefoxOptions": {
                "binary": firefox,
                "args": args,
                "prefs": {
                    // The consoles of pages and extensions go to the log that `console` reads.
                    "devtools.console.stdout.content": true,
                    "devtools.console.stdout.chrome": false,
                    "browser.dom.window.dump.enabled": true,
                    "devtools.jsonview.enabled": false,
                    "dom.disable_open_during_load": false,
                    "media.navigator.streams.fake": true,
                    "privacy.reduceTimerPrecision": false,
                    "app.normandy.enabled": false,
                    "messaging-system.rsexperimentloader.enabled": false,
                    "browser.backup.enabled": false,
                    "extensions.getAddons.cache.enabled": false,
                    "extensions.openPopupWithoutUserGesture.enabled": options.popup,
                    "dom.disable_beforeunload": !options.asks,
                    // What a temporary add-on stored is kept for its return, as for an installed one.
                    "extensions.webextensions.keepStorageOnUninstall": options.profile.is_some(),
                    "extensions.webextensions.keepUuidOnUninstall": options.profile.is_some(),
                },
            }}),
            &options.prompts(),
        )?;
        driver.post("/moz/context", &json!({"context": "chrome"}))?;
        let mut firefox = Self {
            driver,
            home: String::new(),
            extension: None,
            extension_page: RefCell::default(),
            console_from: Cell::new(0),
            _process: process,
            scratch,
        };
        // Before the extension comes, whose first-run page takes the front.
        firefox.home = firefox.chrome_text("return id(gBrowser.selectedTab)", &[])?;
        if let Some(folder) = &options.extension {
            let id = firefox
                .driver
                .post("/moz/addon/install", &json!({"path": folder, "temporary": true}))
                .with_context(|| format!("installing {}", folder.display()))?;
            firefox.extension = Some(id.as_str().context("no id")?.to_owned());
        }
        Ok(firefox)
    }

    /// Runs a function body in the browser's own context, with the helpers of `firefox.js`.
    fn chrome(&self, script: &str, args: &[Value]) -> Result<Value> {
        let script = format!(
            "{}\nreturn (async (...args) => {{ {script} }})(...arguments);",
            include_str!("firefox.js")
        );
        self.driver.execute(&script, args)
    }

    fn chrome_text(&self, script: &str, args: &[Value]) -> Result<String> {
        let value = self.chrome(script, args)?;
        value.as_str().map(str::to_owned).with_context(|| format!("not a text: {value}"))
    }

    fn extension_id(&self) -> Result<Value> {
        self.extension.as_deref().map(|id| json!(id)).context("no extension is loaded")
    }

    fn run_in(&self, tab: &str, script: &str, args: &[Value]) -> Result<Value> {
        let text = self.chrome_text(
            "return runIn(args[0], args[1], args[2])",
            &[json!(tab), json!(in_async(script)), json!(args)],
        )?;
        let mut answer: Value = serde_json::from_str(&text)?;
        if let Some(error) = answer["error"].as_str() {
            bail!("{error}");
        }
        Ok(answer["value"].take())
    }

    /// Does something in a tab's own context.
    fn in_page<T>(&self, tab: &Tab, act: impl FnOnce() -> Result<T>) -> Result<T> {
        let handle = self.chrome_text("return handle(args[0])", &[json!(tab.0)])?;
        self.driver.post("/moz/context", &json!({"context": "content"}))?;
        let done = self.driver.switch_to(&handle).and_then(|()| act());
        self.driver.post("/moz/context", &json!({"context": "chrome"}))?;
        done
    }

    fn add_tab(&self, url: &str, front: bool) -> Result<String> {
        self.chrome_text(
            "return addTab(args[0], args[1], args[2])",
            &[json!(url), json!(front), json!(self.home)],
        )
        .with_context(|| format!("opening {url}"))
    }

    fn log(&self) -> String {
        let bytes = std::fs::read(self.scratch.path().join("firefox.log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Browser for Firefox {
    fn kind(&self) -> Kind {
        Kind::Firefox
    }

    fn open(&self, url: &str) -> Result<Tab> {
        self.add_tab(url, true).map(Tab)
    }

    fn navigate(&self, tab: &Tab, url: &str) -> Result<()> {
        self.chrome("return load(tabOf(args[0]), args[1])", &[json!(tab.0), json!(url)])
            .with_context(|| format!("opening {url}"))
            .map(drop)
    }

    fn activate(&self, tab: &Tab) -> Result<()> {
        self.chrome("const tab = tabOf(args[0]); win(tab).gBrowser.selectedTab = tab;", &[json!(tab.0)])
            .map(drop)
    }

    fn close(&self, tab: &Tab) -> Result<()> {
        self.chrome("closeTab(args[0])", &[json!(tab.0)]).map(drop)
    }

    fn tabs(&self) -> Result<Vec<TabInfo>> {
        let hidden = [Some(self.home.clone()), self.extension_page.borrow().clone()];
        let list = self.chrome("return tabs().map((t) => [id(t), t.linkedBrowser.currentURI.spec])", &[])?;
        Ok(list
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|t| Some(TabInfo { tab: Tab(t[0].as_str()?.into()), url: t[1].as_str()?.into() }))
            .filter(|t| !hidden.iter().flatten().any(|h| *h == t.tab.0))
            .collect())
    }

    fn eval(&self, tab: &Tab, script: &str, args: &[Value]) -> Result<Value> {
        self.run_in(&tab.0, script, args)
    }

    fn click(&self, tab: &Tab, selector: &str) -> Result<()> {
        self.activate(tab)?;
        self.chrome("await click(args[0], args[1])", &[json!(tab.0), json!(selector)])
            .with_context(|| format!("clicking {selector}"))
            .map(drop)
    }

    fn type_into(&self, tab: &Tab, selector: &str, text: &str) -> Result<()> {
        self.activate(tab)?;
        self.chrome(
            "await typeInto(args[0], args[1], args[2])",
            &[json!(tab.0), json!(selector), json!(text)],
        )
        .with_context(|| format!("typing into {selector}"))
        .map(drop)
    }

    fn input(&self, tab: &Tab, actions: &Value) -> Result<()> {
        self.activate(tab)?;
        self.in_page(tab, || self.driver.post("/actions", &json!({"actions": actions})).map(drop))
    }

    fn come_home(&self) -> Result<()> {
        // `resize` makes the window smaller.
        let script = "win(tabOf(args[0])).resizeTo(args[1], args[2]); return handle(args[0])";
        let home = self.chrome_text(script, &[json!(self.home), json!(SIZE.0), json!(SIZE.1)])?;
        self.driver.switch_to(&home)
    }

    fn is_asking(&self, tab: &Tab) -> Result<bool> {
        // No script runs while the question is open, not even the one that finds the tab.
        match self.in_page(tab, || self.driver.has_prompt()) {
            Err(e) if e.downcast_ref::<Refused>().is_some_and(|r| r.error == "unexpected alert open") => {
                Ok(true)
            }
            known => known,
        }
    }

    fn answer(&self, _: &Tab, leave: bool) -> Result<()> {
        self.driver.answer_prompt(leave)
    }

    fn in_extension(&self, script: &str, args: &[Value]) -> Result<Value> {
        let known = self.extension_page.borrow().clone();
        let page = match known {
            Some(page) if self.chrome("return !!find(args[0])", &[json!(page)])? == true => page,
            _ => {
                let page = self.add_tab(&format!("{}/manifest.json", self.extension_origin()?), false)?;
                *self.extension_page.borrow_mut() = Some(page.clone());
                page
            }
        };
        self.run_in(&page, script, args)
    }

    fn close_extension_page(&self) -> Result<()> {
        match self.extension_page.borrow_mut().take() {
            Some(page) => self.chrome("if (find(args[0])) closeTab(args[0])", &[json!(page)]).map(drop),
            None => Ok(()),
        }
    }

    fn extension_origin(&self) -> Result<String> {
        let host = self.chrome_text(
            "return WebExtensionPolicy.getByID(args[0]).mozExtensionHostname",
            &[self.extension_id()?],
        )?;
        Ok(format!("moz-extension://{host}"))
    }

    fn open_side(&self) -> Result<()> {
        self.chrome("await openSide(args[0])", &[self.extension_id()?]).map(drop)
    }

    fn close_side(&self) -> Result<()> {
        self.chrome("closeSide()", &[]).map(drop)
    }

    fn background_alive(&self) -> Result<bool> {
        Ok(self.chrome("return extension(args[0]).backgroundState", &[self.extension_id()?])? == "running")
    }

    fn press_shortcut(&self, command: &str, url: &str) -> Result<()> {
        let args = [self.extension_id()?, json!(command), json!(url)];
        self.chrome("pressShortcut(args[0], args[1], args[2])", &args).map(drop)
    }

    fn choose_in_menu(&self, info: &Value, url: &str) -> Result<()> {
        let args = [self.extension_id()?, info.clone(), json!(url)];
        self.chrome("chooseInMenu(args[0], args[1], args[2])", &args).map(drop)
    }

    fn kill_background(&self) -> Result<()> {
        let id = self.extension_id()?;
        // An event page that is still starting cannot be ended; it can as soon as it runs.
        eventually(Duration::from_secs(10), "the event page to be gone", || {
            let state = self.chrome("return endBackground(args[0])", std::slice::from_ref(&id))?;
            Ok((state == "stopped").then_some(()))
        })
    }

    fn reload_extension(&self) -> Result<()> {
        self.close_extension_page()?;
        self.chrome(
            "const addon = await AddonManager.getAddonByID(args[0]); await addon.reload();",
            &[self.extension_id()?],
        )?;
        let id = self.extension_id()?;
        eventually(Duration::from_secs(10), "the extension to be back", || {
            Ok((self
                .chrome("return !!WebExtensionPolicy.getByID(args[0])?.active", std::slice::from_ref(&id))?
                == true)
                .then_some(()))
        })
    }

    fn offer_update(&self, folder: &Path, version: &str) -> Result<String> {
        let args = [json!(folder), json!(version)];
        self.chrome_text("return offerUpdate(args[0], args[1])", &args)
    }

    fn update_waits(&self) -> Result<bool> {
        Ok(self.chrome("return updateWaits(args[0])", &[self.extension_id()?])? == true)
    }

    /// Firefox reads its policies when it starts, and those of an extension when that extension starts. This runs the
    /// steps of both starts; a real restart would lose the temporary add-on.
    fn reread_policies(&self) -> Result<()> {
        self.chrome(
            "const done = new Promise((resolve) => { const topic = 'EnterprisePolicies:AllPoliciesApplied'; \
               const observer = () => { Services.obs.removeObserver(observer, topic); resolve(); }; \
               Services.obs.addObserver(observer, topic); }); \
             Services.obs.notifyObservers(null, 'EnterprisePolicies:Restart'); await done;",
            &[],
        )?;
        self.reload_extension()
    }

    fn console(&self) -> Result<Vec<ConsoleLine>> {
        let log = self.log();
        Ok(log
            .get(self.console_from.get()..)
            .unwrap_or("")
            .lines()
            .filter(|line| is_of_a_page(line))
            .map(|l| ConsoleLine { text: l.to_owned() })
            .collect())
    }

    fn clear_console(&self) -> Result<()> {
        self.console_from.set(self.log().len());
        Ok(())
    }

    fn set_media(&self, origin: &str, medium: &str, state: &str) -> Result<()> {
        let args = [json!(origin), json!(medium), json!(state)];
        self.chrome("setPermission(args[0], args[1], args[2])", &args).map(drop)
    }

    fn resize(&self, tab: &Tab, width: u32, height: u32) -> Result<()> {
        self.chrome("return resize(args[0], args[1], args[2])", &[json!(tab.0), json!(width), json!(height)])
            .map(drop)
    }

    fn set_dark(&self, tab: &Tab, dark: bool) -> Result<()> {
        let scheme = if dark { "dark" } else { "light" };
        self.chrome(
            "tabOf(args[0]).linkedBrowser.browsingContext.prefersColorSchemeOverride = args[1]",
            &[json!(tab.0), json!(scheme)],
        )
        .map(drop)
    }

    fn screenshot(&self, tab: &Tab, path: &Path) -> Result<()> {
        write_picture(&self.chrome("return picture(args[0])", &[json!(tab.0)])?, path)
    }

    fn version(&self) -> String {
        self.driver.capabilities()["browserVersion"].as_str().unwrap_or("unknown").to_owned()
    }
}

/// Whether a page or an extension wrote a line of the log, and not the browser itself. The browser's own consoles put
/// a bare name before the text; a page's text is in quotes.
fn is_of_a_page(line: &str) -> bool {
    if let Some(said) = line.strip_prefix("console.").and_then(|rest| rest.split_once(": ")) {
        let name = said.1.split(':').next().unwrap_or_default();
        let named = said.1.contains(':') && !name.is_empty() && name.chars().all(char::is_alphanumeric);
        return !named && !line.contains("resource://");
    }
    line.starts_with("JavaScript ") && (line.contains("moz-extension:") || line.contains(": http"))
}

#[cfg(test)]
mod tests {
    use super::is_of_a_page;

    #[test]
    fn the_browsers_own_lines_are_told_apart() {
        assert!(is_of_a_page("console.warn: \"uContact Bridge: no\""));
        assert!(is_of_a_page("console.error: \"bg got\" 7"));
        assert!(is_of_a_page("JavaScript error: moz-extension://x/c.js, line 1: Error: no"));
        assert!(is_of_a_page("JavaScript error: http://localhost:1/x.js, line 1: Error: no"));
        assert!(!is_of_a_page("console.error: RSLoader: "));
        assert!(!is_of_a_page(
            "console.error: (new Error(\"no\", \"resource://services-settings/x.sys.mjs\", 490))"
        ));
        assert!(!is_of_a_page(
            "JavaScript error: resource:///modules/x.sys.mjs, line 4408: NotAllowedError: no"
        ));
        assert!(!is_of_a_page("*** You are running in headless mode."));
    }
}
