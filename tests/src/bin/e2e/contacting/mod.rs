//! What the agent starts: from the popup, the menu, the keyboard, or a number on a page.

pub mod contacts;
mod offers;
mod start;

use crate::Scenario;

pub const ALL: &[&[Scenario]] = &[start::ALL, offers::ALL, contacts::ALL];
