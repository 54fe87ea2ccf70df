//! What may be wrong although uContact's frame is here: its headers, the permission for its host, the microphone.

use std::rc::Rc;

use bridge::wire::Probe;
use pages::{dom, probe, verdict};
use wasm_bindgen_futures::spawn_local;
use webext::content::{FrameState, Say};
use webext::media::{self, Medium};
use webext::{panel, permissions, runtime, time};

use crate::message;
use crate::page::{LONGEST_PAUSE, Page};

impl Page {
    /// If uContact's server refuses to be framed, the frame stays empty: then the page says why, in place of the frame.
    pub(crate) async fn check_frame(self: &Rc<Self>, url: &str) {
        let number = self.home.number();
        let own = [runtime::url(panel::PAGE)];
        let look = async || probe::probe_as_agent(url, &own).await.ok();
        let mut outcome = look().await;
        if outcome == Some(Probe::Unreachable) {
            // The network may have failed only for a moment, and the frame may have loaded.
            time::pause(LONGEST_PAUSE).await;
            outcome = look().await;
        }
        let Some(outcome) = outcome.filter(message::keeps_out) else { return };
        if self.home.state() != Some(FrameState::There) || self.home.number() != number {
            return;
        }
        let lines = probe::lines(&outcome);
        self.home.take_away();
        // The server may allow another place, so the background must look for one.
        let broken = Say::Broken { instance: self.instance }.to_js();
        spawn_local(async move { drop(runtime::send(&broken).await) });
        self.show(Some(&message::refused()));
        verdict::show(&dom::by_id("message-lines"), &lines);
        *self.lines.borrow_mut() = lines;
    }

    /// Without the permission for its host, uContact's cookies are those of a third party, and the agent's login is
    /// lost: asks the agent for the permission.
    pub(crate) async fn check_access(&self) {
        let missing = match self.host().filter(|_| self.home.is_here()) {
            Some(host) => !permissions::contains(&[host]).await.unwrap_or(true),
            None => false,
        };
        dom::set_shown(&dom::by_id("access"), missing);
    }

    /// Asks for the microphone before the first call: in a side panel the browser never shows its own question.
    pub(crate) async fn check_microphone(&self) {
        let state = media::state(Medium::Microphone).await;
        let said = message::microphone(state).filter(|_| self.home.is_here());
        dom::set_shown(&dom::by_id("microphone"), said.is_some());
        if let Some((text, button)) = said {
            dom::set_text(&dom::by_id("microphone-text"), &text.read());
            dom::set_text(&dom::by_id("microphone-allow"), &button.read());
        }
    }

    pub(crate) fn host(&self) -> Option<String> {
        let settings = self.settings.borrow();
        let origin = bridge::origin::Origin::parse(&settings.as_ref()?.origin).ok()?;
        Some(origin.host_permission())
    }
}
