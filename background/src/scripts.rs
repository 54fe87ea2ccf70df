//! Content scripts: registered for granted pages only, in step with configuration and permissions, and put into tabs
//! that are open already, so that nobody has to reload.

use std::cell::Cell;

use bridge::config::{Config, Contacts, Site, Softphone};
use bridge::pattern::MatchPattern;
use futures_util::future::join_all;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::contacts::{FILE as CONTACTS_FILE, SETTINGS as CONTACTS, STYLE};
use webext::content::{Ask, CODE_FILE, DOCK_FILE, FILE, SETTINGS, Settings};
use webext::scripting::{self, Frames, Script, Target, When};
use webext::{Error, permissions, runtime, storage, tabs, time};

use crate::{complain, contacts, offer, settings, shell, turn, watch};

/// In `storage.session`, which ends with the browser and with this load of the extension: scripts are in step.
const IN_STEP: &str = "scriptsInStep";

/// What a script's loader answers where it was not there before.
const NEW: &str = "new";

/// How long an open tab may take to let a script in, in milliseconds, before nobody waits for it any longer.
const LIMIT: u32 = 5_000;

/// How long the panel may take to hear of it, in milliseconds; nobody waits for it.
const PANEL_LIMIT: u32 = 1_000;

thread_local! {
    static WANTED: Cell<bool> = const { Cell::new(false) };
}

/// Brings the scripts in step, once what is stored has been read.
pub(crate) fn renew() {
    // Several reasons at once (installed, started, granted) share one run.
    if !WANTED.replace(true) {
        spawn_local(async {
            shell::ready().await;
            WANTED.set(false);
            renew_now().await;
        });
    }
}

/// Brings the scripts in step at the first start after the extension was loaded: it may have been updated or
/// switched on again, of which no event tells every time.
pub(crate) async fn renew_once_a_session() {
    if !storage::session(IN_STEP).await.is_ok_and(|value| value.is_truthy()) {
        renew();
    }
}

/// Brings the scripts in step, and comes back then.
pub(crate) async fn renew_now() {
    let _one = turn::take(turn::Of::Scripts).await;
    if let Err(error) = bring_in_step().await {
        complain("the content scripts could not be registered", &error);
    }
    shell::tell();
    shell::prune().await;
    offer::renew().await;
    watch::look(false).await;
}

/// Says that the scripts are not in step, before a new configuration is stored: a worker that is stopped between the
/// two brings them in step when it starts again.
pub(crate) async fn out_of_step() -> Result<(), Error> {
    storage::set_session(IN_STEP, &false.into()).await
}

/// The only writer of the content scripts' settings. Whoever changes the configuration comes here afterwards, and the
/// last one to get its turn sees the latest.
async fn bring_in_step() -> Result<(), Error> {
    let granted = granted().await;
    let (settings, wanted) = shell::with_desk(|desk| {
        let settings = desk.config().map(|config| settings::settings(config, &granted));
        (settings, desk.config().map(|config| wanted(config, &granted)).unwrap_or_default())
    });
    let value = settings.as_ref().map_or(JsValue::NULL, |settings| settings.to_js());
    // In one write: Firefox takes its time for each.
    storage::set_local(&[(SETTINGS, &value), (CONTACTS, &contacts::known(&granted))]).await?;
    tell_pages(settings).await;
    let registered = scripting::registered().await?;
    let stale: Vec<String> =
        registered.iter().filter(|script| !wanted.contains(script)).map(|script| script.id.clone()).collect();
    if !stale.is_empty() {
        scripting::unregister(&stale).await?;
    }
    let new: Vec<Script> = wanted.iter().filter(|script| !registered.contains(script)).cloned().collect();
    if !new.is_empty() {
        scripting::register(&new).await?;
    }
    for script in wanted {
        put_into_open_tabs(&script).await?;
    }
    storage::set_session(IN_STEP, &true.into()).await
}

/// A tab that closes meanwhile, or shows an error page, needs no script. One that is there already stays. One that does
/// not answer (it shows an alert, say) takes it later, and holds nobody up.
async fn put_into_open_tabs(script: &Script) -> Result<(), Error> {
    // The code comes at once with what it belongs to, whatever becomes of the other tabs.
    let files = match script.when {
        When::Start => vec![FILE, CODE_FILE],
        When::End => return Ok(()),
        When::Idle => script.files.iter().map(String::as_str).collect(),
    };
    let open = tabs::matching(&script.matches).await?;
    let files = &files;
    let put = open.iter().filter(|tab| !tab.discarded).map(|tab| {
        let target = match script.frames {
            Frames::All | Frames::Blank => Target::AllFrames { tab: tab.id },
            Frames::Top => Target::Frame { tab: tab.id, frame: 0, document: None },
        };
        async move {
            let put = time::limited(LIMIT, scripting::results(&target, files)).await.unwrap_or_default();
            // A style sheet that comes late has the whole page's styles computed anew: only with a new script.
            if put.iter().any(|put| *put == NEW) {
                let styles = script.styles.iter().map(|file| scripting::style(tab.id, file));
                join_all(styles).await;
            }
        }
    });
    join_all(put).await;
    Ok(())
}

/// Tells the panel and every tab, and not only those of pages that are configured now: one that was falls silent.
async fn tell_pages(settings: Option<Settings>) {
    let ask = Ask::Settings { settings }.to_js();
    for tab in tabs::all().await.unwrap_or_default().iter().filter(|tab| !tab.discarded) {
        tabs::tell(tab.id, &ask);
    }
    spawn_local(async move { drop(runtime::send_to_pages(&ask, PANEL_LIMIT).await) });
}

/// Those of the configured pages that the browser has granted.
pub(crate) async fn granted() -> Vec<String> {
    let pages = settings::pages();
    let missing = permissions::missing(&pages).await;
    pages.into_iter().filter(|page| !missing.contains(page)).collect()
}

/// Per site, for those of its pages that are granted: the content script and its code, the dock's where the extension
/// places uContact's frame, and that for numbers in the text where they are wanted.
fn wanted(config: &Config, granted: &[String]) -> Vec<Script> {
    let of_site = |(n, site): (usize, &Site)| {
        let pages = site.pages.iter().filter(|page| granted.iter().any(|known| known == page.as_str()));
        let pages: Vec<&MatchPattern> = pages.collect();
        let script = |id: &str, file: &str, when: When, frames: Frames| Script {
            id: format!("{id}-{n}"),
            matches: pages.iter().map(|page| page.as_str().to_owned()).collect(),
            files: vec![file.to_owned()],
            styles: Vec::new(),
            when,
            frames,
        };
        let frames = if pages.iter().all(|page| page.is_whole_host()) { Frames::Blank } else { Frames::All };
        let mut all = Vec::new();
        if !pages.is_empty() {
            all.push(script("site", FILE, When::Start, frames));
            all.push(script("code", CODE_FILE, When::End, frames));
            if site.softphone == Softphone::Inject {
                all.push(script("dock", DOCK_FILE, When::Idle, Frames::Top));
            }
            if site.contacts == Contacts::Text {
                let contacts = script("contacts", CONTACTS_FILE, When::Idle, Frames::All);
                all.push(Script { styles: vec![STYLE.to_owned()], ..contacts });
            }
        }
        all
    };
    config.sites.iter().enumerate().flat_map(of_site).collect()
}
