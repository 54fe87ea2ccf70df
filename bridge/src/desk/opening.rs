//! What `open` of the configuration means for a record whose address is known.

use super::{Effect, How};
use crate::open::OpenMode;
use crate::view::RecordView;

/// Where to open a record that opens by itself; `None` if it waits for the agent.
pub(super) fn how(open: OpenMode) -> Option<How> {
    match open {
        OpenMode::Reuse => Some(How::Reuse),
        OpenMode::Tab => Some(How::Tab),
        OpenMode::Window => Some(How::Window),
        OpenMode::Ask | OpenMode::Never => None,
    }
}

/// The effect that opens the record, if it opens by itself.
pub(super) fn effect(guid: &str, url: &str, open: OpenMode, again: bool) -> Vec<Effect> {
    let effect =
        how(open).map(|how| Effect::OpenRecord { guid: guid.to_owned(), url: url.to_owned(), how, again });
    effect.into_iter().collect()
}

/// What the pages show of the record.
pub(super) fn found(url: String, open: OpenMode) -> RecordView {
    match open {
        OpenMode::Ask => RecordView::Asked { url },
        OpenMode::Never => RecordView::Known { url },
        OpenMode::Reuse | OpenMode::Tab | OpenMode::Window => RecordView::Opening { url },
    }
}
