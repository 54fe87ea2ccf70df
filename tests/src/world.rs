//! One browser with the extension, the demo CRM and two simulators around it: the world in which a scenario is
//! played.

use crate::crm::Crm;
use crate::driver::{Browser, Kind, Options, Tab, eventually, launch, target_dir};
use crate::simulator::Simulator;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait for something that should happen at once; generous, because a loaded machine is slow.
pub const LIMIT: Duration = Duration::from_secs(15);

/// How long a browser may take to start with the extension.
const START: Duration = Duration::from_secs(60);

/// The world of a scenario.
pub struct World {
    /// The CRM, on `localhost`.
    pub crm: Crm,
    /// The uContact that is configured, on 127.0.0.1.
    pub ucontact: Simulator,
    /// Another origin, on another port of 127.0.0.1: the same site, so that only an exact check distinguishes it.
    pub other: Simulator,
    /// The browser, with the extension.
    pub browser: Box<dyn Browser>,
    /// The folder that the browser sees as the folder of the administrator's policies, if it was started with one.
    pub policies: Option<PathBuf>,
}

/// Where the build for tests is (`cargo xtask build --e2e`). `UCB_E2E` names another folder than `target/e2e`.
pub fn extension_dir(kind: Kind) -> PathBuf {
    std::env::var_os("UCB_E2E").map_or_else(|| target_dir().join("e2e"), PathBuf::from).join(kind.build())
}

/// Installs a policy for the extension of this id in a folder, as the administrator of each browser does.
pub fn lay_down(kind: Kind, folder: &Path, id: &str, policy: &Value) -> Result<()> {
    let extensions = json!({id: policy});
    let (name, file) = match kind {
        Kind::Chromium => ("ucontact-bridge.json", json!({"3rdparty": {"extensions": extensions}})),
        // If a file contains no policy at all, Firefox's engine keeps what it read before until the next real start.
        Kind::Firefox => {
            let policies = json!({"DontCheckDefaultBrowser": true, "3rdparty": {"Extensions": extensions}});
            ("policies.json", json!({"policies": policies}))
        }
    };
    // In one step, because half a file is not a policy.
    let new = folder.join(".new");
    std::fs::write(&new, file.to_string())?;
    std::fs::rename(new, folder.join(name)).context("laying a policy down")
}

impl World {
    /// Starts everything with the e2e build of the extension. The first-run page, which opens by itself, is closed.
    pub fn start(kind: Kind, headed: bool) -> Result<Self> {
        let (world, first_run) = Self::start_fresh(kind, headed)?;
        world.browser.close(&first_run)?;
        Ok(world)
    }

    /// Like [`World::start`], in the state right after the installation: with the first-run page in front.
    pub fn start_fresh(kind: Kind, headed: bool) -> Result<(Self, Tab)> {
        let world = Self::start_with(
            kind,
            &Options { extension: Some(extension_dir(kind)), headed, ..Options::default() },
        )?;
        let page = format!("{}/welcome/welcome.html", world.browser.extension_origin()?);
        // A browser that starts for the first time, on a machine that is starting another one, is slow.
        let tab = eventually(START, "the first-run page, which opens at install", || {
            Ok(world.tabs_at(&page)?.pop())
        })
        .with_context(|| {
            let lines = world.browser.console().into_iter().flatten().map(|line| line.text);
            let said: Vec<String> =
                lines.filter(|line| line.contains("uContact") || line.contains("extension://")).collect();
            format!(
                "tabs: {:?}; the background runs: {:?}; consoles: {said:?}",
                world.addresses(),
                world.browser.background_alive()
            )
        })?;
        Ok((world, tab))
    }

    /// Starts everything.
    pub fn start_with(kind: Kind, options: &Options) -> Result<Self> {
        let (ucontact, other) = (Simulator::start()?, Simulator::start()?);
        let crm = Crm::start(&ucontact.origin(), &other.origin())?;
        let browser = launch(kind, options)?;
        Ok(Self { crm, ucontact, other, browser, policies: options.policies.clone() })
    }

