//! Where uContact is, and whether it can be spoken to.

pub(crate) mod connection;
pub(crate) mod survey;
