//! The simhash: 64 majority votes, counted for all 64 bits at once.

/// 64-bit simhash over word 2-grams (Charikar 2002), given as their hashes.
pub(super) fn simhash(pairs: &[u64]) -> u64 {
    let mut count = Count::default();
    let (blocks, rest) = pairs.as_chunks::<7>();
    blocks.iter().for_each(|block| count.add(*block));
    let mut last = [0; 7];
    last[..rest.len()].copy_from_slice(rest);
    count.add(last);
    count.above(pairs.len() / 2)
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

    /// As it is written in the paper: one counter a bit.
    fn plain(pairs: &[u64]) -> u64 {
        let mut counts = [0i32; 64];
        for hash in pairs {
            for (bit, count) in counts.iter_mut().enumerate() {
                *count += ((hash >> bit & 1) as i32) * 2 - 1;
            }
        }
        counts.iter().enumerate().fold(0, |made, (bit, count)| made | (u64::from(*count > 0) << bit))
    }

    #[test]
    fn votes_are_counted_right_for_any_number_of_words() {
        let mut pairs = Vec::new();
        for n in 0..400u64 {
            assert_eq!(simhash(&pairs), plain(&pairs), "{n} pairs");
            pairs.push((n >> 3).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31));
        }
        let many = pairs.repeat(200);
        assert_eq!(simhash(&many), plain(&many));
    }
}
