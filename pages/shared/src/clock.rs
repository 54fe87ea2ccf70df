//! Times as people read them.

use std::cell::RefCell;

use bridge::view::Millis;
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;
use webext::i18n;

/// Now, in milliseconds since the epoch.
pub fn now() -> Millis {
    Date::now() as Millis
}

/// The time from `start` to `end`, as `0:07`, `12:05` or `1:02:33`. If the clock was set back, `0:00`.
pub fn duration(start: Millis, end: Millis) -> String {
    let seconds = end.saturating_sub(start) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The same for machines, as `<time datetime>` wants it: `PT1H2M33S`.
pub fn machine_duration(start: Millis, end: Millis) -> String {
    let seconds = end.saturating_sub(start) / 1000;
    format!("PT{}H{}M{}S", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The time of day, as the user's language writes it.
pub fn time_of_day(at: Millis) -> String {
    OF_DAY.with_borrow_mut(|form| form.write(at))
}

/// The day and the time of day.
pub fn moment(at: Millis) -> String {
    MOMENT.with_borrow_mut(|form| form.write(at))
}

thread_local! {
    static OF_DAY: RefCell<Form> = const { RefCell::new(Form::new(&[("hour", "numeric"), ("minute", "2-digit")])) };
    static MOMENT: RefCell<Form> = const {
        RefCell::new(Form::new(&[
            ("month", "short"),
            ("day", "numeric"),
            ("hour", "numeric"),
            ("minute", "2-digit"),
        ]))
    };
}

/// A way to write times. It keeps the browser's formatter, because making a formatter takes a quarter of a millisecond.
struct Form {
    parts: &'static [(&'static str, &'static str)],
    /// The formatter, and the language in which it writes.
    made: Option<(Option<String>, Intl::DateTimeFormat)>,
}

impl Form {
    const fn new(parts: &'static [(&'static str, &'static str)]) -> Self {
        Self { parts, made: None }
    }

    fn write(&mut self, at: Millis) -> String {
        let language = i18n::language();
        let formatter = match self.made.take() {
            Some((of, formatter)) if of == language => formatter,
            _ => {
                let options = Object::new();
                for (part, how) in self.parts {
                    // Setting a property of a fresh plain object cannot fail.
                    let _ = Reflect::set(&options, &(*part).into(), &(*how).into());
                }
                // Without a language: as the browser writes.
                let names: Array = language.iter().map(|name| JsValue::from_str(name)).collect();
                Intl::DateTimeFormat::new(&names, &options)
            }
        };
        let date = Date::new(&JsValue::from_f64(at as f64));
        let written = formatter.format().call1(&JsValue::UNDEFINED, &date);
        self.made = Some((language, formatter));
        written.ok().and_then(|text| text.as_string()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let from = 1_700_000_000_000;
        for (milliseconds, read, machine) in [
            (0, "0:00", "PT0H0M0S"),
            (999, "0:00", "PT0H0M0S"),
            (7_000, "0:07", "PT0H0M7S"),
            (59_999, "0:59", "PT0H0M59S"),
            (60_000, "1:00", "PT0H1M0S"),
            (725_000, "12:05", "PT0H12M5S"),
            (3_753_000, "1:02:33", "PT1H2M33S"),
            (360_000_000, "100:00:00", "PT100H0M0S"),
        ] {
            assert_eq!(duration(from, from + milliseconds), read);
            assert_eq!(machine_duration(from, from + milliseconds), machine);
        }
    }

    #[test]
    fn a_clock_that_was_set_back_gives_no_time() {
        assert_eq!(duration(5_000, 1_000), "0:00");
    }
}
