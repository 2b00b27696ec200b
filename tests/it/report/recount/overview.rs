//! The trace and the overview.

use super::{RELATION, Recount, STAMP, VOICES, bands, graded, grades, notices, quoted, ranked, told};

/// One row an item: everything else is counted from these.
pub fn items(count: &Recount<'_>) {
    count.table(
        &count.items(),
        "items",
        &[
            "item", "article", "outlet", "family", "seen", "not_before", "cluster", "cluster_outlets", "provenance", "issuer",
            "reprint", "lag", "lag_least", "lag_most", "relation", "share_of_item", "share_of_match", "grade",
        ],
        &format!(
            "SELECT item, article, name, family, strftime('{STAMP}', seen, 'unixepoch'), strftime('{STAMP}', before, 'unixepoch'),
                 cluster, (SELECT count(DISTINCT a.outlet) FROM members m JOIN articles a ON a.id = m.article WHERE m.cluster = t.cluster),
                 provenance, issuer, CASE reprint WHEN 1 THEN 'yes' ELSE 'no' END, lag, least, most, {RELATION},
                 CASE WHEN matched IS NOT NULL THEN of_item END, CASE WHEN matched IS NOT NULL THEN of_match END, grade FROM trace t"
        ),
    );
}

fn figures() -> [(&'static str, String); 8] {
    let publishers = "FROM trace WHERE kind <> 'agency'";
    [
        ("items", "SELECT count(*) FROM trace".to_owned()),
        ("agency_share", format!("SELECT 1.0 * sum(provenance = 'agency') / count(*) {publishers}")),
        ("stories", "SELECT count(DISTINCT cluster) FROM trace WHERE shared".into()),
        ("reprints", "SELECT count(*) FROM reprints".into()),
        ("independent", "SELECT count(DISTINCT cluster) FROM trace".into()),
        ("voices", format!("SELECT {VOICES} FROM (SELECT DISTINCT kind, family, name FROM trace) o")),
        ("lag_median", format!("SELECT {}", ranked("lag", "trace", "1", 0.5))),
        ("credited", format!("SELECT {}", graded("1"))),
    ]
}

fn noticed(count: &Recount<'_>) -> [(&'static str, String); 2] {
    let of = format!("FROM noticed WHERE seen >= {} AND seen < {}", count.from, count.to);
    [
        ("notices", format!("SELECT count(*) {of}")),
        ("standing", format!("SELECT coalesce(sum(touched - followed), 0) {of}")),
    ]
}

