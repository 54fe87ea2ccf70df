//! What the extension's pages share: DOM helpers, texts, theme, clock, and the connection to the desk.

pub mod address;
pub mod choice;
pub mod clock;
pub mod doctor;
pub mod dom;
pub mod field;
pub mod follow;
pub mod interaction;
pub mod language;
pub mod mapping_form;
pub mod memory;
pub mod probe;
pub mod text;
pub mod theme;
pub mod tone;
pub mod verdict;
pub mod why_not;

pub use mapping_form::MappingForm;
pub use text::Text;
pub use tone::Tone;
