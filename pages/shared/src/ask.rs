//! Asks the background to do something. The outcome shows in the desk's state.

use webext::{
    js::{get_string, to_js},
    runtime,
    wire::Request,
};

/// Asks, and answers only with a failure.
///
/// The reply's tag and its reason are read by hand: to decode a whole [`webext::wire::Reply`] would put a second
/// decoder of the desk's state into the popup's wasm.
///
/// # Errors
/// Why the background could not do it, in English.
pub async fn ask(request: &Request) -> Result<(), String> {
    let request = to_js(request).map_err(|error| error.to_string())?;
    let answer = runtime::send(&request).await.map_err(|error| error.to_string())?;
    match get_string(&answer, "reply").as_deref() {
        Some("failed") => Err(get_string(&answer, "why").unwrap_or_default()),
        Some(_) => Ok(()),
        None => Err("the answer has another shape than agreed".to_owned()),
    }
}
