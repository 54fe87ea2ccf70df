//! A text as groups of digits, and runs of groups that might belong together.

/// The widest gap inside one number, in bytes: `") - "` with wide spaces.
const WIDEST_GAP: usize = 12;

/// ASCII digits with none before or after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group {
    /// The byte offset of the first digit.
    pub start: usize,
    /// The byte offset after the last one.
    pub end: usize,
    /// Belongs to something that is known to be no phone number, and parts the run.
    pub barrier: bool,
}

impl Group {
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }
}

/// All groups of digits, in order.
pub(crate) fn groups(text: &str) -> Vec<Group> {
    let bytes = text.as_bytes();
    let mut groups = Vec::new();
    let mut at = 0;
    while let Some(skip) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + skip;
        at = bytes[start..].iter().position(|b| !b.is_ascii_digit()).map_or(bytes.len(), |n| start + n);
        groups.push(Group { start, end: at, barrier: false });
    }
    groups
}

/// How many groups from the first on stand close enough to be of one run; at least one.
pub(crate) fn run(text: &str, groups: &[Group]) -> usize {
    let joined = |pair: &[Group]| joins(&text[pair[0].end..pair[1].start]);
    1 + groups.windows(2).take_while(|pair| joined(pair)).count()
}

/// May this stand between two groups of a number, or between two numbers of a list?
fn joins(gap: &str) -> bool {
    if gap.is_empty() || gap.len() > WIDEST_GAP {
        return false;
    }
    let mut spaces = 0;
    for c in gap.chars() {
        spaces = if is_space(c) { spaces + 1 } else { 0 };
        // Two spaces part the columns of a table.
        if spaces > 1 || !(is_space(c) || is_dash(c) || matches!(c, '.' | '(' | ')' | '/' | '+' | '·')) {
            return false;
        }
    }
    // A full stop and a space end a sentence, or number the items of a list.
    !(gap.contains(". ") || gap.contains(".("))
}

/// A space that may stand in a number: no tab and no new line.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}')
}

/// A hyphen, or what is typed for one.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The character before a byte offset.
pub(crate) fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character after a byte offset.
pub(crate) fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}