    /// Ends the browser and starts it again, with a profile that `options` must name. The servers stay.
    pub fn restart(self, options: &Options) -> Result<Self> {
        let Self { crm, ucontact, other, browser, policies } = self;
        let kind = browser.kind();
        drop(browser);
        Ok(Self { crm, ucontact, other, browser: launch(kind, options)?, policies })
    }

    /// A configuration: every page of the CRM is configured with `find`, web chats open `/contact/{clientId}`.
    pub fn config(&self) -> Value {
        json!({
            "version": 1,
            "ucontact": {"url": format!("{}/", self.ucontact.origin())},
            "sites": [{"name": "Alder", "pages": ["http://localhost/*"], "softphone": "find"}],
            "rules": [
                {"name": "Web chats carry the record's id", "when": {"channel": "webchat"},
                 "url": self.crm.url("/contact/{clientId}")},
                {"name": "Callers, by number", "when": {"channel": ["telephony", "whatsapp", "sms"]},
                 "let": {"phone": {"from": "clientId", "match": "^(?:011)?0?(\\d{8})$", "to": "+598$1"}},
                 "url": self.crm.url("/search?q={phone}")}
            ]
        })
    }

    /// Like [`World::config`], with only the page `/contacts` configured, and uContact docked there by the extension.
    pub fn inject_config(&self) -> Value {
        let mut config = self.config();
        config["ucontact"]["url"] = self.ucontact.url(&[("label", "injected")]).into();
        config["sites"] =
            json!([{"name": "Alder", "pages": ["http://localhost/contacts*"], "softphone": "inject"}]);
        config
    }

    /// Like [`World::config`], with uContact in the panel; its label is `panel`.
    pub fn panel_config(&self) -> Value {
        let mut config = self.config();
        config["ucontact"]["url"] = self.ucontact.url(&[("label", "panel")]).into();
        config["sites"][0]["softphone"] = "panel".into();
        config
    }

    /// Sends a question of `bridge::wire` to the background, as the extension's own pages do. The reply is what that
    /// question names there.
    pub fn request(&self, request: &Value) -> Result<Value> {
        let reply = self
            .browser
            .in_extension("return browser.runtime.sendMessage(arguments[0])", std::slice::from_ref(request))
            .with_context(|| format!("the request {request}"))?;
        if !reply["failed"].is_null() {
            bail!("the background could not do {request}: {reply}");
        }
        Ok(reply)
    }

    /// Saves a configuration and returns its errors.
    pub fn save(&self, json: &str) -> Result<Vec<Value>> {
        let reply = self.request(&json!({"request": "save", "json": json}))?;
        let errors = reply["errors"].as_array().cloned();
        errors.with_context(|| format!("not a reply to save: {reply}"))
    }

    /// Saves a configuration that must be without errors.
    pub fn configure(&self, config: &Value) -> Result<()> {
        let errors = self.save(&config.to_string())?;
        ensure!(errors.is_empty(), "the configuration was refused: {errors:?}");
        Ok(())
    }

    /// Installs the administrator's policy for the extension; `{}` is none. The browser needs a moment to apply it.
    pub fn set_policy(&self, policy: &Value) -> Result<()> {
        let folder = self.policies.as_deref().context("this browser was started without policies")?;
        lay_down(self.browser.kind(), folder, &self.extension_id()?, policy)?;
        self.browser.reread_policies()
    }

    /// The extension's id in this browser.
    pub fn extension_id(&self) -> Result<String> {
        let id = self.browser.in_extension("return browser.runtime.id", &[])?;
        id.as_str().map(str::to_owned).context("no id")
    }

    /// The reply to `configuration`: `{json, hosts, missing, managed}`.
    pub fn configuration(&self) -> Result<Value> {
        let reply = self.request(&json!({"request": "configuration"}))?;
        ensure!(reply["hosts"].is_array(), "not a configuration: {reply}");
        Ok(reply)
    }

    /// The `PopupState`: `{connection, view}`.
    pub fn state(&self) -> Result<Value> {
        let reply = self.request(&json!({"request": "state"}))?;
        ensure!(reply["view"].is_object(), "not a state: {reply}");
        Ok(reply)
    }

