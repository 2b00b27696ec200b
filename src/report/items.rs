//! The trace: one row an item, from which every figure of the other tables can be counted again.

use std::ops::Range;

use crate::news::Ledger;

use super::Section;
use super::table::{Cell, Column, Table, Unit, column};

pub(super) const COLUMNS: &[Column] = &[
    column("item", "Item", Unit::Count, "number of the item, as `wirecopy show` and `diff` take it"),
    column("article", "Article", Unit::Count, "number of its latest reading"),
    column("outlet", "Outlet", Unit::Words, "who printed it"),
    column("family", "Owner", Unit::Words, "the outlet's owner, where known"),
    column("seen", "Seen", Unit::Time, "when it was first seen"),
    column("not_before", "Not before", Unit::Time, "when its feed was last read without it"),
    column("cluster", "Story", Unit::Count, "number of its cluster"),
    column("cluster_outlets", "Outlets", Unit::Count, "outlets in that cluster"),
    column(
        "provenance",
        "Provenance",
        Unit::Words,
        "own: issued by its outlet, or nobody else is known for it; agency: an agency's; other-outlet: another outlet's; unknown: shared, and nobody is named",
    ),
    column(
        "issuer",
        "Issuer",
        Unit::Words,
        "who issued the words: the origin of the cluster, else the item's own strongest credit",
    ),
    column(
        "reprint",
        "Reprint",
        Unit::Words,
        "yes: it carries copy another outlet issued (where nobody is named: every outlet but the first seen)",
    ),
    column(
        "lag",
        "Lag",
        Unit::Span,
        "seconds from the origin's own item (or the first outlet's, where the origin was not seen) to it",
    ),
    column(
        "lag_least",
        "Lag at least",
        Unit::Span,
        "the same, if it appeared right after its feed was last read without it",
    ),
    column(
        "lag_most",
        "Lag at most",
        Unit::Span,
        "the same, if the origin's appeared right after its feed was last read without it",
    ),
    column("relation", "Relation", Unit::Words, "how its words relate to those it was matched with"),
    column("share_of_item", "Share of it", Unit::Share, "share of its word 4-grams that stand in the match"),
    column("share_of_match", "Share of match", Unit::Share, "share of the match's word 4-grams that stand in it"),
    column("grade", "Grade", Unit::Words, "how it credits the origin; empty where nothing was to be audited"),
];

/// Items of the period by their places in the ledger; all of them with `0..ledger.pieces.len()`.
pub fn items(ledger: &Ledger, places: Range<usize>) -> Section {
    let mut table = Table::new(COLUMNS);
    table.rows.reserve(places.len());
    for piece in &ledger.pieces[places] {
        let account = ledger.account(piece);
        let lag = account.lag;
        let outlet = &ledger.outlets[piece.mark.outlet as usize];
        let matched = |share: f32| piece.relation.map_or(Cell::None, |_| Cell::Share(f64::from(share)));
        table.push(vec![
            Cell::Count(piece.mark.item.0 as u64),
            Cell::Count(piece.article.0 as u64),
            Cell::text(&outlet.name),
            Cell::maybe(outlet.family.as_deref()),
            Cell::Time(piece.mark.seen),
            piece.mark.before.map_or(Cell::None, Cell::Time),
            Cell::Count(piece.cluster.0 as u64),
            Cell::Count(ledger.brief(piece.cluster).map_or(1, |brief| u64::from(brief.outlets))),
            Cell::text(account.provenance.word()),
            account.issuer.map_or(Cell::None, |issuer| Cell::text(&ledger.issuers[issuer as usize].name)),
            Cell::text(if account.reprint { "yes" } else { "no" }),
            Cell::span(lag.map(|lag| lag.seconds)),
            Cell::span(lag.and_then(|lag| lag.least)),
            Cell::span(lag.and_then(|lag| lag.most)),
            Cell::maybe(piece.relation.map(|relation| relation.word())),
            matched(piece.of_item),
            matched(piece.of_match),
            Cell::maybe(account.grade.map(|grade| grade.word())),
        ]);
    }
    Section::new("items", "Every item", "One row an item: every figure above can be counted again from here.", table)
}
