//! Any text as a message of uContact's.
#![no_main]

libfuzzer_sys::fuzz_target!(|json: &str| bridge::fuzzing::message(json));
