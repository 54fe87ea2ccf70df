//! A configuration, whoever makes it: the agent, an administrator's policy, a file full of mistakes.

mod mistakes;
mod options;
pub mod policy;
mod probe;

use crate::Scenario;

pub const ALL: &[&[Scenario]] = &[mistakes::ALL, options::ALL, policy::ALL, probe::ALL];
