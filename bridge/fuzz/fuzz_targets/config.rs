//! Any text as a configuration.
#![no_main]

libfuzzer_sys::fuzz_target!(|json: &str| bridge::fuzzing::config(json));
