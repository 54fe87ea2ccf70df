//! The messages between the parts of the extension, and their form in JavaScript.

pub mod contacts;
pub mod content;
pub mod placement;
pub mod site;
pub mod texts;
pub mod wire;
