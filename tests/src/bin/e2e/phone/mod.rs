//! uContact where the extension places it: in the dock and in the panel, and in one of them at a time.

pub mod dock;
mod dock_above;
mod one_phone;
mod panel;

use crate::Scenario;

pub const ALL: &[&[Scenario]] = &[dock::ALL, dock_above::ALL, panel::ALL, one_phone::ALL];
