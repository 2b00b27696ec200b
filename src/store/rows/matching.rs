//! Matches as they lie in the database: relations by number, spans as packed numbers.

use crate::news::{AlignedSpan, Relation};

/// Numbers of relations. Never reuse one.
const RELATIONS: [(i64, Relation); 7] = [
    (1, Relation::Identical),
    (2, Relation::Near),
    (3, Relation::Excerpt),
    (4, Relation::Expanded),
    (5, Relation::Overlap),
    (6, Relation::Partial),
    (7, Relation::Revision),
];

/// The relation of a number; `None` for one of a later version.
pub(in crate::store) fn relation(number: i64) -> Option<Relation> {
    RELATIONS.iter().find(|(n, _)| *n == number).map(|(_, r)| *r)
}

/// The number of a relation.
pub(in crate::store) fn relation_number(relation: Relation) -> i64 {
    RELATIONS.iter().find(|(_, r)| *r == relation).map_or(0, |(n, _)| *n)
}

/// Aligned spans as four LEB128 numbers each: distance from the last span's end on both sides, and both lengths. Matched
/// starts may go back, so that distance is zigzag-coded.
pub(in crate::store) fn spans(spans: &[AlignedSpan]) -> Vec<u8> {
    let mut out = Vec::with_capacity(spans.len() * 5);
    let (mut item, mut matched) = (0i64, 0i64);
    for span in spans {
        put(&mut out, zigzag(i64::from(span.item.start) - item));
        put(&mut out, u64::from(span.item.end.saturating_sub(span.item.start)));
        put(&mut out, zigzag(i64::from(span.matched.start) - matched));
        put(&mut out, u64::from(span.matched.end.saturating_sub(span.matched.start)));
        item = i64::from(span.item.end);
        matched = i64::from(span.matched.end);
    }
    out
}

/// Reads what [`spans`] wrote; stops at the first damaged one.
pub(in crate::store) fn unspans(mut bytes: &[u8]) -> Vec<AlignedSpan> {
    let mut out = Vec::new();
    let (mut item, mut matched) = (0i64, 0i64);
    while let Some(span) = span(&mut bytes, item, matched) {
        item = i64::from(span.item.end);
        matched = i64::from(span.matched.end);
        out.push(span);
    }
    out
}

fn span(bytes: &mut &[u8], item: i64, matched: i64) -> Option<AlignedSpan> {
    let start = item + unzigzag(take(bytes)?);
    let end = start + take(bytes)? as i64;
    let with = matched + unzigzag(take(bytes)?);
    let with_end = with + take(bytes)? as i64;
    let number = |n: i64| u32::try_from(n).ok();
    Some(AlignedSpan { item: number(start)?..number(end)?, matched: number(with)?..number(with_end)? })
}

fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)) as u64
}

fn unzigzag(n: u64) -> i64 {
    (n >> 1) as i64 ^ -((n & 1) as i64)
}

fn put(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut n = 0u64;
    for shift in (0..35).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        n |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(n);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_come_back() {
        let given = vec![
            AlignedSpan { item: 0..7, matched: 300..307 },
            AlignedSpan { item: 9..40, matched: 2..33 },
            AlignedSpan { item: 100_000..100_001, matched: 5..6 },
        ];
        assert_eq!(unspans(&spans(&given)), given);
        assert_eq!(unspans(&spans(&given)[..6]).len(), 1);
    }
}
