//! `fetch`, for the few requests of the background: one address, no redirect followed, one time limit for everything,
//! and a size limit for the body.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::error::Error;
use crate::js::{self, get, get_string, settle};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch_raw(url: &str, options: &JsValue) -> Result<Promise, JsValue>;

    type AbortController;
    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> JsValue;
    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);

    #[wasm_bindgen(js_name = AbortSignal)]
    type Signal;
    #[wasm_bindgen(static_method_of = Signal, js_class = "AbortSignal")]
    fn timeout(milliseconds: u32) -> JsValue;
    #[wasm_bindgen(static_method_of = Signal, js_class = "AbortSignal")]
    fn any(signals: &Array) -> JsValue;

    type Headers;
    #[wasm_bindgen(method, js_name = get)]
    fn header(this: &Headers, name: &str) -> Option<String>;

    type Body;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn reader(this: &Body) -> Result<Reader, JsValue>;
    type Reader;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Reader) -> Result<Promise, JsValue>;
}

/// Whether the request is sent with the user's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    /// With cookies, as if the user opened the address.
    Include,
    /// Without cookies.
    Omit,
}

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No such host, no connection, a bad certificate, or an interrupted connection; the browser does not say which.
    Unreachable,
    /// The answer did not arrive completely within the limit.
    TimedOut,
    /// The server redirects. The browser does not say where to, and the redirect was not followed.
    Redirected,
    /// The body is longer than the limit.
    TooLarge,
}

/// A server's answer. When it is dropped, the request is aborted.
pub struct Response {
    response: JsValue,
    signal: JsValue,
    controller: AbortController,
}

/// Requests `url` by GET, within `limit` milliseconds, including the body. `accept` is the header's value.
///
/// The caller must have checked the address, and that the extension has the permission for its host; without it the
/// browser would hide the answer. [Any status](Response::status) except a redirect is an answer.
///
/// # Errors
/// [`Fault`], without the address and without the browser's words.
pub async fn get_url(
    url: &str,
    credentials: Credentials,
    accept: &str,
    limit: u32,
) -> Result<Response, Fault> {
    let controller = AbortController::new();
    let signal = Signal::any(&Array::of2(&controller.signal(), &Signal::timeout(limit)));
    let credentials = match credentials {
        Credentials::Include => "include",
        Credentials::Omit => "omit",
    };
    let options = js::object(&[
        ("method", &"GET".into()),
        ("credentials", &credentials.into()),
        ("redirect", &"manual".into()),
        ("cache", &"no-store".into()),
        ("referrerPolicy", &"no-referrer".into()),
        ("headers", &js::object(&[("Accept", &accept.into())])),
        ("signal", &signal),
    ]);
    let outcome = settle(fetch_raw(url, &options)).await;
    let response = outcome.map_err(|error| fault(&signal, &error))?;
    if get_string(&response, "type").as_deref() == Some("opaqueredirect") {
        return Err(Fault::Redirected);
    }
    Ok(Response { response, signal, controller })
}

/// Both browsers give only a message about the error; the signal shows whether the time ran out.
fn fault(signal: &JsValue, _: &Error) -> Fault {
    if get(signal, "aborted").is_truthy() { Fault::TimedOut } else { Fault::Unreachable }
}

impl Response {
    /// The status, such as 200.
    pub fn status(&self) -> u16 {
        get(&self.response, "status").as_f64().unwrap_or_default() as u16
    }

    /// The address of the answer.
    pub fn url(&self) -> String {
        get_string(&self.response, "url").unwrap_or_default()
    }

    /// All values of a header, joined by commas.
    pub fn header(&self, name: &str) -> Option<String> {
        get(&self.response, "headers").unchecked_into::<Headers>().header(name)
    }

    /// The body, of at most `limit` bytes. If it is longer, the rest is not waited for.
    ///
    /// # Errors
    /// [`Fault::TooLarge`], or that the body did not arrive.
    pub async fn body(self, limit: usize) -> Result<Vec<u8>, Fault> {
        match self.start_of_body(limit).await? {
            (bytes, true) => Ok(bytes),
            (_, false) => Err(Fault::TooLarge),
        }
    }

    /// The first `limit` bytes of the body, and whether that is all of it. The rest is not waited for.
    ///
    /// # Errors
    /// That they did not arrive.
    pub async fn start_of_body(self, limit: usize) -> Result<(Vec<u8>, bool), Fault> {
        let body = get(&self.response, "body");
        let mut bytes = Vec::new();
        // An answer may have no body.
        if body.is_null() || body.is_undefined() {
            return Ok((bytes, true));
        }
        let reader = body.unchecked_into::<Body>().reader().map_err(|_| Fault::Unreachable)?;
        loop {
            let read = settle(reader.read()).await.map_err(|error| fault(&self.signal, &error))?;
            if get(&read, "done").is_truthy() {
                return Ok((bytes, true));
            }
            let piece: Uint8Array = get(&read, "value").unchecked_into();
            let (start, room) = (bytes.len(), limit - bytes.len());
            let fits = piece.length() as usize <= room;
            let piece = if fits { piece } else { piece.subarray(0, room as u32) };
            bytes.resize(start + piece.length() as usize, 0);
            if let Some(slot) = bytes.get_mut(start..) {
                piece.copy_to(slot);
            }
            if !fits {
                return Ok((bytes, false));
            }
        }
    }
}

impl Drop for Response {
    fn drop(&mut self) {
        self.controller.abort();
    }
}