    /// The interaction with this guid as the popup shows it, once `wanted` accepts it.
    pub fn wait_interaction(&self, guid: &str, what: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        let mut last = Value::Null;
        eventually(LIMIT, &format!("the interaction {guid} {what}"), || {
            let state = self.state()?;
            last = state["view"]["interactions"].clone();
            Ok(last.as_array().into_iter().flatten().find(|i| i["guid"] == guid && wanted(i)).cloned())
        })
        .with_context(|| format!("interactions: {last}"))
    }

    /// Waits until the interaction's record is opened, and returns how (`focused`, `reused`, `tab`, `window`).
    pub fn wait_opened(&self, guid: &str) -> Result<String> {
        let found = self.wait_interaction(guid, "to be opened", |i| i["record"]["state"] == "opened")?;
        Ok(found["record"]["how"].as_str().unwrap_or_default().to_owned())
    }

    /// The journal's entries, in order, directly from IndexedDB; empty as long as there is no database.
    pub fn journal(&self) -> Result<Vec<Value>> {
        let list = self.browser.in_extension(include_str!("world/journal.js"), &[])?;
        Ok(list.as_array().cloned().unwrap_or_default())
    }

    /// Waits until every entry of the journal is done, and returns them.
    pub fn wait_journal_done(&self) -> Result<Vec<Value>> {
        eventually(LIMIT, "every entry of the journal to be done", || {
            let journal = self.journal()?;
            Ok((!journal.is_empty() && journal.iter().all(|e| !e["done"].is_null())).then_some(journal))
        })
    }

    /// From now on, counts the messages that content scripts send to the background; see [`World::heard`].
    pub fn listen(&self) -> Result<()> {
        self.browser.in_extension(include_str!("world/listen.js"), &[]).map(drop)
    }

    /// The messages that content scripts have sent to the background since [`World::listen`].
    pub fn heard(&self) -> Result<Vec<Value>> {
        let list =
            self.browser.in_extension("return JSON.parse(document.body.dataset.heard ?? 'null')", &[])?;
        list.as_array().cloned().context("not listening: the extension's page was closed meanwhile")
    }

    /// Opens the CRM's page with the documented snippet, and waits for uContact in it. The simulator's label is `main`.
    pub fn open_desk(&self) -> Result<Tab> {
        let before = self.ucontact.newest("main");
        let tab = self.browser.open(&self.crm.url_with("/with-softphone", "label=main"))?;
        self.ucontact.wait_newer("main", before)?;
        Ok(tab)
    }

    /// The open tabs that show this address.
    pub fn tabs_at(&self, url: &str) -> Result<Vec<Tab>> {
        Ok(self.browser.tabs()?.into_iter().filter(|t| t.url == url).map(|t| t.tab).collect())
    }

    /// Waits until the toolbar's button has this badge.
    pub fn wait_badge(&self, text: &str) -> Result<()> {
        let mut last = Value::Null;
        eventually(LIMIT, &format!("the badge to be {text:?}"), || {
            last = self.browser.in_extension("return browser.action.getBadgeText({})", &[])?;
            Ok((last == text).then_some(()))
        })
        .with_context(|| format!("it is {last}"))
    }

    /// Waits for exactly one tab to show this address, and returns it.
    pub fn wait_tab(&self, url: &str) -> Result<Tab> {
        eventually(LIMIT, &format!("one tab at {url}"), || {
            let mut tabs = self.tabs_at(url)?;
            Ok(if tabs.len() == 1 { tabs.pop() } else { None })
        })
        .with_context(|| format!("tabs: {:?}", self.addresses()))
    }

    /// Opens an address in this many tabs at once, in a window of their own or in the existing one. Does not wait for
    /// them.
    pub fn open_many(&self, url: &str, count: usize, own_window: bool) -> Result<()> {
        let script = "const { id } = arguments[1] ? await browser.windows.create({}) \
                        : await browser.windows.getLastFocused({ windowTypes: ['normal'] }); \
                      for (let n = 0; n < arguments[2]; n += 1) \
                        browser.tabs.create({ windowId: id, url: arguments[0] });";
        self.browser.in_extension(script, &[json!(url), json!(own_window), json!(count)]).map(drop)
    }

