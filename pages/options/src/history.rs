//! Undo and redo by copies: a kept value must be cheap to copy.

use bridge::view::Millis;

/// At most so many steps back are kept.
const MOST: usize = 200;

/// Two keys in one field are one step if less than so many milliseconds lie between them.
const ONE_STEP: Millis = 1_500;

/// Something with a past and, after an undo, a future.
#[derive(Debug)]
pub struct History<T> {
    past: Vec<T>,
    present: T,
    future: Vec<T>,
    /// The field of the last change, and when it was made.
    last: Option<(String, Millis)>,
}

impl<T: Clone + PartialEq> History<T> {
    /// Starts without a past.
    pub fn new(present: T) -> Self {
        History { past: Vec::new(), present, future: Vec::new(), last: None }
    }

    /// The present value.
    pub fn present(&self) -> &T {
        &self.present
    }

    /// Makes `next` the present. Changes of one `field` that follow each other quickly are one step; a change with an
    /// empty name is a step of its own. `false` if nothing changed.
    pub fn change(&mut self, field: &str, next: T, now: Millis) -> bool {
        if next == self.present {
            return false;
        }
        let goes_on = !field.is_empty()
            && self
                .last
                .as_ref()
                .is_some_and(|(last, at)| last == field && now.saturating_sub(*at) < ONE_STEP);
        let before = std::mem::replace(&mut self.present, next);
        if !goes_on {
            if self.past.len() == MOST {
                self.past.remove(0);
            }
            self.past.push(before);
        }
        self.future.clear();
        self.last = Some((field.to_owned(), now));
        true
    }

    /// One step back; `false` if there is none.
    pub fn undo(&mut self) -> bool {
        self.last = None;
        let Some(before) = self.past.pop() else { return false };
        self.future.push(std::mem::replace(&mut self.present, before));
        true
    }

    /// One step forward again; `false` if there is none.
    pub fn redo(&mut self) -> bool {
        self.last = None;
        let Some(after) = self.future.pop() else { return false };
        self.past.push(std::mem::replace(&mut self.present, after));
        true
    }

    /// Whether there is a step back, and whether there is a step forward.
    pub fn can(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_in_one_field_is_one_step_and_a_pause_makes_two() {
        let mut history = History::new("");
        assert!(history.change("a", "x", 0));
        assert!(history.change("a", "xy", 500));
        assert!(!history.change("a", "xy", 600), "nothing changed");
        assert!(history.change("b", "xyz", 700));
        assert!(history.change("b", "xyzz", 700 + ONE_STEP));
        assert_eq!(history.can(), (true, false));
        let mut seen = Vec::new();
        while history.undo() {
            seen.push(*history.present());
        }
        assert_eq!(seen, ["xyz", "xy", ""]);
        assert!(history.redo() && history.redo() && history.redo() && !history.redo());
        assert_eq!(*history.present(), "xyzz");
    }

    #[test]
    fn a_change_after_an_undo_has_no_future_and_is_a_step_of_its_own() {
        let mut history = History::new(0);
        history.change("", 1, 0);
        history.change("", 2, 0);
        history.undo();
        history.change("", 7, 0);
        assert!(!history.redo());
        assert!(history.undo());
        assert_eq!(*history.present(), 1);
    }

    #[test]
    fn the_past_has_an_end() {
        let mut history = History::new(0);
        for n in 1..=MOST + 10 {
            history.change("", n, 0);
        }
        let mut steps = 0;
        while history.undo() {
            steps += 1;
        }
        assert_eq!((steps, *history.present()), (MOST, 10));
    }
}
