//! What is in the page: uContact's frame, a note, or nothing.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::Event;
use webext::content::Say;
use webext::i18n;
use webext::placement::Placement;

use crate::above::Above;
use crate::calls::Calls;
use crate::context::Context;
use crate::guard::Guard;
use crate::hands::Hands;
use crate::live::{News, news};
use crate::parts::Parts;
use crate::stand::Stand;
use crate::{dom, memory, theme};

/// The parts that are busy only while the dock is in the page.
pub(crate) struct Shown {
    context: &'static Context,
    stand: &'static Stand,
    calls: &'static Calls,
    above: Above,
    guard: Guard,
    hands: Hands,
}

impl Shown {
    pub fn new(context: &'static Context, stand: &'static Stand, calls: &'static Calls) -> Self {
        Shown {
            context,
            stand,
            calls,
            above: Above::new(context, stand),
            guard: Guard::new(context, stand),
            hands: Hands::new(context, stand, calls),
        }
    }

    /// uContact, at `url`, is to be here, or is elsewhere. `false` where it is to be here and cannot.
    pub fn obey(&'static self, url: &str, placement: Placement) -> bool {
        if !placement.here && placement.elsewhere.is_none() {
            self.leave();
            return true;
        }
        let Some(parts) = self.have_parts(url) else { return !placement.here };
        let spoken = i18n::spoken();
        i18n::use_catalogue(&placement.texts.catalogue());
        if i18n::spoken() != spoken {
            parts.speak();
        }
        let before = parts.frame();
        // An update has replaced the script, but not the frame: the interactions in it are still live.
        if placement.here && before.is_some() && self.stand.is_here().is_none() {
            placement.live.iter().for_each(|guid| self.calls.begin(guid.clone()));
        }
        let here = placement.here;
        parts.keep_focus(|| {
            if here {
                let frame = parts.have_frame(&self.context.document, url);
                if before != frame {
                    self.no_frame();
                }
                tell_content("dock", &frame.map_or(JsValue::UNDEFINED, JsValue::from));
            } else {
                parts.drop_frame();
                self.no_frame();
            }
            if let Some((dark, primary)) = &placement.theme {
                theme::paint(&parts.rule, *dark, primary);
            }
            self.stand.accept(placement);
        });
        if here && before.is_none() {
            // While uContact was in another tab of this site, the agent may have moved the dock there.
            spawn_local(async {
                if let Some(place) = memory::recall(&self.context.origin()).await
                    && !self.hands.holds()
                {
                    self.stand.put(place);
                }
            });
        }
        true
    }

    /// The dock's elements; they are built and put into the page if they are not there.
    fn have_parts(&'static self, url: &str) -> Option<Rc<Parts>> {
        if let Some(parts) = self.stand.parts() {
            return Some(parts);
        }
        let parts = Rc::new(Parts::build(&self.context.document, url)?);
        self.guard.watch_layer(&parts);
        self.hands.listen(&parts);
        self.stand.set_parts(parts.clone());
        self.guard.begin(|| self.look_after());
        self.guard.watch();
        self.above.look_up(&JsValue::UNDEFINED);
        Some(parts)
    }

    /// The page has shown something, or moved the focus: may it be above the dock?
    pub fn look_up(&'static self, event: &JsValue) {
        self.above.look_up(event);
    }

    /// Whether the page has taken the dock away too often for it to come back.
    pub fn has_given_up(&self) -> bool {
        self.guard.has_given_up()
    }

    /// The page has changed its root's children: is the dock still there?
    fn look_after(&'static self) {
        let Some(parts) = self.stand.parts() else { return };
        let root = self.context.document.document_element();
        if self.context.is_stopped() || parts.host.parent_element() == root && root.is_some() {
            return;
        }
        self.guard.count_removal();
        if self.guard.has_given_up() {
            self.give_up();
            return;
        }
        // Back in the page the frame is loaded anew, and its interactions are over.
        self.calls.clear();
        parts.put_back(&self.context.document);
        self.guard.watch();
    }

    /// The dock cannot stay in the page. The content script reports that to whoever asks what is wrong here.
    pub fn give_up(&self) {
        self.leave();
        tell_content("removed", &JsValue::TRUE);
        self.context.say(&Say::Broken { instance: self.context.instance });
    }

    /// Takes the dock out of the page.
    pub fn leave(&self) {
        self.guard.rest();
        self.no_frame();
        self.stand.remove();
    }

    /// There is no frame here any more: nothing to post to, and nothing that a navigation would end.
    fn no_frame(&self) {
        tell_content("dock", &JsValue::UNDEFINED);
        self.calls.clear();
    }

    /// A message has reached the page: does it come from uContact's frame at `origin`, and is it about a call or the
    /// theme?
    pub fn hear(&self, event: &Event, origin: &str) {
        let Some(parts) = self.stand.parts() else { return };
        let Some(frame) = parts.frame() else { return };
        match news(event.unchecked_ref(), &self.context.window, &frame, &JsValue::from_str(origin)) {
            None => {}
            Some(News::Begun(guid)) => self.calls.begin(guid),
            Some(News::Over(guid)) => self.calls.end(&guid),
            Some(News::Theme(dark, primary)) => theme::paint(&parts.rule, dark, &primary),
        }
    }

    /// Another copy of this script takes over, and uContact's frame with the call in it.
    pub fn stop(&self) {
        self.calls.ask_before_unload();
        self.guard.rest();
    }
}

/// Leaves something where the content script finds it: uContact's frame, as `dock`, to post to it; that it was taken
/// away, as `removed`.
fn tell_content(name: &str, what: &JsValue) {
    let bridge = dom::global("ucontactBridge");
    if bridge.is_object() {
        let _ = Reflect::set(&bridge, &name.into(), what);
        dom::call(&bridge, "dockChanged", &[]);
    }
}
