//! Which of the numbers on a page the agent is likely to mean.

use webext::contacts::Written;

/// A number, and where it stands in the window, in pixels.
pub struct Candidate {
    pub top: f64,
    pub bottom: f64,
    pub left: f64,
    pub number: Written,
}

/// The numbers in a view of this height first, in reading order, each number once. Only a few are picked of perhaps
/// many, one by one: the code of a sort is larger than all of this.
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
    fn numbers_in_view_come_first_in_reading_order() {
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
    fn numbers_of_one_text_keep_its_order() {
        let all = "one two three".split(' ').map(|text| at(40.0, 0.0, text, text)).collect();
        assert_eq!(texts(all), "one two three");
    }

    #[test]
    fn a_number_that_is_written_twice_is_chosen_once() {
        let all =
            vec![at(90.0, 0.0, "+598 2901 2345", "+59829012345"), at(10.0, 0.0, "2901-2345", "+59829012345")];
        assert_eq!(texts(all), "2901-2345");
    }

    #[test]
    fn a_table_full_of_numbers_gives_the_first_few() {
        let all = (0..50).rev().map(|n| at(f64::from(n), 0.0, &n.to_string(), &n.to_string())).collect();
        assert_eq!(texts(all), "0 1 2 3 4 5");
        assert_eq!(texts(Vec::new()), "");
    }
}
