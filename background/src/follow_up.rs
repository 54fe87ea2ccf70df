//! What follows from a change: the one file that names many parts.

use std::rc::Rc;

use crate::context::Changed;
use crate::on_page::contacts;
use crate::parts::Parts;
use crate::ports::Browser;
use crate::{language, reach};

/// What follows from `what`; what was stored has been read.
pub(crate) async fn follow_up<B: Browser>(parts: &Rc<Parts<B>>, what: Changed) {
    let cx = &parts.cx;
    match what {
        Changed::Desk => {
            parts.audience.tell();
            parts.health.heard().await;
        }
        Changed::Connection => parts.audience.tell_connection(),
        Changed::Permissions => {
            parts.scripts.bring_in_step().await;
            configuration(parts).await;
        }
        Changed::Configuration => configuration(parts).await,
        Changed::Language => {
            // The catalogue first: all the others read texts.
            if language::speak(cx).await {
                reach::menus::renew(cx).await;
                contacts::store(cx).await;
                parts.health.say_anew().await;
                parts.phone.tell_all().await;
            }
        }
        Changed::Theme => {
            contacts::store(cx).await;
            // Places that wait hear nothing of uContact's.
            parts.phone.tell_all().await;
        }
        Changed::Placed => parts.health.look_soon().await,
        Changed::Health => parts.phone.tell_home().await,
        Changed::PageClosed => parts.update.consider(&parts.phone).await,
        Changed::PanelGone(instance) => parts.phone.unfollowed(instance).await,
    }
}

/// Another configuration is in force, or other pages are granted.
async fn configuration<B: Browser>(parts: &Rc<Parts<B>>) {
    parts.audience.tell();
    parts.desk.prune().await;
    reach::menus::renew(&parts.cx).await;
    parts.health.look(false).await;
}
