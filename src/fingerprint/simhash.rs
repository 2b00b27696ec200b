//! The simhash: 64 majority votes, counted for all 64 bits at once.

use crate::text::words::Word;

/// 64-bit simhash over word 2-grams (Charikar 2002).
pub(super) fn simhash(words: &[Word]) -> u64 {
    if let [word] = words {
        return step(0, word);
    }
    let mut count = Count::default();
    let mut blocks = words.windows(2).map(|pair| step(step(0, &pair[0]), &pair[1]));
    loop {
        let block: [u64; 7] = std::array::from_fn(|_| blocks.next().unwrap_or(0));
        count.add(block);
        if blocks.len() == 0 {
            return count.above(words.len().saturating_sub(1) / 2);
        }
    }
}

fn step(hash: u64, word: &Word) -> u64 {
    (hash ^ u64::from(word.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31)
}

/// 64 counters side by side: plane `p` holds bit `p` of each.
#[derive(Default)]
struct Count([u64; 32]);

impl Count {
    /// Counts the bits of seven numbers: they are added to numbers of three bits first (Harley and Seal), these to the counters.
    fn add(&mut self, [a, b, c, d, e, f, g]: [u64; 7]) {
        let (one, x) = sum(a, b, c);
        let (two, y) = sum(d, e, f);
        let (ones, z) = sum(one, two, g);
        let (twos, fours) = sum(x, y, z);
        let mut carry = 0;
        for (plane, bits) in self.0.iter_mut().zip([ones, twos, fours]) {
            (*plane, carry) = sum(*plane, bits, carry);
        }
        for plane in &mut self.0[3..] {
            if carry == 0 {
                break;
            }
            (*plane, carry) = (*plane ^ carry, *plane & carry);
        }
    }

    /// The bits that were counted more than `limit` times.
    fn above(&self, limit: usize) -> u64 {
        let (mut above, mut equal) = (0, u64::MAX);
        for (p, plane) in self.0.iter().enumerate().rev() {
            if limit >> p & 1 == 0 {
                above |= equal & plane;
                equal &= !plane;
            } else {
                equal &= plane;
            }
        }
        above
    }
}

/// Three bits added: their sum and what is carried, 64 times.
fn sum(a: u64, b: u64, c: u64) -> (u64, u64) {
    (a ^ b ^ c, (a & b) | (c & (a ^ b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::words;

    /// As it is written in the paper: one counter a bit.
    fn plain(words: &[Word]) -> u64 {
        let mut counts = [0i32; 64];
        for pair in words.windows(2.min(words.len().max(1))) {
            let hash = pair.iter().fold(0, step);
            for (bit, count) in counts.iter_mut().enumerate() {
                *count += ((hash >> bit & 1) as i32) * 2 - 1;
            }
        }
        counts.iter().enumerate().fold(0, |made, (bit, count)| made | (u64::from(*count > 0) << bit))
    }

    #[test]
    fn votes_are_counted_right_for_any_number_of_words() {
        let mut text = String::new();
        for n in 0..400u32 {
            let words = words(&text);
            assert_eq!(simhash(&words), plain(&words), "{n} words");
            text.push_str(&format!(" w{}", n.wrapping_mul(2_654_435_761) >> 27));
        }
        let many = words(&"the quick brown fox ".repeat(20_000));
        assert_eq!(simhash(&many), plain(&many));
    }
}
