//! The microphone and camera permissions of this page's own origin: reads them, and asks for them.

use bridge::doctor::MediaPermission;
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

use crate::js::{self, get, get_string, settle};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "permissions"], js_name = query)]
    fn query_raw(what: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "mediaDevices"], js_name = getUserMedia)]
    fn get_user_media_raw(what: &JsValue) -> Result<Promise, JsValue>;

    type Stream;
    #[wasm_bindgen(method, js_name = getTracks)]
    fn tracks(this: &Stream) -> Array;
    type Track;
    #[wasm_bindgen(method)]
    fn stop(this: &Track);
}

/// A device that a call may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// The microphone.
    Microphone,
    /// The camera.
    Camera,
}

impl Medium {
    /// Its name in `navigator.permissions`.
    fn permission(self) -> &'static str {
        match self {
            Self::Microphone => "microphone",
            Self::Camera => "camera",
        }
    }

    /// Its name in `getUserMedia`.
    fn track(self) -> &'static str {
        match self {
            Self::Microphone => "audio",
            Self::Camera => "video",
        }
    }
}

/// The present state of the permission.
pub async fn state(of: Medium) -> MediaPermission {
    let asked = settle(query_raw(&js::object(&[("name", &of.permission().into())]))).await;
    asked
        .ok()
        .and_then(|status| get_string(&status, "state"))
        .map_or(MediaPermission::Unknown, |s| MediaPermission::of(&s))
}

/// Calls `listener` whenever the microphone's permission changes, if the browser reports that.
pub fn on_microphone_change(listener: impl Fn() + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        let asked =
            settle(query_raw(&js::object(&[("name", &Medium::Microphone.permission().into())]))).await;
        if let Ok(status) = asked {
            let listener = js::keep(Closure::<dyn Fn()>::new(listener));
            // A status that nobody holds may be garbage-collected, and then reports nothing any more.
            let _ = js_sys::Reflect::set(&status, &"onchange".into(), &listener);
            KEPT.with_borrow_mut(|kept| kept.push(status));
        }
    });
}

thread_local! {
    static KEPT: std::cell::RefCell<Vec<JsValue>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Why a device is not available.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The user or a policy refused, or the question was closed.
    Denied,
    /// There is none, or another program uses it.
    NoDevice,
}

/// Asks the user for it, in a page that is a tab or window of its own, because a side panel never shows the question.
/// The stream that the browser gives is stopped at once.
///
/// # Errors
/// Why the device is not available.
pub async fn ask(medium: Medium) -> Result<(), Refusal> {
    let call = get_user_media_raw(&js::object(&[(medium.track(), &true.into())]));
    let outcome = match call {
        Ok(promise) => wasm_bindgen_futures::JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    match outcome {
        Ok(stream) => {
            for track in stream.unchecked_into::<Stream>().tracks().iter() {
                track.unchecked_into::<Track>().stop();
            }
            Ok(())
        }
        Err(thrown) if is_about_devices(&thrown) => Err(Refusal::NoDevice),
        Err(_) => Err(Refusal::Denied),
    }
}

fn is_about_devices(thrown: &JsValue) -> bool {
    let name = get(thrown, "name").as_string().unwrap_or_default();
    matches!(name.as_str(), "NotFoundError" | "NotReadableError" | "AbortError" | "OverconstrainedError")
}
