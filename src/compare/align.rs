//! The evidence people see: runs of words that stand in both texts.

use std::collections::HashMap;

use crate::news::AlignedSpan;

/// Words in the shortest run that counts.
const SHORTEST: usize = 4;
/// A run of words that stands in more places than this in the other text is looked for only in the first ones.
const PLACES: usize = 32;

/// Runs of at least four words that stand in both texts, in the item's order. Texts are given as hashes of their words.
///
/// Greedy from the left: where several runs begin at one word, the longest is taken, and among equal ones the next after the
/// last run. A word of the item is in one run at most; paragraphs that changed places are found too.
pub fn align(item: &[u32], matched: &[u32]) -> Vec<AlignedSpan> {
    let mut places: HashMap<[u32; SHORTEST], Vec<u32>> = HashMap::new();
    for (at, words) in matched.windows(SHORTEST).enumerate() {
        let Ok(words) = <[u32; SHORTEST]>::try_from(words) else { continue };
        let known = places.entry(words).or_default();
        if known.len() < PLACES {
            known.push(at as u32);
        }
    }
    let mut spans: Vec<AlignedSpan> = Vec::new();
    let (mut at, mut next) = (0usize, 0u32);
    while let Some(words) = item.get(at..at + SHORTEST) {
        let Ok(words) = <[u32; SHORTEST]>::try_from(words) else { break };
        let longest = places.get(&words).and_then(|found| {
            let run = |start: u32| common(&item[at..], &matched[start as usize..]);
            found
                .iter()
                .map(|start| (run(*start), *start))
                .max_by_key(|(length, start)| (*length, *start >= next, std::cmp::Reverse(start.abs_diff(next))))
        });
        match longest {
            Some((length, start)) => {
                let end = start + length as u32;
                spans.push(AlignedSpan { item: at as u32..(at + length) as u32, matched: start..end });
                at += length;
                next = end;
            }
            None => at += 1,
        }
    }
    spans
}

/// Words two texts have in common from their beginnings.
fn common(a: &[u32], b: &[u32]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| x == y).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(item: &str, matched: &str, expected: &[(std::ops::Range<u32>, std::ops::Range<u32>)]) {
        let hashes = |text: &str| crate::text::words::words(text).iter().map(|w| w.hash).collect::<Vec<_>>();
        let spans = align(&hashes(item), &hashes(matched));
        let found: Vec<_> = spans.into_iter().map(|span| (span.item, span.matched)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn runs_are_found_in_the_order_of_the_item() {
        check("a b c d e x f g h i", "f g h i j a b c d e", &[(0..5, 5..10), (6..10, 0..4)]);
        check("one two three four", "five six seven eight", &[]);
        check("a b c", "a b c", &[]);
    }

    #[test]
    fn the_longest_run_wins() {
        check("a b c d e f", "a b c d x a b c d e f", &[(0..6, 5..11)]);
    }

    #[test]
    fn one_phrase_over_and_over_stays_cheap() {
        let text = "no no no no ".repeat(20_000);
        let hashes: Vec<u32> = crate::text::words::words(&text).iter().map(|w| w.hash).collect();
        assert_eq!(align(&hashes, &hashes).len(), 1);
    }
}
