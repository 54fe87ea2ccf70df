//! The first line as a template, the others as values.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (template, values) = text.split_once('\n').unwrap_or((text, ""));
    bridge::fuzzing::template(template, &bridge::fuzzing::values(values));
});
