//! What the extension's pages share: the DOM, the texts, the theme, the clock, and the port to the desk.

pub mod clock;
pub mod dom;
pub mod follow;
pub mod memory;
pub mod text;
pub mod theme;

pub use text::Text;
