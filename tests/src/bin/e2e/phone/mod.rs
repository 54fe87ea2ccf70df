//! uContact's frame where the extension places it: in a dock or in the panel, and only in one place at a time.

pub mod dock;
mod dock_above;
mod one_phone;
mod panel;

use crate::Scenario;

pub const ALL: &[&[Scenario]] = &[dock::ALL, dock_above::ALL, panel::ALL, one_phone::ALL];
