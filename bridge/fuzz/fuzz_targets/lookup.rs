//! The first line as a JSONPath, the second as a JSON pointer, the others as a CRM's answer.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| bridge::fuzzing::lookup(text));
