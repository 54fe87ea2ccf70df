//! Asking the background for something whose outcome shows in the desk's state.

use webext::{
    js::{get_string, to_js},
    runtime,
    wire::Request,
};

/// Asks, and hears only whether it could not be done.
///
/// The answer's tag and its reason are read by hand: decoding a whole [`webext::wire::Reply`] would put a second
/// decoder of everything a desk can show into the popup's wasm.
///
/// # Errors
/// Why it could not be done, in English.
pub async fn ask(request: &Request) -> Result<(), String> {
    let request = to_js(request).map_err(|error| error.to_string())?;
    let answer = runtime::send(&request).await.map_err(|error| error.to_string())?;
    match get_string(&answer, "reply").as_deref() {
        Some("failed") => Err(get_string(&answer, "why").unwrap_or_default()),
        Some(_) => Ok(()),
        None => Err("the answer has another shape than agreed".to_owned()),
    }
}
