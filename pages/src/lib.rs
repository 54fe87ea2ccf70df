//! What the extension's pages share: the DOM, the texts, the theme, the clock, and the way to the desk.

pub mod ask;
pub mod clock;
pub mod dom;
pub mod follow;
pub mod memory;
pub mod probe;
pub mod text;
pub mod theme;
pub mod tone;
pub mod verdict;

pub use ask::ask;
pub use text::Text;
pub use tone::Tone;
