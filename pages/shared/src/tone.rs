//! Whether a line is good or bad news: the attribute `data-tone`, which the style uses.

/// Good, doubtful or bad news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Everything is right.
    Good,
    /// It may work, or something is left to do.
    Warn,
    /// It does not work.
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
