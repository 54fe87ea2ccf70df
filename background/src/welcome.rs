//! The first-run page opens by itself, once: when somebody has installed the extension for themselves.

use wasm_bindgen_futures::spawn_local;
use webext::{management, runtime, tabs};

use crate::{complain, settings, shell};

/// The page.
const PAGE: &str = "welcome/welcome.html";

/// Opens it, unless there is a configuration. What an administrator's policy installs on many machines is configured
/// by policy, too, and that may arrive a moment later: no agent is asked anything then.
pub(crate) fn installed() {
    spawn_local(async {
        shell::ready().await;
        if settings::json().is_some()
            || settings::managed().is_some()
            || management::installed_by_admin().await
        {
            return;
        }
        if let Err(error) = tabs::create(&runtime::url(PAGE)).await {
            complain("the first-run page cannot be opened", &error);
        }
    });
}
