//! The `target_features` custom section of a wasm file.
//!
//! The prebuilt standard library is compiled with `+reference-types` and `+multivalue`, and the linker writes the
//! union of all objects' features into the section. wasm-bindgen relies on it, and would rewrite the module to use
//! externref tables and multiple results, which wasm2js cannot translate. Our code uses neither, so both entries are
//! removed. Binaryen gets exactly the remaining features, and refuses the module if it uses another.

use anyhow::{Context, Result, bail};

const SECTION: &[u8] = b"target_features";
const HEADER: usize = 8;

/// One section: where it starts and ends in the file, and its contents' start.
struct Section {
    id: u8,
    start: usize,
    body: usize,
    end: usize,
}

/// The features that the file declares (`+`), in its order.
pub fn used(wasm: &[u8]) -> Result<Vec<String>> {
    let Some((_, entries)) = find(wasm)? else { return Ok(Vec::new()) };
    Ok(entries.into_iter().filter(|(sign, _)| *sign == b'+').map(|(_, name)| name).collect())
}

/// The same file without these entries in its `target_features` section.
pub fn without(wasm: &[u8], drop: &[&str]) -> Result<Vec<u8>> {
    let Some((section, mut entries)) = find(wasm)? else { return Ok(wasm.to_vec()) };
    entries.retain(|(_, name)| !drop.contains(&name.as_str()));

    let mut body = Vec::new();
    put_bytes(&mut body, SECTION)?;
    put_u32(&mut body, u32::try_from(entries.len())?);
    for (sign, name) in &entries {
        body.push(*sign);
        put_bytes(&mut body, name.as_bytes())?;
    }

    let mut out = wasm[..section.start].to_vec();
    out.push(section.id);
    put_bytes(&mut out, &body)?;
    out.extend_from_slice(&wasm[section.end..]);
    Ok(out)
}

type Entries = Vec<(u8, String)>;

fn find(wasm: &[u8]) -> Result<Option<(Section, Entries)>> {
    if !wasm.starts_with(b"\0asm\x01\0\0\0") {
        bail!("not a WebAssembly file, version 1");
    }
    let mut at = HEADER;
    while at < wasm.len() {
        let section = section(wasm, at).with_context(|| format!("section at byte {at}"))?;
        at = section.end;
        if section.id != 0 {
            continue;
        }
        let mut reader = section.body;
        if bytes(wasm, &mut reader)? != SECTION {
            continue;
        }
        let count = u32_at(wasm, &mut reader)?;
        let mut entries = Vec::new();
        for _ in 0..count {
            let sign = byte(wasm, &mut reader)?;
            let name = bytes(wasm, &mut reader)?;
            entries.push((sign, String::from_utf8(name.to_vec()).context("a feature's name")?));
        }
        if reader != section.end {
            bail!("target_features: {} bytes too many", section.end.abs_diff(reader));
        }
        return Ok(Some((section, entries)));
    }
    Ok(None)
}

fn section(wasm: &[u8], start: usize) -> Result<Section> {
    let mut at = start;
    let id = byte(wasm, &mut at)?;
    let length = usize::try_from(u32_at(wasm, &mut at)?)?;
    let end = at.checked_add(length).filter(|end| *end <= wasm.len()).context("it ends after the file")?;
    Ok(Section { id, start, body: at, end })
}

fn byte(wasm: &[u8], at: &mut usize) -> Result<u8> {
    let byte = *wasm.get(*at).context("the file ends too early")?;
    *at += 1;
    Ok(byte)
}

fn bytes<'a>(wasm: &'a [u8], at: &mut usize) -> Result<&'a [u8]> {
    let length = usize::try_from(u32_at(wasm, at)?)?;
    let end = at.checked_add(length).context("too long")?;
    let bytes = wasm.get(*at..end).context("the file ends too early")?;
    *at = end;
    Ok(bytes)
}

/// An unsigned LEB128 of at most 32 bits.
fn u32_at(wasm: &[u8], at: &mut usize) -> Result<u32> {
    let mut value = 0_u64;
    for shift in (0..35).step_by(7) {
        let byte = byte(wasm, at)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return u32::try_from(value).context("a number above 32 bits");
        }
    }
    bail!("a number of more than five bytes")
}

fn put_u32(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    put_u32(out, u32::try_from(bytes.len())?);
    out.extend_from_slice(bytes);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a type section, the given features, and a section after them.
    fn module(features: &[(u8, &str)]) -> Vec<u8> {
        let mut body = Vec::new();
        put_bytes(&mut body, SECTION).unwrap();
        put_u32(&mut body, features.len() as u32);
        for (sign, name) in features {
            body.push(*sign);
            put_bytes(&mut body, name.as_bytes()).unwrap();
        }
        let mut wasm = b"\0asm\x01\0\0\0\x01\x04\x01\x60\x00\x00".to_vec();
        wasm.push(0);
        put_bytes(&mut wasm, &body).unwrap();
        wasm.extend_from_slice(b"\x00\x06\x04nameX");
        wasm
    }

    #[test]
    fn drops_only_what_it_is_told_to() {
        let both =
            module(&[(b'+', "multivalue"), (b'+', "sign-ext"), (b'+', "reference-types"), (b'-', "atomics")]);
        let rest = module(&[(b'+', "sign-ext"), (b'-', "atomics")]);
        assert_eq!(without(&both, &["reference-types", "multivalue"]).unwrap(), rest);
        assert_eq!(used(&rest).unwrap(), ["sign-ext"]);
    }

    #[test]
    fn leaves_a_file_alone_that_names_neither() {
        let plain = module(&[(b'+', "sign-ext")]);
        assert_eq!(without(&plain, &["reference-types"]).unwrap(), plain);
        let bare = b"\0asm\x01\0\0\0".to_vec();
        assert_eq!(without(&bare, &["reference-types"]).unwrap(), bare);
        assert!(used(&bare).unwrap().is_empty());
    }

    #[test]
    fn a_long_list_keeps_its_two_byte_lengths() {
        let names: Vec<String> = (0..200).map(|n| format!("feature-{n}")).collect();
        let all: Vec<(u8, &str)> = names.iter().map(|name| (b'+', name.as_str())).collect();
        let cut = without(&module(&all), &["feature-7"]).unwrap();
        let kept: Vec<(u8, &str)> = all.iter().copied().filter(|(_, name)| *name != "feature-7").collect();
        assert_eq!(cut, module(&kept));
    }

    #[test]
    fn a_broken_file_is_refused() {
        let whole = module(&[(b'+', "multivalue")]);
        for end in [0, 4, 9, 12, 20, 30] {
            assert!(without(&whole[..end], &["multivalue"]).is_err(), "cut at {end}");
        }
        let mut endless = whole;
        endless[9] = 0xff;
        assert!(used(&endless).is_err());
    }
}
