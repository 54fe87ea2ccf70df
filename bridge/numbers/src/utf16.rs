//! Offsets as the DOM counts them.

use crate::Found;

/// Where each number starts and ends in UTF-16 code units, which is how a DOM `Range` counts.
///
/// `found` is what [`Finder::find`](crate::Finder::find) said of the same text, in its order. Takes one walk over the
/// text.
#[must_use]
pub fn utf16_ranges(text: &str, found: &[Found]) -> Vec<(usize, usize)> {
    let (mut byte, mut unit) = (0, 0);
    let mut to = |offset: usize| {
        // An offset of another text is no reason to panic.
        unit += text.get(byte..offset).map_or(0, |part| part.encode_utf16().count());
        byte = offset;
        unit
    };
    found.iter().map(|number| (to(number.start), to(number.end))).collect()
}
