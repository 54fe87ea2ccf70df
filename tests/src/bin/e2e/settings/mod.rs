//! The configuration: made by the agent or by an administrator's policy, and with mistakes in it.

mod mistakes;
mod options;
pub mod policy;
mod probe;

use crate::Scenario;

pub const ALL: &[&[Scenario]] = &[mistakes::ALL, options::ALL, policy::ALL, probe::ALL];
