//! The only door to `browser.*`.

pub mod wire;
