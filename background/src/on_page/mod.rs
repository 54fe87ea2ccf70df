//! What is on CRM pages: the content scripts, and what they must know.

pub(crate) mod contacts;
pub(crate) mod granted;
pub(crate) mod numbers;
mod regexp;
pub(crate) mod scripts;
mod settings;
