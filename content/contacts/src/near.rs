//! Which of the numbers on a page the agent is likely to mean.

use webext::contacts::Written;

/// A number, and where it stands in the window, in pixels.
pub struct Candidate {
    pub top: f64,
    pub bottom: f64,
    pub left: f64,
    pub number: Written,
}

/// Those in a view of this height first, in reading order; each number once. Few are wanted of perhaps many, so they are
/// picked one by one: the code that sorts weighs more than all of this.
pub fn choose(mut all: Vec<Candidate>, height: f64) -> Vec<Written> {
    let mut chosen: Vec<Written> = Vec::new();
    while chosen.len() < Written::MOST {
        let mut best: Option<usize> = None;
        for (index, one) in all.iter().enumerate() {
            if best.is_none_or(|best| is_before(one, &all[best], height)) {
                best = Some(index);
            }
        }
        let Some(best) = best else { break };
        let number = all.remove(best).number;
        all.retain(|other| other.number.e164 != number.e164 && other.number.text != number.text);
        chosen.push(number);
    }
    chosen
}

fn is_before(one: &Candidate, other: &Candidate, height: f64) -> bool {
    let is_hidden = |one: &Candidate| one.bottom <= 0.0 || one.top >= height;
    let (hidden, others) = (is_hidden(one), is_hidden(other));
    if hidden != others { others } else { (one.top, one.left) < (other.top, other.left) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(top: f64, left: f64, text: &str, e164: &str) -> Candidate {
        let number = Written { text: text.to_owned(), e164: e164.to_owned() };
        Candidate { top, bottom: top + 20.0, left, number }
    }

    fn texts(all: Vec<Candidate>) -> String {
        let texts: Vec<String> = choose(all, 600.0).into_iter().map(|number| number.text).collect();
        texts.join(" ")
    }

    #[test]
    fn those_in_view_come_first_as_they_are_read() {
        let all = vec![
            at(-150.0, 0.0, "above", "+1"),
            at(300.0, 200.0, "right", "+2"),
            at(650.0, 0.0, "below", "+3"),
            at(300.0, 10.0, "left", "+4"),
            at(-10.0, 0.0, "top", "+5"),
        ];
        assert_eq!(texts(all), "top left right above below");
    }

    #[test]
    fn those_of_one_text_come_in_its_order() {
        let all = "one two three".split(' ').map(|text| at(40.0, 0.0, text, text)).collect();
        assert_eq!(texts(all), "one two three");
    }

    #[test]
    fn a_number_is_told_once_as_it_is_written_first() {
        let all =
            vec![at(90.0, 0.0, "+598 2901 2345", "+59829012345"), at(10.0, 0.0, "2901-2345", "+59829012345")];
        assert_eq!(texts(all), "2901-2345");
    }

    #[test]
    fn of_a_table_full_of_them_the_first_few() {
        let all = (0..50).rev().map(|n| at(f64::from(n), 0.0, &n.to_string(), &n.to_string())).collect();
        assert_eq!(texts(all), "0 1 2 3 4 5");
        assert_eq!(texts(Vec::new()), "");
    }
}
