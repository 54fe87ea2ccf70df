//! The first-run page opens by itself, once: when somebody has installed the extension for themselves.

use webext::{management, runtime, storage, tabs};

use crate::{complain, settings, shell};

/// The page.
const PAGE: &str = "welcome/welcome.html";

/// The key in `storage.local`: the page was shown.
const SHOWN: &str = "welcomed";

/// Opens it, unless it was, or there is a configuration. What an administrator's policy installs on many machines is
/// configured by policy, too, and that may arrive a moment later: no agent is asked anything then.
///
/// At every start, not at `runtime.onInstalled`: a background that is stopped before it came to it, such as by a browser
/// that is closed right after installing, is not told again.
pub(crate) async fn open_once() {
    shell::ready().await;
    if settings::json().is_some()
        || settings::managed().is_some()
        || storage::local(SHOWN).await.map_or(true, |shown| shown.is_truthy())
        || management::installed_by_admin().await
    {
        return;
    }
    if let Err(error) = tabs::create(&runtime::url(PAGE)).await {
        return complain("the first-run page cannot be opened", &error);
    }
    // Afterwards: a worker that is stopped in between shows it twice rather than never.
    if let Err(error) = storage::set_local(&[(SHOWN, &true.into())]).await {
        complain("that the first-run page was shown cannot be written down", &error);
    }
}
