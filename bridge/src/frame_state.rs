//! What a document knows of uContact's frame in it.

/// What a document knows of uContact's frame in it; the more, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FrameState {
    /// The page's own policy sandboxes the document. A frame in it has no origin, so nothing from it is believed.
    Sandboxed,
    /// The extension's frame was there. The page removed it too often, so the extension does not put it back.
    Removed,
    /// A frame with uContact's address is there.
    There,
    /// A frame sent a message from uContact's origin.
    Spoken,
}

impl FrameState {
    /// Whether there is a frame that is believed and that a message can be posted to.
    #[must_use]
    pub fn is_usable(self) -> bool {
        self >= FrameState::There
    }
}
