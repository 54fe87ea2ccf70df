//! The clock, and time limits.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(call: &Function, milliseconds: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// Milliseconds since the Unix epoch.
pub fn now() -> bridge::view::Millis {
    js_sys::Date::now() as bridge::view::Millis
}

/// Returns after this many milliseconds.
pub async fn pause(milliseconds: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, milliseconds);
    });
    let _ = JsFuture::from(promise).await;
}

/// The outcome of `work`, or [`Error::TimedOut`] after `limit` milliseconds.
///
/// # Errors
/// Those of `work`, and [`Error::TimedOut`].
pub async fn limited<T>(limit: u32, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut timer = JsValue::UNDEFINED;
    let clock = JsFuture::from(Promise::new(&mut |resolve, _| timer = set_timeout(&resolve, limit)));
    let (mut work, mut clock) = (Box::pin(work), Box::pin(clock));
    let outcome = std::future::poll_fn(|task| match work.as_mut().poll(task) {
        std::task::Poll::Ready(outcome) => std::task::Poll::Ready(outcome),
        std::task::Poll::Pending => clock.as_mut().poll(task).map(|_| Err(Error::TimedOut)),
    })
    .await;
    clear_timeout(&timer);
    outcome
}

/// [`limited`], for a promise of the browser.
pub(crate) async fn within(
    limit: u32,
    work: impl Future<Output = Result<JsValue, Error>>,
) -> Result<JsValue, Error> {
    limited(limit, work).await
}