    /// Blocks the main threads of tabs that show the CRM's `/busy`, and returns once they are blocked. Tabs of one
    /// site may share a process, so all begin at the same time.
    pub fn keep_busy(&self, tabs: &[Tab], time: Duration) -> Result<()> {
        // Timers of tabs in the background are late by up to a second.
        let from = crate::servers::now_ms() + 1_000.0;
        let until = from + 1_000.0 * time.as_secs_f64();
        for tab in tabs {
            let script = "document.dispatchEvent(new CustomEvent('keep-busy', {detail: arguments[0]}))";
            self.browser.eval(tab, script, &[json!(format!("{from} {until}"))])?;
        }
        eventually(LIMIT, "the tabs to be busy", || {
            Ok((crate::servers::now_ms() > from + 1_200.0).then_some(()))
        })
    }

    /// Waits until the tabs that [`Self::keep_busy`] has blocked answer again.
    pub fn wait_not_busy(&self, tabs: &[Tab]) -> Result<()> {
        for tab in tabs {
            eventually(Duration::from_secs(30), "the busy tabs to be done", || {
                let script = "return document.documentElement.dataset.done ?? null";
                Ok((self.browser.eval(tab, script, &[])? == "busy").then_some(()))
            })?;
        }
        Ok(())
    }

    /// Waits until uContact's frame has a home, and this many places wait for it; returns `{home, waiting}`.
    pub fn wait_phone(&self, waiting: usize) -> Result<Value> {
        let mut last = Value::Null;
        eventually(LIMIT, &format!("{waiting} places to wait for uContact"), || {
            last = self.browser.in_extension(
                "return JSON.parse((await browser.storage.session.get('phone')).phone ?? 'null')",
                &[],
            )?;
            let there = last["home"].is_object() && last["waiting"].as_array().map(Vec::len) == Some(waiting);
            Ok(there.then(|| last.clone()))
        })
        .with_context(|| format!("it is {last}"))
    }

    fn addresses(&self) -> Vec<String> {
        self.browser.tabs().into_iter().flatten().map(|tab| tab.url).collect()
    }

    /// Waits until the content script in the only tab at this address answers the background. A page where it is
    /// still starting cannot be asked whether it may be navigated, and is left alone.
    pub fn wait_bridge(&self, url: &str) -> Result<()> {
        let script = "const [tab] = (await browser.tabs.query({})).filter((t) => t.url === arguments[0]); \
                      return browser.tabs.sendMessage(tab.id, {ask: 'guard'}).then(() => true, () => false)";
        eventually(LIMIT, &format!("the content script at {url}"), || {
            Ok((self.browser.in_extension(script, &[json!(url)])? == true).then_some(()))
        })
    }

    /// Resets everything to the start: no tabs, no configuration, no journal, a stopped background, empty logs.
    pub fn reset(&self) -> Result<()> {
        self.browser.come_home()?;
        self.browser.close_side()?;
        // Closing one tab may close another: the last tab of a window closes its side panel.
        while let Some(tab) = self.browser.tabs()?.pop() {
            let closed = self.browser.close(&tab.tab);
            if self.browser.tabs()?.contains(&tab) {
                closed?;
            }
        }
        // The background finds no configuration when it starts again, and unregisters its content scripts.
        self.browser.in_extension(include_str!("world/clear.js"), &[])?;
        self.browser.kill_background()?;
        self.browser.in_extension("return browser.runtime.sendMessage({request: 'state'})", &[])?;
        eventually(LIMIT, "the content scripts to be taken back", || {
            let left =
                self.browser.in_extension("return browser.scripting.getRegisteredContentScripts()", &[])?;
            Ok(left.as_array().is_some_and(Vec::is_empty).then_some(()))
        })?;
        self.browser.kill_background()?;
        self.browser.in_extension(include_str!("world/forget.js"), &[])?;
        self.browser.close_extension_page()?;
        self.browser.kill_background()?;
        self.browser.clear_console()?;
        self.ucontact.clear();
        self.other.clear();
        self.crm.server().clear_requests();
        Ok(())
    }
}
