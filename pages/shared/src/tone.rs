//! How a line is meant: the style's `data-tone`.

/// Good, doubtful or bad news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// All is well.
    Good,
    /// It may do, or something is left to do.
    Warn,
    /// It will not do.
    Bad,
}

impl Tone {
    /// The attribute's value.
    pub fn name(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
        }
    }
}
