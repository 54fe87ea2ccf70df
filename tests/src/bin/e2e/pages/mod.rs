//! The pages of the extension.

mod doctor;
mod first_run;
pub mod history;
mod language;
mod open;
mod popup;

use crate::Scenario;

pub const ALL: &[&[Scenario]] =
    &[open::ALL, first_run::ALL, popup::ALL, history::ALL, doctor::ALL, language::ALL];
