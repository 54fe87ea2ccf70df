//! What a configured CRM page must load stays light.

use super::Faults;
use crate::build::tree::Files;
use crate::parts::{self, Budget};
use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

/// Faults of one browser's folder. The budgets are in `parts.rs`: a twin is loaded only if a page forbids wasm, the
/// dock only if the extension places uContact's frame, `contacts.js` only if a site wants numbers in its text.
pub fn faults(files: &Files) -> Result<Faults> {
    let mut faults = Faults::new();
    for Budget { files: names, raw, gzipped } in parts::budgets() {
        let mut have = (0, 0);
        // Another rule reports missing files.
        for bytes in names.iter().filter_map(|name| files.get(name)) {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            gzip.write_all(bytes)?;
            have = (have.0 + bytes.len(), have.1 + gzip.finish()?.len());
        }
        let name = names.join(" + ");
        for (have, most, how) in [(have.0, raw, "as it is"), (have.1, gzipped, "gzipped")] {
            if have > most {
                faults.push(format!("{name} has {have} bytes {how}; {most} is the most: see what grew"));
            }
        }
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_is_found_raw_and_gzipped() {
        let with = |bytes: Vec<u8>| faults(&Files::from([("content.js".to_owned(), bytes)])).unwrap();
        assert_eq!(with(vec![b'a'; 64 * 1024]), Faults::new());
        assert!(with(vec![b'a'; 64 * 1024 + 1])[0].contains("as it is"));
        let half = |name: &str| (name.to_owned(), vec![b'a'; 33 * 1024]);
        let both = faults(&Files::from(["content.js", "content-wasm.js"].map(half))).unwrap();
        assert!(both[0].starts_with("content.js + content-wasm.js has 67584 bytes as it is"), "{both:?}");
        // Bytes that do not compress, from a linear congruential generator.
        let mut state = 1_u32;
        let noise = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        assert!(with(noise.take(30 * 1024).collect())[0].contains("gzipped"));
    }
}
