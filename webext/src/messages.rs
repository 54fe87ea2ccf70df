//! What the parts of the extension send each other, and how it crosses the border to JavaScript.

pub mod contacts;
pub mod content;
pub mod placement;
pub mod site;
pub mod texts;
pub mod wire;