pub fn overview(count: &Recount<'_>) {
    let report = count.json(&[]);
    for (name, sql) in figures().into_iter().chain(noticed(count)) {
        count.figure(&report, name, &sql);
    }
    before(count);
    let median = |by: &str| ranked("lag", "reprints r", by, 0.5);
    count.table(
        &report,
        "outlets",
        &["outlet", "kind", "items", "own", "agency", "agency_share", "other", "unknown", "lag_median", "lag_p90", "credited"],
        &format!(
            "SELECT name, kind, count(*), sum(provenance = 'own'), sum(provenance = 'agency'),
                 1.0 * sum(provenance = 'agency') / count(*), sum(provenance = 'other-outlet'), sum(provenance = 'unknown'),
                 {}, {}, {} FROM trace t GROUP BY name",
            median("r.name = t.name"),
            ranked("lag", "reprints r", "r.name = t.name", 0.9),
            graded("name = t.name")
        ),
    );
    count.table(
        &report,
        "republishing",
        &["origin", "outlet", "reprints", "lag_median", "correct", "graded"],
        &format!(
            "SELECT whose, name, count(*), {}, coalesce(sum(grade = 'correct'), 0), count(grade) FROM reprints t GROUP BY whose, name",
            median("r.whose = t.whose AND r.name = t.name")
        ),
    );
    count.table(
        &report,
        "origins",
        &["origin", "family", "agency", "stories", "reprints", "outlets"],
        "SELECT whose, (SELECT family FROM issuers i WHERE i.name = whose),
             CASE (SELECT agency FROM issuers i WHERE i.name = whose) WHEN 1 THEN 'agency' ELSE 'outlet' END,
             count(DISTINCT cluster), count(*), count(DISTINCT name) FROM reprints WHERE whose <> '(nobody named)' GROUP BY whose",
    );
    bands(count, &report, "1");
    grades(count, &report, "1");
    count.table(
        &report,
        "stories",
        &["story", "story/headline", "origin", "reprints", "outlets", "independent", "first_seen", "lag_median", "credited"],
        &format!(
            "SELECT t.cluster, (SELECT coalesce(shown(headline, 300), '(no headline)') FROM articles l WHERE l.id = t.leader),
                 CASE WHEN disputed THEN organisation || ' (disputed)' ELSE organisation END, sum(reprint),
                 (SELECT count(DISTINCT a.outlet) FROM members m JOIN articles a ON a.id = m.article WHERE m.cluster = t.cluster),
                 (SELECT {VOICES} FROM members m JOIN articles a ON a.id = m.article JOIN outlets o ON o.id = a.outlet WHERE m.cluster = t.cluster),
                 (SELECT strftime('{STAMP}', seen, 'unixepoch') FROM articles WHERE item = t.first AND version = 1),
                 {}, {}
             FROM trace t JOIN clusters c ON c.id = t.cluster WHERE shared GROUP BY t.cluster HAVING sum(reprint) > 0
             ORDER BY sum(reprint) DESC, t.cluster LIMIT 50",
            ranked("lag", "reprints r", "r.cluster = t.cluster", 0.5),
            graded("cluster = t.cluster")
        ),
    );
    let width = if count.one("SELECT max(seen) - min(seen) <= 3 * 86400 FROM trace") == "1" { 3_600 } else { 86_400 };
    count.table(
        &report,
        "rhythm",
        &["from", "items", "own", "agency", "other", "unknown"],
        &format!(
            "WITH RECURSIVE part(at) AS (SELECT min(seen) / {width} * {width} FROM trace
                 UNION ALL SELECT at + {width} FROM part WHERE at + {width} <= (SELECT max(seen) FROM trace))
             SELECT strftime('{STAMP}', at, 'unixepoch'), count(t.item), coalesce(sum(provenance = 'own'), 0),
                 coalesce(sum(provenance = 'agency'), 0), coalesce(sum(provenance = 'other-outlet'), 0),
                 coalesce(sum(provenance = 'unknown'), 0)
             FROM part LEFT JOIN trace t ON t.seen / {width} * {width} = at WHERE at IS NOT NULL GROUP BY at"
        ),
    );
    notices::table(count, &report, &format!("seen >= {} AND seen < {}", count.from, count.to));
    // The sentence at the top tells figures too.
    let counted = count.one(
        "SELECT printf('%,d %s from %,d %s, %,d of them', count(*), iif(count(*) = 1, 'item', 'items'),
             count(DISTINCT name), iif(count(DISTINCT name) = 1, 'outlet', 'outlets'), coalesce(sum(reprint), 0)) FROM trace",
    );
    if !told(&report["lead"]).starts_with(&counted) {
        count.fault(format!("the lead of the overview: {}, counted {counted}", report["lead"]));
    }
}

/// The figures of the period before stand beside those of the period.
fn before(count: &Recount<'_>) {
    let report = count.json(&[]);
    if count.from <= 0 {
        if !report["figures"]["items"]["before"].is_null() {
            count.fault("nothing comes before everything".into());
        }
        count.table(
            &report,
            "outlets",
            &["items_before", "agency_share_before"],
            "SELECT NULL, NULL FROM trace GROUP BY name",
        );
        return;
    }
    let earlier = count.beside((count.from - (count.to - count.from), count.from));
    for (name, sql) in figures().into_iter().chain(noticed(&earlier)) {
        count.figure_before(&report, name, &earlier, &sql);
    }
    let rows = count.printed(&report, "outlets", &["outlet", "items_before", "agency_share_before"]);
    for row in rows {
        let of = format!("FROM trace WHERE name = {}", quoted(row[0].trim_end_matches('~')));
        let counted =
            earlier.rows(&format!("SELECT count(*), 1.0 * sum(provenance = 'agency') / nullif(count(*), 0) {of}"));
        if row[1..] != counted[0][..] {
            count.fault(format!(
                "items_before, agency_share_before of overview outlets: printed {row:?}, counted {counted:?}"
            ));
        }
    }
}
