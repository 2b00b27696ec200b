//! Sorting hashes, which are spread evenly: nearly all of the work is done by putting each where it is likely to stand.

/// Fewer are not worth the trouble ...
const FEW: usize = 64;
/// ... and more could be made to stand close together by somebody who wants us to take long.
const MANY: usize = 4096;

/// The hashes in ascending order; `next` is room to work in.
pub(super) fn sorted(hashes: &[u32], next: &mut Vec<u16>) -> Vec<u32> {
    if !(FEW..=MANY).contains(&hashes.len()) {
        let mut sorted = hashes.to_vec();
        sorted.sort_unstable();
        return sorted;
    }
    let bits = usize::BITS - hashes.len().leading_zeros();
    let place = |hash: u32| (hash >> (32 - bits)) as usize;
    next.clear();
    next.resize(1 << bits, 0);
    for hash in hashes {
        next[place(*hash)] += 1;
    }
    let mut before = 0;
    for count in next.iter_mut() {
        before += std::mem::replace(count, before);
    }
    let mut sorted = vec![0; hashes.len()];
    for hash in hashes {
        let at = &mut next[place(*hash)];
        sorted[usize::from(*at)] = *hash;
        *at += 1;
    }
    // Hashes of one place stand side by side, in any order: one or two, as a rule.
    for end in 1..sorted.len() {
        let hash = sorted[end];
        let mut at = end;
        while at > 0 && sorted[at - 1] > hash {
            sorted[at] = sorted[at - 1];
            at -= 1;
        }
        sorted[at] = hash;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sorted;

    proptest! {
        #[test]
        fn it_sorts(hashes in prop::collection::vec(any::<u32>(), 0..600), few in prop::collection::vec(0u32..9, 0..300)) {
            let given: Vec<u32> = hashes.into_iter().chain(few).collect();
            let mut expected = given.clone();
            expected.sort_unstable();
            prop_assert_eq!(sorted(&given, &mut Vec::new()), expected);
        }
    }

    #[test]
    fn sizes_at_the_edges_sort_too() {
        for size in [0u32, 1, 63, 64, 65, 4095, 4096, 4097] {
            let given: Vec<u32> = (0..size).map(|n| n.wrapping_mul(2_654_435_761)).collect();
            let mut expected = given.clone();
            expected.sort_unstable();
            assert_eq!(sorted(&given, &mut Vec::new()), expected);
        }
    }
}
