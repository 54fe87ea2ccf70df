//! `xtask explain`: what the rules make of a file of events.
