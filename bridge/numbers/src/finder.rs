//! The finder: what is a candidate, and what is taken.

use crate::context::{self, Cue};
use crate::region::Region;
use crate::scan::{self, Group, is_dash, is_space};
use crate::shape::{self, Form, Shape};
use crate::{barrier, extension, plan};

/// Finds phone numbers in texts of one site.
#[derive(Debug, Clone, Copy)]
pub struct Finder {
    region: Option<Region>,
}

/// A phone number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The byte offset of its first character: a digit, a plus or a bracket.
    pub start: usize,
    /// The byte offset after its last character, which may be an extension's.
    pub end: usize,
    /// In E.164, such as `+59829001234`.
    pub e164: String,
    /// The digits of its extension.
    pub extension: Option<String>,
}

/// A number that stands, as far as one can see from itself.
struct Candidate {
    found: Found,
    /// Of how many groups it is.
    groups: usize,
    /// A word is for it.
    named: bool,
}

/// The number before.
#[derive(Clone, Copy)]
struct Last {
    end: usize,
    named: bool,
}

impl Finder {
    /// Reads national formats of this region, and international ones; without a region, only the latter.
    #[must_use]
    pub fn new(region: Option<Region>) -> Self {
        Self { region }
    }

    /// All numbers of a text, in their order, none overlapping. Takes time linear in the text's length.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut groups = scan::groups(text);
        barrier::mark(text, &mut groups);
        let mut found = Vec::new();
        let mut last = None;
        let mut at = 0;
        while at < groups.len() {
            let length = scan::run(text, &groups[at..]);
            let run = &groups[at..at + length];
            for piece in run.split(|group| group.barrier) {
                self.find_in(text, piece, &mut found, &mut last);
            }
            at += length;
        }
        found
    }

    /// Like [`find`](Self::find), in a text that has its label elsewhere: the head of a table's column, or the name of
    /// a field. After `Teléfono`, bare digits are a number; after `Pedido`, they are none.
    #[must_use]
    pub fn find_labelled(&self, label: &str, text: &str) -> Vec<Found> {
        let head = format!("{label}\n");
        let mut found = self.find(&(head.clone() + text));
        found.retain(|number| number.start >= head.len());
        for number in &mut found {
            number.start -= head.len();
            number.end -= head.len();
        }
        found
    }

    /// The numbers of a piece: groups that stand close, and none of them is a barrier.
    ///
    /// A number next to digits that are none, with nothing but a space or a sign between, is a part of something
    /// longer, and not taken; but a word for it tells where it starts.
    fn find_in(&self, text: &str, piece: &[Group], found: &mut Vec<Found>, last: &mut Option<Last>) {
        let mut at = 0;
        // The last number stands close before `at`, and nothing but its looks says so.
        let mut doubtful = false;
        while at < piece.len() {
            // What an extension took.
            if last.is_some_and(|last| piece[at].start < last.end) {
                at += 1;
                continue;
            }
            if let Some(candidate) = self.longest(text, &piece[at..], *last) {
                at += candidate.groups;
                *last = Some(Last { end: candidate.found.end, named: candidate.named });
                doubtful = !candidate.named && !is_parted(text, piece, at);
                found.push(candidate.found);
                continue;
            }
            if doubtful {
                found.pop();
            }
            doubtful = false;
            at += 1;
            while at < piece.len() && !is_parted(text, piece, at) {
                at += 1;
            }
        }
    }

    /// The longest number from the first group on.
    fn longest(&self, text: &str, groups: &[Group], last: Option<Last>) -> Option<Candidate> {
        let mut most = 0;
        let mut digits = 0;
        while most < groups.len().min(shape::MOST_GROUPS) && digits + groups[most].len() <= plan::MOST {
            digits += groups[most].len();
            most += 1;
        }
        (1..=most).rev().find_map(|count| self.judge(text, &groups[..count], last))
    }

    fn judge(&self, text: &str, groups: &[Group], last: Option<Last>) -> Option<Candidate> {
        let shape = shape::read(text, groups)?;
        let extension = extension::read(text, shape.end);
        let end = extension.map_or(shape.end, |(_, end)| end);
        let Shape { start, form, .. } = shape;
        if context::is_glued(text, start, end) || (form != Form::Plus && context::is_amount(text, start, end))
        {
            return None;
        }
        let e164 = plan::e164(&shape.digits, shape.plus, self.region)?;
        let follows = last.is_some_and(|last| is_list(&text[last.end..start], last.named));
        let cue = if follows || extension.is_some() { Cue::For } else { context::cue(text, start, end) };
        let taken = match form {
            Form::Plus => true,
            Form::Grouped => cue != Cue::Against,
            Form::Weak => cue == Cue::For,
        };
        taken.then(|| Candidate {
            found: Found { start, end, e164, extension: extension.map(|(digits, _)| digits.to_owned()) },
            groups: groups.len(),
            named: cue == Cue::For,
        })
    }
}

/// Does the sign before this group part numbers?
fn is_parted(text: &str, piece: &[Group], at: usize) -> bool {
    let (Some(last), Some(next)) = (at.checked_sub(1).and_then(|i| piece.get(i)), piece.get(at)) else {
        return true;
    };
    let gap = &text[last.end..next.start];
    gap.contains(['/', '(', '+', '·'])
        || gap.ends_with(|c| is_space(c) && gap.contains(')'))
        || (gap.starts_with(is_space) && gap.ends_with(is_space) && gap.contains(is_dash))
}

/// Do two numbers of a list have this between them?
///
/// After a number that no word names, a comma or a space may as well part the columns of a table.
fn is_list(between: &str, named: bool) -> bool {
    const AND: [&str; 11] = ["/", "y", "e", "o", "u", "ou", "or", "and", "y al", "y/o", "e/ou"];
    // Long texts between two numbers are no list, and are not looked through.
    if between.len() > 8 || between.contains('\n') {
        return false;
    }
    let between = between.trim();
    AND.contains(&between) || (named && matches!(between, "" | "," | "-" | "–" | ", y"))
}
