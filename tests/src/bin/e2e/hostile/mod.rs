//! What a page, a frame, a client's data or a policy could do to the extension.

mod dock;
mod forgery;
mod origins;
mod policies;

use crate::Scenario;

pub const ALL: &[&[Scenario]] = &[policies::ALL, forgery::ALL, origins::ALL, dock::ALL];
