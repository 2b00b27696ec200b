//! Where the copy of an agency went.

use super::{RELATION, Recount, STAMP, bands, graded, grades, quoted, ranked};

pub fn agency(count: &Recount<'_>, name: &str) {
    let report = count.json(&["--agency", name]);
    let of = format!("issuer = {} AND provenance <> 'unknown' AND reprint", quoted(name));
    let used = |by: &str| ranked("of_match", "reprints r", &format!("{of} AND matched IS NOT NULL AND {by}"), 0.5);
    let issued =
        format!("SELECT count(*) FROM trace WHERE name = (SELECT outlet FROM issuers WHERE name = {})", quoted(name));
    let checks = [
        ("issued", issued),
        ("stories", format!("SELECT count(DISTINCT cluster) FROM reprints WHERE {of}")),
        ("reprints", format!("SELECT count(*) FROM reprints WHERE {of}")),
        ("outlets", format!("SELECT count(DISTINCT name) FROM reprints WHERE {of}")),
        ("uncredited", format!("SELECT count(*) FROM reprints WHERE {of} AND grade <> 'correct'")),
        ("credited", format!("SELECT {}", graded(&of))),
        ("lag_median", format!("SELECT {}", ranked("lag", "reprints r", &of, 0.5))),
        ("used_median", format!("SELECT {}", used("1"))),
    ];
    for (figure, sql) in &checks {
        count.figure(&report, figure, sql);
    }
    let line = format!(
        "SELECT name, w.headline, CASE WHEN w.headline IS NOT NULL THEN w.url END, cluster, w.story, w.changed,
             strftime('{STAMP}', seen, 'unixepoch'), lag, least, most, {RELATION}, CASE WHEN matched IS NOT NULL THEN of_match END,
             CASE WHEN matched IS NOT NULL THEN of_item END, grade, w.credit
         FROM reprints JOIN worded w USING (item) WHERE {of}"
    );
    let columns = [
        "outlet",
        "headline",
        "headline/url",
        "story",
        "story/headline",
        "headline_changed",
        "seen",
        "lag",
        "lag_least",
        "lag_most",
        "relation",
        "used",
        "agency_words",
        "grade",
        "credit",
    ];
    count.table(&report, "reprints", &columns, &line);
    count.table(&report, "uncredited", &columns, &format!("{line} AND grade <> 'correct'"));
    let grade = |word: &str| format!("coalesce(sum(grade = '{word}'), 0)");
    count.table(
        &report,
        "outlets",
        &["outlet", "reprints", "stories", "correct", "vague", "missing", "wrong", "staff", "lag_median", "used_median"],
        &format!(
            "SELECT name, count(*), count(DISTINCT cluster), {}, {}, {}, {}, {}, {}, {} FROM reprints t WHERE {of} GROUP BY name",
            grade("correct"),
            grade("vague"),
            grade("missing"),
            grade("wrong"),
            grade("staff-byline"),
            ranked("lag", "reprints r", &format!("{of} AND r.name = t.name"), 0.5),
            used("r.name = t.name")
        ),
    );
    count.table(
        &report,
        "stories",
        &["story", "first_seen", "reprints", "outlets", "uncredited", "lag_median", "used_median", "new_headlines"],
        &format!(
            "SELECT cluster, CASE WHEN shared THEN (SELECT strftime('{STAMP}', seen, 'unixepoch') FROM articles
                     WHERE item = t.first AND version = 1) ELSE strftime('{STAMP}', min(seen), 'unixepoch') END,
                 count(*), count(DISTINCT name), count(grade) - coalesce(sum(grade = 'correct'), 0), {}, {},
                 (SELECT count(*) FROM reprints n JOIN worded w USING (item) WHERE {of} AND n.cluster = t.cluster AND w.changed = 'yes')
             FROM reprints t WHERE {of} GROUP BY cluster",
            ranked("lag", "reprints r", &format!("{of} AND r.cluster = t.cluster"), 0.5),
            used("r.cluster = t.cluster")
        ),
    );
    bands(count, &report, &of);
    grades(count, &report, &of);
}
