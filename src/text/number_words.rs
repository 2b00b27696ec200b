//! Number words, looked up once for every word of a text.

/// English number words: agencies print "two billion" where a later version says "1.5 billion".
const NUMBER_WORDS: [&[u8]; 30] = [
    b"one",
    b"two",
    b"three",
    b"four",
    b"five",
    b"six",
    b"seven",
    b"eight",
    b"nine",
    b"ten",
    b"eleven",
    b"twelve",
    b"january",
    b"february",
    b"march",
    b"april",
    b"june",
    b"july",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
    b"monday",
    b"tuesday",
    b"wednesday",
    b"thursday",
    b"friday",
    b"saturday",
    b"sunday",
];

/// The number words, as their letters stand in two numbers, at the places of their first eight: every word of a text is looked
/// up, so one look must do.
const NUMBER_TABLE: [[u64; 2]; 128] = {
    let mut table = [[0; 2]; 128];
    let mut n = 0;
    while n < NUMBER_WORDS.len() {
        let letters = letters(NUMBER_WORDS[n]);
        let place = number_place(letters[0]);
        assert!(table[place][0] == 0, "two number words at one place: another factor is needed");
        table[place] = letters;
        n += 1;
    }
    table
};

const fn number_place(first: u64) -> usize {
    (first.wrapping_mul(0x05b6_e6e3_07d4_bedd) >> 57) as usize
}

/// Up to sixteen letters in two numbers.
const fn letters(folded: &[u8]) -> [u64; 2] {
    let mut letters = [0; 2];
    let mut at = 0;
    while at < folded.len() {
        letters[at / 8] |= (folded[at] as u64) << (8 * (at % 8));
        at += 1;
    }
    letters
}

/// Whether sixteen letters, zero behind the last, are a number word.
#[inline(always)]
pub(super) fn is_number_word(letters: [u64; 2]) -> bool {
    NUMBER_TABLE[number_place(letters[0])] == letters
}

/// Whether a folded word is a number word.
pub(super) fn is_number(folded: &[u8]) -> bool {
    (1..=16).contains(&folded.len()) && is_number_word(letters(folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_and_no_others_are_known() {
        assert!(NUMBER_WORDS.iter().all(|word| is_number(word)));
        for other in ["", "on", "ones", "march1", "thirteen", "september1", "a word of many letters", "the"] {
            assert!(!is_number(other.as_bytes()), "{other}");
        }
    }
}
