//! Where the filters read from: files, `-`, `@LIST`, gzip by its first bytes.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

/// Most bytes read of one input file after decompression; the stages cut further and say so.
const MOST: u64 = 256 << 20;

/// The files named on the command line: `-` stays, `@LIST` becomes the paths of its lines (`@-` reads them from standard input).
pub fn files(named: &[String]) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for name in named {
        match name.strip_prefix('@') {
            Some(list) => {
                let lines = if list == "-" { io::read_to_string(io::stdin())? } else { fs::read_to_string(list)? };
                files.extend(lines.lines().filter(|line| !line.is_empty()).map(str::to_owned));
            }
            None => files.push(name.clone()),
        }
    }
    Ok(files)
}

/// All bytes of a file (or of standard input for `-`), unpacked when they are gzip.
pub fn bytes(name: &str) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    if name == "-" {
        io::stdin().lock().take(MOST).read_to_end(&mut raw)?;
    } else {
        fs::File::open(Path::new(name))?.take(MOST).read_to_end(&mut raw)?;
    }
    if raw.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        // A damaged end still gives what came before it.
        let read = MultiGzDecoder::new(raw.as_slice()).take(MOST).read_to_end(&mut unpacked);
        if unpacked.is_empty() {
            read?;
        }
        return Ok(unpacked);
    }
    Ok(raw)
}

/// The lines of a file (or of standard input for `-`), unpacked when they are gzip, one at a time.
pub fn lines(name: &str) -> io::Result<Box<dyn BufRead>> {
    let mut raw: Box<dyn BufRead> = if name == "-" {
        Box::new(BufReader::with_capacity(1 << 20, io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(1 << 20, fs::File::open(name)?))
    };
    if raw.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(1 << 20, MultiGzDecoder::new(raw))));
    }
    Ok(raw)
}
