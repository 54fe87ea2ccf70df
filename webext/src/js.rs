//! Values on their way to and from JavaScript: typed here, plain objects there.

use gloo_utils::format::JsValueSerdeExt;
use js_sys::{Array, Function, Object, Promise, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    fn console_warn(text: &str);
}

/// Writes a line to the console of this worker or page, as a warning. Never with data of an interaction.
pub fn warn(text: &str) {
    console_warn(text);
}

/// The property `key`, or `undefined` if there is none or `object` has no properties.
#[inline(never)]
pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// The property `key` if it is a string.
#[inline(never)]
pub fn get_string(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}

/// A plain object of these properties.
#[inline(never)]
pub fn object(properties: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new().into();
    for (key, value) in properties {
        set(&object, key, value);
    }
    object
}

/// Sets a property of a fresh plain object, which cannot fail.
pub(crate) fn set(object: &JsValue, key: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}

/// The strings of a JavaScript array; other elements are left out.
#[inline(never)]
pub fn list(array: &JsValue) -> Vec<String> {
    Array::from(array).iter().filter_map(|text| text.as_string()).collect()
}

/// A list of strings as a JavaScript array.
#[inline(never)]
pub fn strings<S: AsRef<str>>(list: &[S]) -> JsValue {
    list.iter().map(|s| JsValue::from_str(s.as_ref())).collect::<Array>().into()
}

/// A serde value as a plain object.
///
/// # Errors
/// [`Error::Shape`] if the value cannot be written as JSON.
pub fn to_js<T: Serialize>(value: &T) -> Result<JsValue, Error> {
    JsValue::from_serde(value).map_err(|e| Error::Shape(e.to_string()))
}

/// A plain object as a serde value.
///
/// # Errors
/// [`Error::Shape`] if it is not of the type's shape.
pub fn from_js<T: DeserializeOwned>(value: &JsValue) -> Result<T, Error> {
    value.into_serde().map_err(|e| Error::Shape(e.to_string()))
}

/// Waits for the promise of a call.
pub(crate) async fn settle(call: Result<Promise, JsValue>) -> Result<JsValue, Error> {
    Ok(JsFuture::from(call?).await?)
}

/// A listener that lives as long as the page or worker does.
///
/// `addListener` registers it with the browser; the closure is given away for good.
pub fn keep<F: ?Sized + wasm_bindgen::closure::WasmClosure>(closure: Closure<F>) -> Function {
    closure.into_js_value().unchecked_into()
}
