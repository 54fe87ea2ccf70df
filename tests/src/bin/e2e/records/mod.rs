//! What is opened for an interaction, and how.

pub mod creme;
mod lookups;
mod opening;

use crate::Scenario;

pub const ALL: &[&[Scenario]] = &[opening::ALL, lookups::ALL, creme::ALL];
