//! What stands around a number: signs that are joined to it, and the words before and after it.

use crate::scan::{after, before, is_dash, is_space};
use crate::words::{self, Word, plain};

/// How far back the words are read, in bytes: a long sentence's half, and no more, so that a text takes linear time.
const BACK: usize = 120;
/// How far ahead.
const AHEAD: usize = 40;
/// More words than these before the number are of another matter.
const MOST_WORDS: usize = 9;
/// Words that may stand between a telephone's name and its number.
const PHONE_REACH: usize = 4;
/// Words that may stand between another thing's name and its number.
const OTHER_REACH: usize = 3;

/// Letters for a telephone, a mobile, a fax, an office, a home; and for "to" in Portuguese: `T.2900 1234`, `p/2900`.
const ABBREVIATIONS: [&str; 8] = ["c", "f", "h", "m", "o", "p", "t", "w"];

/// What the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// It is a phone's number.
    For,
    /// It is another thing's.
    Against,
    /// They do not say.
    Silent,
}

/// Is something joined to the number that makes it a part of another thing?
pub(crate) fn is_glued(text: &str, start: usize, end: usize) -> bool {
    glued_before(text, start) || glued_after(text, end)
}

/// The word that ends at a byte offset.
fn word_before(text: &str, at: usize) -> &str {
    let head = &text[..at];
    // No word that is known is longer; a text of one endless word must not be walked at each of its numbers.
    let mut letters = head.char_indices().rev().take(32).take_while(|(_, c)| c.is_alphabetic());
    let start = letters.by_ref().last().map_or(at, |(i, _)| i);
    &head[start..]
}

fn is_phone(word: &str) -> bool {
    words::read(&plain(word)) == Word::Phone
}

fn glued_before(text: &str, start: usize) -> bool {
    let Some(c) = before(text, start) else { return false };
    let at = start - c.len_utf8();
    let before_sign = before(text, at);
    let alone = |word: &str, at: usize| {
        let edge = before(text, at - word.len());
        edge.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '-'))
    };
    let word = word_before(text, at);
    let abbreviation = ABBREVIATIONS.contains(&plain(word).as_str()) && alone(word, at);
    match c {
        _ if c.is_alphabetic() => {
            let word = word_before(text, start);
            !(is_phone(word) && alone(word, start))
        }
        _ if c.is_alphanumeric() => true,
        '_' | '#' | '@' | '&' | '%' | '\\' | '~' | '^' | '+' | '№' => true,
        '=' => !is_phone(word),
        '/' => match before_sign {
            Some(c) if c.is_ascii_digit() => false,
            Some(c) if c.is_alphabetic() => !(is_phone(word) || abbreviation),
            _ => false,
        },
        '.' => match before_sign {
            Some(c) if c.is_alphabetic() => !(is_phone(word) || abbreviation),
            Some(c) => c.is_alphanumeric(),
            None => false,
        },
        ':' => before_sign.is_some_and(|c| c.is_ascii_digit()),
        // Digits before the dash were a part of the run, and are judged there.
        _ if is_dash(c) => before_sign.is_some_and(char::is_alphabetic) && !is_phone(word),
        _ => false,
    }
}

fn glued_after(text: &str, end: usize) -> bool {
    let Some(c) = after(text, end) else { return false };
    let next = after(text, end + c.len_utf8());
    let then = |is: fn(char) -> bool| next.is_some_and(is);
    match c {
        _ if c.is_alphanumeric() => true,
        '_' | '@' | '%' | '°' | '=' | '#' | '\\' | '+' | '&' | '€' | '$' => true,
        '.' => then(char::is_alphanumeric),
        ':' => then(|c| c.is_ascii_digit()),
        '/' => then(char::is_alphabetic),
        _ if is_dash(c) => then(char::is_alphabetic),
        _ => false,
    }
}

/// Is it an amount, or so many of something?
pub(crate) fn is_amount(text: &str, start: usize, end: usize) -> bool {
    let head = text[..start].trim_end_matches(is_space);
    if head.ends_with(['$', '€', '£', '¥'])
        || head.ends_with("U$S")
        || words::is_currency(&plain(word_before(text, head.len())))
    {
        return true;
    }
    let tail = text[end..].trim_start_matches(is_space);
    let word: String = tail.chars().take(16).take_while(|c| c.is_alphabetic()).collect();
    if words::is_unit(&plain(&word)) {
        return true;
    }
    // "1234 $ 500": the sign belongs to what follows.
    let sign = tail.strip_prefix(['€', '$', '£', '%']);
    sign.is_some_and(|rest| !rest.trim_start_matches(is_space).starts_with(|c: char| c.is_ascii_digit()))
}

/// What the words before the number say, the nearest first, and if they say nothing, the word after it.
pub(crate) fn cue(text: &str, start: usize, end: usize) -> Cue {
    match words_before(text, start) {
        Cue::Silent if named_after(text, end) => Cue::For,
        said => said,
    }
}

