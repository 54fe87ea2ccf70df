//! Content scripts: registered for granted pages only, in step with configuration and permissions, and put into tabs
//! that are open already, so that nobody has to reload.

use std::cell::Cell;

use bridge::config::{Config, Site};
use futures_util::future::join_all;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::content::{FILE, SETTINGS};
use webext::scripting::{self, Script, Target};
use webext::{Error, permissions, storage, tabs};

use crate::{complain, settings, shell, turn};

/// In `storage.session`, which ends with the browser and with this load of the extension: scripts are in step.
const IN_STEP: &str = "scriptsInStep";

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
/// switched on again, of which no event tells every time. Old entries of the journal go then, too.
pub(crate) async fn renew_once_a_session() {
    if !storage::session(IN_STEP).await.is_ok_and(|value| value.is_truthy()) {
        renew();
        shell::prune().await;
    }
}

/// Brings the scripts in step, and comes back then.
pub(crate) async fn renew_now() {
    let _one = turn::take(turn::Of::Scripts).await;
    if let Err(error) = bring_in_step().await {
        complain("the content scripts could not be registered", &error);
    }
    shell::tell();
}

/// Says that the scripts are not in step, before a new configuration is stored: a worker that is stopped between the
/// two brings them in step when it starts again.
pub(crate) async fn out_of_step() -> Result<(), Error> {
    storage::set_session(IN_STEP, &false.into()).await
}

/// The only writer of the content scripts' settings. Whoever changes the configuration comes here afterwards, and the
/// last one to get its turn sees the latest.
async fn bring_in_step() -> Result<(), Error> {
    let (settings, sites) =
        shell::with_desk(|desk| (desk.config().map(settings::settings), desk.config().map(pages)));
    let value = settings.as_ref().map_or(JsValue::NULL, |settings| settings.to_js());
    storage::set_local(&[(SETTINGS, &value)]).await?;
    let wanted = wanted(sites.unwrap_or_default()).await;
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
    let patterns: Vec<String> = wanted.into_iter().flat_map(|script| script.matches).collect();
    if !patterns.is_empty() {
        let open = tabs::matching(&patterns).await?;
        let put = open.iter().filter(|tab| !tab.discarded).map(|tab| async {
            // A tab that closes meanwhile, or shows an error page, needs none. A script that is there already stays.
            let _ = scripting::execute(&Target::AllFrames { tab: tab.id }, FILE).await;
        });
        join_all(put).await;
    }
    storage::set_session(IN_STEP, &true.into()).await
}

/// The match patterns of a site, each with whether it takes in its whole host.
type Pages = Vec<(String, bool)>;

fn pages(config: &Config) -> Vec<Pages> {
    let pages = |site: &Site| {
        site.pages.iter().map(|page| (page.as_str().to_owned(), page.is_whole_host())).collect()
    };
    config.sites.iter().map(pages).collect()
}

/// One script per site, for those of its pages that are granted.
async fn wanted(sites: Vec<Pages>) -> Vec<Script> {
    let mut scripts = Vec::new();
    for (n, pages) in sites.into_iter().enumerate() {
        let mut granted = Vec::new();
        for (page, whole) in pages {
            if permissions::contains(&[&page]).await.unwrap_or(false) {
                granted.push((page, whole));
            }
        }
        if granted.is_empty() {
            continue;
        }
        scripts.push(Script {
            id: format!("site-{n}"),
            blank_frames: granted.iter().all(|(_, whole)| *whole),
            matches: granted.into_iter().map(|(page, _)| page).collect(),
            files: vec![FILE.to_owned()],
        });
    }
    scripts
}
