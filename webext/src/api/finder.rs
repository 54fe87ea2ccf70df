//! The wasm module that finds numbers. It weighs half a megabyte, so it is loaded with the first question.

use std::cell::RefCell;

use js_sys::{Function, Reflect, Uint8Array, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};

use super::fetch::{self, Credentials};
use super::runtime;
use crate::error::Error;
use crate::js;

/// The file with the finder, and how long loading may take and how large it may be.
const FILE: &str = "numbers.wasm";
const LIMIT: u32 = 5_000;
const MOST_BYTES: usize = 4_000_000;

/// The finder, once it is loaded.
#[derive(Default)]
pub struct Finder(RefCell<Option<Module>>);

#[derive(Clone)]
struct Module {
    exports: JsValue,
    room: Function,
    find: Function,
    length: Function,
}

impl Finder {
    /// Asks the finder, in the form of `numbers::abi`. A module that has failed is loaded again.
    ///
    /// # Errors
    /// The module cannot be loaded, or broke off.
    pub async fn ask(&self, question: &str) -> Result<String, Error> {
        let loaded = self.0.borrow().clone();
        let module = match loaded {
            Some(module) => module,
            None => {
                let module = Module::load().await?;
                // Another question may have loaded it meanwhile; only one of the modules stays.
                self.0.borrow_mut().get_or_insert(module).clone()
            }
        };
        module.call(question).inspect_err(|_| drop(self.0.take()))
    }
}

impl Module {
    async fn load() -> Result<Self, Error> {
        let broken = |what: &str| Error::Shape(format!("{FILE}: {what}"));
        let response =
            fetch::get_url(&runtime::url(FILE), Credentials::Omit, "application/wasm", LIMIT).await;
        let response = response.map_err(|fault| broken(&format!("{fault:?}")))?;
        let bytes = response.body(MOST_BYTES).await.map_err(|fault| broken(&format!("{fault:?}")))?;
        // Synchronously, because in Firefox an asynchronous compilation may never end (see `pages/shared/early.js`).
        let module = WebAssembly::Module::new(&Uint8Array::from(bytes.as_slice()))?;
        let exports: JsValue = WebAssembly::Instance::new(&module, &js_sys::Object::new())?.exports().into();
        let function = |name: &str| {
            js::get(&exports, name).dyn_into::<Function>().map_err(|_| broken("an export is missing"))
        };
        let (room, find, length) = (function("room")?, function("find")?, function("length")?);
        Ok(Module { exports, room, find, length })
    }

    fn call(&self, question: &str) -> Result<String, Error> {
        let number = |value: JsValue| value.as_f64().unwrap_or_default() as u32;
        let length = question.len() as u32;
        let at = number(self.room.call1(&JsValue::UNDEFINED, &length.into())?);
        self.bytes(at, length)?.copy_from(question.as_bytes());
        let at = number(self.find.call0(&JsValue::UNDEFINED)?);
        let length = number(self.length.call0(&JsValue::UNDEFINED)?);
        Ok(String::from_utf8_lossy(&self.bytes(at, length)?.to_vec()).into_owned())
    }

    /// A piece of the module's memory; valid until the next call, which may let it grow.
    fn bytes(&self, at: u32, length: u32) -> Result<Uint8Array, Error> {
        let buffer = Reflect::get(&js::get(&self.exports, "memory"), &"buffer".into())?;
        Ok(Uint8Array::new_with_byte_offset_and_length(&buffer, at, length))
    }
}
