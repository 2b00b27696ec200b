//! What an outlet prints.

use super::{RELATION, Recount, STAMP, bands, graded, grades, quoted, ranked};

pub fn outlet(count: &Recount<'_>, name: &str) {
    let report = count.json(&["--outlet", name]);
    let of = format!("name = {}", quoted(name));
    let part = |provenance: &str| {
        format!("SELECT 1.0 * sum(provenance = '{provenance}') / nullif(count(*), 0) FROM trace WHERE {of}")
    };
    let stale = format!(
        "FROM carriers WHERE outlet = {} AND until IS NULL AND seen >= {} AND seen < {}",
        quoted(name),
        count.from,
        count.to
    );
    let disclaimed = format!("FROM trace JOIN disclaimed d USING (item) JOIN worded w USING (item) WHERE {of}");
    let checks = [
        ("items", format!("SELECT count(*) FROM trace WHERE {of}")),
        ("own_share", part("own")),
        ("agency_share", part("agency")),
        ("reprints", format!("SELECT count(*) FROM reprints WHERE {of}")),
        ("first", format!("SELECT count(DISTINCT cluster) FROM trace t WHERE shared AND {of} AND t.item = t.first")),
        ("lag_median", format!("SELECT {}", ranked("lag", "reprints r", &of, 0.5))),
        ("credited", format!("SELECT {}", graded(&of))),
        ("false_disclaimers", format!("SELECT count(*) {disclaimed}")),
        ("standing", format!("SELECT count(*) {stale}")),
    ];
    for (figure, sql) in &checks {
        count.figure(&report, figure, sql);
    }
    let relation = |n: u8| format!("sum(matched IS NOT NULL AND relation = {n})");
    let whose = |of: &str| {
        format!(
            "CASE WHEN {of}provenance = 'own' THEN '(own)' WHEN {of}provenance = 'unknown' THEN '(nobody named)' ELSE {of}issuer END"
        )
    };
    let same = format!("{of} AND {} = {}", whose("r."), whose("t."));
    count.table(
        &report,
        "sources",
        &["origin", "items", "share", "identical", "near", "excerpt", "expanded", "overlap", "taken", "lag_median", "credited"],
        &format!(
            "SELECT {} AS w, count(*), 1.0 * count(*) / (SELECT count(*) FROM trace WHERE {of}), {}, {}, {}, {}, {}, {}, {},
                 1.0 * sum(reprint AND grade = 'correct') / nullif(sum(reprint AND grade IS NOT NULL), 0)
             FROM trace t WHERE {of} GROUP BY w",
            whose("t."),
            relation(1),
            relation(2),
            relation(3),
            relation(4),
            relation(5),
            ranked("of_item", "trace r", &format!("{same} AND matched IS NOT NULL"), 0.5),
            ranked("lag", "trace r", &same, 0.5),
        ),
    );
    count.table(
        &report,
        "reprints",
        &[
            "seen", "headline", "headline/url", "origin", "story", "story/headline", "headline_changed", "relation", "taken",
            "lag", "lag_least", "lag_most", "grade", "credit",
        ],
        &format!(
            "SELECT strftime('{STAMP}', seen, 'unixepoch'), w.headline, CASE WHEN w.headline IS NOT NULL THEN w.url END, issuer,
                 cluster, w.story, w.changed, {RELATION}, CASE WHEN matched IS NOT NULL THEN of_item END, lag, least, most, grade, w.credit
             FROM reprints JOIN worded w USING (item) WHERE {of}"
        ),
    );
    count.table(
        &report,
        "disclaimers",
        &["headline", "claim", "taken", "changes", "example"],
        &format!("SELECT w.headline, d.claim, CASE WHEN matched IS NOT NULL THEN of_item END, d.changes, d.example {disclaimed}"),
    );
    count.table(
        &report,
        "stale",
        &["headline", "notice", "agency", "noticed", "standing", "looked"],
        &format!(
            "SELECT headline, shown(kind || ': ' || words, 300), agency, strftime('{STAMP}', seen, 'unixepoch'),
                 CASE WHEN looked > seen THEN looked - seen END, strftime('{STAMP}', looked, 'unixepoch') {stale}"
        ),
    );
    bands(count, &report, &of);
    grades(count, &report, &of);
}
