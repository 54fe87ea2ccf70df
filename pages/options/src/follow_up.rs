//! What follows from a change. Only this file knows which views show what: the App and the views report a change, and
//! do not know who listens.

use std::rc::Rc;

use crate::app::{App, Changed};
use crate::in_force;
use crate::view::{self, access, add, bar, json, list, rule, sites, tryout, ucontact};

/// Shows what has changed, and asks what must be asked after that.
pub fn follow_up(app: &Rc<App>, changed: Changed) {
    match changed {
        Changed::All => view::all(app),
        Changed::Step => {
            view::all(app);
            list::reveal(app);
        }
        Changed::Selected => {
            list::reveal(app);
            view::rules(app);
        }
        Changed::Filter => view::rules(app),
        Changed::Checked => {
            list::show(app);
            bar::show(app);
        }
        Changed::Granted => sites::show(app),
        Changed::Verdict => bar::show(app),
        Changed::TextOpened => {
            json::fill(app);
            view::all(app);
            json::begin(app);
        }
        Changed::TextFollows(text) => json::put(app, &text),
        Changed::Access => access::show(app),
        Changed::Saved => in_force::refresh(app),
        Changed::Event => {
            rule::show(app);
            tryout::show_event(app);
        }
        Changed::Seen => tryout::show_seen(app),
        Changed::Language => {
            view::all(app);
            ucontact::show_answer();
            add::translate();
            tryout::show_seen(app);
            tryout::refresh(app);
            in_force::refresh(app);
        }
    }
}
