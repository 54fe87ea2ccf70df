//! What the pages and the dock look like, and whether everybody can read and use them.

mod accessibility;
mod axe;
mod colours;
mod dock;
mod pictures;

use crate::Scenario;

pub const ALL: &[&[Scenario]] = &[accessibility::ALL, colours::ALL, dock::ALL, pictures::ALL];
