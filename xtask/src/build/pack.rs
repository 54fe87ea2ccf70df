//! Fills a loader's template with the glue and the binary.

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridge::message::EVENTS;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write as _;

/// Where the glue goes, as a statement.
const GLUE: &str = "/*@glue@*/";
/// Where the wasm goes, inside a string, as base64.
const WASM: &str = "@wasm@";
/// The same, deflated (raw, RFC 1951) before base64, for the content script, because every page loads it.
const DEFLATED: &str = "@deflated@";
/// Where the twin's `function instantiate(imports)` goes, as a statement.
const TWIN: &str = "/*@twin@*/";
/// Where a page's script gets the code that unpacks and starts its wasm, as a statement.
const UNPACK: &str = "/*@unpack@*/";
/// The name of the script's part, inside a string; the script asks for its twin by this name.
const PART: &str = "@part@";
/// The global by which a twin finds its script, inside a string.
const PLACE: &str = "@place@";

/// The names of uContact's events, inside a string, with spaces between.
const NAMES: &str = "@events@";

/// Fills in the names of uContact's events.
pub fn with_events(template: &str) -> Result<String> {
    fill(template, &[(NAMES, &EVENTS.join(" "))])
}

/// A loader with its glue, without wasm.
pub fn with_glue(template: &str, glue: &str) -> Result<String> {
    fill(template, &[(GLUE, glue)])
}

/// A loader with its wasm.
pub fn with_wasm(template: &str, glue: &str, wasm: &[u8]) -> Result<String> {
    if template.contains(DEFLATED) {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
        deflate.write_all(wasm)?;
        return fill(template, &[(GLUE, glue), (DEFLATED, &STANDARD.encode(deflate.finish()?))]);
    }
    fill(template, &[(GLUE, glue), (WASM, &STANDARD.encode(wasm))])
}

/// The loader of a page's script, with the code that unpacks and starts its wasm.
pub fn with_unpack(template: &str, unpack: &str, part: &str) -> Result<String> {
    fill(template, &[(UNPACK, &fill(unpack, &[(PART, part)])?)])
}

/// A loader with its wasm as JavaScript, for the script that waits at this global.
pub fn with_twin(template: &str, place: &str, glue: &str, twin: &str) -> Result<String> {
    fill(template, &[(TWIN, twin), (GLUE, glue), (PLACE, place)])
}

/// Replaces each mark by its value. Each mark must occur exactly once; the values are not searched.
fn fill(template: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut places = Vec::new();
    for (mark, value) in values {
        let found: Vec<usize> = template.match_indices(mark).map(|(at, _)| at).collect();
        let [at] = found[..] else {
            bail!("the loader's template has {mark} {} times; it must stand there once", found.len());
        };
        places.push((at, mark.len(), *value));
    }
    places.sort_unstable();
    let mut out = String::new();
    let mut end = 0;
    for (at, length, value) in places {
        out.push_str(&template[end..at]);
        out.push_str(value);
        end = at + length;
    }
    out.push_str(&template[end..]);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn fills_each_mark_and_searches_nothing_that_it_filled_in() {
        let out = with_wasm("a /*@glue@*/ b \"@wasm@\"", "let g = '@wasm@ /*@glue@*/';", b"\0asm").unwrap();
        assert_eq!(out, "a let g = '@wasm@ /*@glue@*/'; b \"AGFzbQ==\"");
    }

    #[test]
    fn deflates_where_the_template_asks_for_it() {
        let wasm = [7; 1000];
        let out = with_wasm("/*@glue@*/@deflated@", "", &wasm).unwrap();
        let deflated = STANDARD.decode(out).unwrap();
        let mut back = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::DeflateDecoder::new(&deflated[..]), &mut back).unwrap();
        assert_eq!(back, wasm);
        assert!(deflated.len() < 50);
    }

    #[test]
    fn a_page_s_script_asks_for_its_own_twin() {
        let loader =
            with_unpack("a; /*@unpack@*/", "/*@glue@*/ ask(\"@part@\", \"@deflated@\")", "dock").unwrap();
        assert_eq!(loader, "a; /*@glue@*/ ask(\"dock\", \"@deflated@\")");
        assert_eq!(with_twin("@place@ /*@twin@*/ /*@glue@*/", "g", "x", "y").unwrap(), "g y x");
    }

    #[test]
    fn a_deflated_wasm_unpacks_to_the_same() {
        let wasm = b"\0asm".repeat(100);
        let out = with_wasm("/*@glue@*/@deflated@", "", &wasm).unwrap();
        let mut unpacked = Vec::new();
        let packed = STANDARD.decode(out).unwrap();
        flate2::read::DeflateDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
        assert!(packed.len() < wasm.len());
        assert_eq!(unpacked, wasm);
    }

    #[test]
    fn a_mark_missing_or_twice_is_an_error() {
        assert!(with_wasm("/*@glue@*/", "", b"").unwrap_err().to_string().contains("@wasm@ 0 times"));
        assert!(with_twin("@place@ /*@twin@*/ /*@glue@*/ /*@glue@*/", "", "", "").is_err());
        assert!(with_unpack("", "@part@", "dock").is_err());
        assert!(with_events("").is_err());
    }
}
