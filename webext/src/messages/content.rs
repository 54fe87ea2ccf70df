//! The messages between the background and the content scripts. They include those of the dock and the panel, the
//! places where the extension puts uContact's frame.
//!
//! Both ends are written here, by hand and without serde, because every configured page loads the content script.

mod answer;
mod ask;
mod say;
mod settings;

pub use answer::Answer;
pub use ask::{Ask, Busy, Found};
pub use bridge::frame_state::FrameState;
pub use say::{Say, Script};
pub use settings::{Settings, SiteSettings};

/// The file with what the content script does from its first line: listen.
pub const FILE: &str = "content.js";
/// The file with the content script's code, which is loaded after [`FILE`].
pub const CODE_FILE: &str = "content-wasm.js";
/// The file with the dock, for pages where the extension places uContact's frame.
pub const DOCK_FILE: &str = "dock.js";
/// The key in `storage.local` under which the background keeps what content scripts must know ([`Settings`]).
pub const SETTINGS: &str = "content";
