//! Where runs of ASCII letters and digits begin and end in a text, found sixty-four bytes at a time.
//!
//! A byte after the other, every step waits for the one before it. Here a bit is made for each byte first, and the places where
//! bits change are read off (as Langdale and Lemire do for JSON, 2019): what is done for a run then waits for no other run.

/// Bytes looked at together.
const BLOCK: usize = 64;

/// The first byte of every run in `bytes` and the one behind its last, in turn. `edges` is room to work in.
pub(super) fn runs<'a>(bytes: &[u8], edges: &'a mut Vec<u32>) -> &'a [[u32; 2]] {
    if edges.len() < bytes.len() + 2 {
        edges.resize(bytes.len() + 2, 0);
    }
    let edges = edges.as_mut_slice();
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    // A blank behind the last byte ends the last run.
    let mut last = [b' '; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let (mut count, mut before) = (0, 0);
    for (n, block) in blocks.iter().chain([&last]).enumerate() {
        let own = own(block);
        // Bits that differ from the one before them.
        let mut changes = own ^ (own << 1 | before);
        before = own >> 63;
        while changes != 0 {
            edges[count] = (n * BLOCK) as u32 + changes.trailing_zeros();
            count += 1;
            changes &= changes - 1;
        }
    }
    edges[..count].as_chunks().0
}

/// A bit for each letter and digit of a block.
#[inline(always)]
fn own(block: &[u8; BLOCK]) -> u64 {
    let is_own = |byte: u8| u8::from((byte | 0x20).wrapping_sub(b'a') < 26) | u8::from(byte.wrapping_sub(b'0') < 10);
    let mut own = [0; BLOCK];
    for (own, byte) in own.iter_mut().zip(block) {
        *own = is_own(*byte);
    }
    let mut bits = 0;
    for (n, eight) in own.as_chunks().0.iter().enumerate() {
        bits |= gathered(u64::from_le_bytes(*eight)) << (8 * n);
    }
    bits
}

/// The lowest bits of eight bytes side by side, where no other is set.
#[inline(always)]
fn gathered(bytes: u64) -> u64 {
    bytes.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::runs;

    /// One byte after the other.
    fn plain(bytes: &[u8]) -> Vec<[u32; 2]> {
        let own = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        let starts = (0..bytes.len()).filter(|at| own(*at) && (*at == 0 || !own(at - 1)));
        starts.map(|start| [start as u32, (start..).find(|at| !own(*at)).expect("an end") as u32]).collect()
    }

    proptest::proptest! {
        #[test]
        fn runs_are_found_whatever_stands_between(
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
            text in "([a-zA-Z0-9]{0,70}[ .,’é/:@\\[`{]{0,3}){0,6}",
        ) {
            let mut edges = Vec::new();
            for bytes in [&bytes, text.as_bytes()] {
                proptest::prop_assert_eq!(runs(bytes, &mut edges), plain(bytes));
            }
        }
    }
}
