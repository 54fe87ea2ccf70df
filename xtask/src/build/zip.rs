//! A zip whose bytes depend only on its files' names and contents: sorted, one time stamp, one mode, and a pinned
//! compressor in pure Rust (`flate2` with `rust_backend`; zlib's fast forks depend on the processor).

use anyhow::Result;
use flate2 as _; // named in Cargo.toml to choose zip's compressor
use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The archive of these files; a name is a path with `/`.
pub fn zip(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        // 1 January 1980, the first moment a zip can name.
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn files() -> BTreeMap<String, Vec<u8>> {
        BTreeMap::from([
            ("b/ä.txt".to_owned(), "word ".repeat(1000).into_bytes()),
            ("a.bin".to_owned(), vec![7]),
            ("empty".to_owned(), Vec::new()),
        ])
    }

    #[test]
    fn holds_the_files_sorted_with_one_time_and_mode() {
        let mut archive = zip::ZipArchive::new(Cursor::new(zip(&files()).unwrap())).unwrap();
        let mut read = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let name = file.name().unwrap().into_owned();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            assert_eq!(file.unix_mode(), Some(0o100_644), "{name}");
            assert_eq!(file.last_modified(), Some(DateTime::default()), "{name}");
            read.push((name, bytes));
        }
        assert_eq!(read, files().into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn the_same_files_give_the_same_bytes_and_others_do_not() {
        assert_eq!(zip(&files()).unwrap(), zip(&files()).unwrap());
        let mut other = files();
        other.insert("a.bin".to_owned(), vec![8]);
        assert_ne!(zip(&files()).unwrap(), zip(&other).unwrap());
    }
}