/// A piece of the text before a number.
enum Piece<'a> {
    Word(&'a str),
    Digits(usize),
    Sign(char),
}

/// The pieces before a byte offset, the nearest first.
fn pieces(text: &str, at: usize) -> impl Iterator<Item = Piece<'_>> {
    let floor = (at.saturating_sub(BACK)..=at).find(|i| text.is_char_boundary(*i)).unwrap_or(at);
    let mut rest = &text[floor..at];
    std::iter::from_fn(move || {
        let last = rest.chars().next_back()?;
        let tail = |is: fn(char) -> bool| rest.trim_end_matches(is).len();
        let (cut, piece): (usize, fn(&str) -> Piece<'_>) = match last {
            c if c.is_ascii_digit() => (tail(|c| c.is_ascii_digit()), |s| Piece::Digits(s.len())),
            c if c.is_alphabetic() && !matches!(c, 'º' | 'ª') => {
                (tail(|c| c.is_alphabetic()), |s| Piece::Word(s))
            }
            c => (rest.len() - c.len_utf8(), |s| Piece::Sign(s.chars().next().unwrap_or(' '))),
        };
        let (head, found) = rest.split_at(cut);
        rest = head;
        Some(piece(found))
    })
}

fn words_before(text: &str, start: usize) -> Cue {
    let (mut words, mut lines, mut spaces, mut depth) = (0, 0, 0, 0);
    let (mut nearest, mut number, mut digits, mut sentence, mut counted) =
        (Word::Unknown, false, false, false, false);
    // A cell or a line lies between, and digits beyond: "Pedido 5 | 2900 1234" has its own, but "Teléfono 2" is a label.
    let (mut cell, mut own) = (false, false);
    let silent = |counted: bool| if counted { Cue::Against } else { Cue::Silent };
    for piece in pieces(text, start) {
        let space = matches!(piece, Piece::Sign(c) if is_space(c));
        spaces = if space { spaces + 1 } else { 0 };
        // What is in brackets is said by the way: "Fax (lo usan todavía): …".
        match piece {
            Piece::Sign(')') => depth += 1,
            Piece::Sign('(') if depth > 0 => depth -= 1,
            _ => {}
        }
        if depth > 0 {
            continue;
        }
        match piece {
            Piece::Sign('\n') => {
                lines += 1;
                cell = true;
                // A label may stand in the line before.
                if words > 0 || digits || lines > 2 {
                    return silent(counted);
                }
            }
            Piece::Sign('|' | '\t' | ';' | '·' | '•' | '>') if words > 0 || digits => {
                return silent(counted);
            }
            Piece::Sign('|' | '\t' | ';' | '·' | '•' | '>') => cell = true,
            Piece::Sign(',') => return silent(counted),
            Piece::Sign('.' | '!' | '?') => sentence = spaces == 0 && words > 0,
            Piece::Sign('º' | '°') => counted |= words == 0,
            Piece::Sign(_) if space && spaces > 1 && words > 0 => return silent(counted),
            Piece::Sign(_) => {}
            Piece::Digits(length) => {
                digits |= length > 2;
                own |= cell;
            }
            Piece::Word(word) => {
                words += 1;
                let title = word.starts_with(char::is_uppercase) && word.chars().count() <= 4;
                let word = plain(word);
                let read = words::read(&word);
                // "Tel. Ana", "ref. 29", "Dr. Sosa": the full stop is an abbreviation's, and else a sentence's.
                let known = matches!(read, Word::Phone | Word::Other);
                if sentence && !(title || (known && word.len() <= 5)) {
                    return silent(counted);
                }
                if words == 1 {
                    nearest = read;
                }
                number |= matches!(word.as_str(), "numero" | "number");
                match read {
                    Word::Phone if words <= PHONE_REACH && !digits => return Cue::For,
                    Word::Other if words <= OTHER_REACH && !own => return Cue::Against,
                    Word::Call if words == 1 || nearest == Word::Preposition => return Cue::For,
                    Word::Own if number => return Cue::For,
                    _ if words >= MOST_WORDS => return silent(counted),
                    _ => {}
                }
                sentence = false;
            }
        }
    }
    silent(counted)
}

/// `29001234 (solo WhatsApp)`, `29001234 cel`: a telephone's name after the number, and not before the next one.
fn named_after(text: &str, end: usize) -> bool {
    let ceiling =
        (end..=(end + AHEAD).min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(end);
    let tail = text[end..ceiling].trim_start_matches(is_space);
    if let Some(inside) = tail.strip_prefix('(').and_then(|tail| tail.split(')').next()) {
        return inside.split(|c: char| !c.is_alphanumeric()).any(is_phone);
    }
    let tail = tail.trim_start_matches(is_dash).trim_start_matches(is_space);
    let (word, rest) = tail.split_at(tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len()));
    let rest = rest.trim_start_matches(|c: char| is_space(c) || c == '.');
    let leads = rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ':' | '+' | '('));
    is_phone(word) && !leads
}
