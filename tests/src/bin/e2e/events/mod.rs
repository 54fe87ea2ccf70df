//! uContact's messages arrive, are kept, and take effect once.

mod arrival;
mod day;
mod frames;
mod kills;

use crate::Scenario;

pub const ALL: &[&[Scenario]] = &[arrival::ALL, frames::ALL, kills::ALL, day::ALL];
