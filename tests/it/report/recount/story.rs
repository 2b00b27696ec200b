//! One story: its prints, evidence, chain, citations, facts and word-by-word comparisons.

use serde_json::Value;

use super::{ALWAYS, RELATION, Recount, STAMP, VOICES, notices, ranked, told};

/// The largest stories, whenever they were printed.
pub fn largest(count: &Recount<'_>, most: usize) {
    let all = count.beside(ALWAYS);
    let largest = format!("SELECT id FROM clusters WHERE outlets > 1 ORDER BY outlets DESC, id LIMIT {most}");
    for cluster in count.rows(&largest).concat() {
        story(&all, &cluster);
    }
}

fn story(count: &Recount<'_>, cluster: &str) {
    let report = count.json(&["--story", cluster]);
    let of = format!("cluster = {cluster}");
    let members = format!(
        "FROM members m JOIN articles a ON a.id = m.article JOIN outlets o ON o.id = a.outlet WHERE m.cluster = {cluster}"
    );
    let side = |part: &str| {
        format!("(SELECT json_extract(opened(origin), '$.sides[0].{part}') FROM clusters WHERE id = {cluster})")
    };
    let checks = [
        ("origin", format!("SELECT coalesce(shown({}, 300), 'unknown')", side("organisation"))),
        ("confidence", format!("SELECT {}", side("confidence"))),
        ("outlets", format!("SELECT count(DISTINCT o.id) {members}")),
        ("independent", format!("SELECT {VOICES} {members}")),
        ("reprints", format!("SELECT count(*) FROM reprints WHERE {of}")),
        ("lag_median", format!("SELECT {}", ranked("lag", "reprints r", &of, 0.5))),
        ("versions", format!("SELECT count(*) {members}")),
    ];
    for (figure, sql) in &checks {
        count.figure(&report, figure, sql);
    }
    count.table(
        &report,
        "prints",
        &[
            "article", "outlet", "headline", "seen", "lag", "relation", "share_of_match", "grade", "credit", "words",
            "share_of_item", "version", "not_before", "published",
        ],
        &format!(
            "SELECT a.id, o.name, headlined(a.headline, a.url), strftime('{STAMP}', a.seen, 'unixepoch'), CASE WHEN a.version = 1 THEN t.lag END,
                 {}, CASE WHEN m.matched IS NOT NULL THEN m.of_match END, t.grade,
                 (SELECT c.words FROM credited c WHERE c.article = t.article AND t.cluster = m.cluster), a.words,
                 CASE WHEN m.matched IS NOT NULL THEN m.of_item END, a.version, strftime('{STAMP}', a.before, 'unixepoch'),
                 strftime('{STAMP}', json_extract(a.published, '$.at'), 'unixepoch')
             FROM members m JOIN articles a ON a.id = m.article JOIN outlets o ON o.id = a.outlet LEFT JOIN trace t ON t.item = a.item
             WHERE m.cluster = {cluster}",
            RELATION.replace("matched", "m.matched").replace("CASE relation", "CASE m.relation")
        ),
    );
    count.table(
        &report,
        "evidence",
        &["organisation", "confidence", "kind", "words", "place", "outlet"],
        &format!(
            "SELECT shown(json_extract(s.value, '$.organisation'), 300), 1.0 * json_extract(s.value, '$.confidence'),
                 json_extract(c.value, '$[1].kind'), shown(json_extract(c.value, '$[1].words'), 300),
                 shown(json_extract(c.value, '$[1].place'), 300),
                 (SELECT o.name {members} AND a.id = json_extract(c.value, '$[0]'))
             FROM clusters k, json_each(opened(k.origin), '$.sides') s, json_each(s.value, '$.credits') c WHERE k.id = {cluster}"
        ),
    );
    count.table(
        &report,
        "citations",
        &["outlet", "medium", "words"],
        &format!(
            "SELECT outlet, shown(medium, 300), shown(words, 300) FROM (
                 SELECT o.name AS outlet, json_extract(c.value, '$.medium') AS medium, json_extract(c.value, '$.words') AS words,
                     row_number() OVER (PARTITION BY json_extract(c.value, '$.medium'), json_extract(c.value, '$.words')
                         ORDER BY a.seen, a.id, c.key) AS n
                 FROM members m JOIN articles a ON a.id = m.article JOIN outlets o ON o.id = a.outlet,
                     json_each(opened(a.evidence), '$.citations') c WHERE m.cluster = {cluster}) WHERE n = 1"
        ),
    );
    count.table(
        &report,
        "facts",
        &["outlet", "kind", "theirs", "origins"],
        &format!(
            "SELECT o.name, json_extract(f.value, '$[0]'), shown(json_extract(f.value, '$[1]'), 300), shown(json_extract(f.value, '$[2]'), 300)
             FROM members m JOIN articles a ON a.id = m.article JOIN outlets o ON o.id = a.outlet JOIN traces t ON t.article = a.id,
                 json_each(opened(t.body), '$.changes.facts') f WHERE m.cluster = {cluster}"
        ),
    );
    let speaks = format!(
        "notice IN (SELECT article FROM members WHERE cluster = {cluster}) OR notice IN
             (SELECT p.notice FROM applied p JOIN members m ON m.article = p.about WHERE m.cluster = {cluster})"
    );
    notices::table(count, &report, &speaks);
    count.table(
        &report,
        "differences",
        &["outlet", "kept", "cut", "added"],
        &format!(
            "WITH lead AS (SELECT l.id, json_extract(opened(l.body), '$.paragraphs') AS text FROM clusters c JOIN articles l ON l.id = c.leader
                     WHERE c.id = {cluster}),
                 beside AS MATERIALIZED (
                     SELECT o.name || CASE WHEN a.version > 1 THEN ', version ' || a.version ELSE '' END AS outlet, a.body, lead.text
                     {} AND a.id <> lead.id AND lead.text IS NOT NULL ORDER BY a.seen, a.id LIMIT 40),
                 sums AS MATERIALIZED (SELECT outlet, compared(text, json_extract(opened(body), '$.paragraphs')) AS sum FROM beside WHERE body IS NOT NULL)
             SELECT outlet, json_extract(sum, '$[0]'), json_extract(sum, '$[1]'), json_extract(sum, '$[2]') FROM sums",
            members.replace("FROM members m", "FROM lead, members m")
        ),
    );
    chain(count, &report, cluster);
}

/// Columns of a hop.
const HOP: [&str; 7] = ["from", "to", "kind", "words", "outlet", "seen", "confidence"];

/// The hops that a cluster's stored origin, credits and citations allow. `order` is that of the prints; `own` says that their
/// outlet is an origin, `holder` whose copy a print carries.
const HOPS: &str = "
CREATE TEMP TABLE side AS SELECT s.key AS place, json_extract(s.value, '$.organisation') AS name,
    json_extract(s.value, '$.confidence') AS confidence, json_extract(s.value, '$.seen') AS seen, s.value AS json
FROM clusters k, json_each(opened(k.origin), '$.sides') s WHERE k.id = ?1;
CREATE TEMP TABLE credit AS SELECT s.place AS side, s.name, json_extract(c.value, '$[0]') AS article, json_extract(c.value, '$[1].words') AS words,
    json_extract(c.value, '$[1].kind') AS kind, coalesce(json_extract(c.value, '$[1].partial'), 0) AS partial, c.key AS place
FROM side s, json_each(s.json, '$.credits') c;
CREATE TEMP TABLE weight AS SELECT column1 AS kind, column2 AS rank, column3 AS sure FROM (VALUES ('byline', 0, 0.95), ('dateline', 1, 0.95),
    ('copyright', 2, 0.9), ('footer', 3, 0.8), ('inline', 4, 0.8), ('metadata', 5, 0.8), ('canonical', 6, 0.9), ('own-domain', 7, 0.99),
    ('decision', 8, 0.99));
CREATE TEMP TABLE print AS SELECT row_number() OVER (ORDER BY a.seen, a.id) AS place, a.id AS article, o.name AS outlet, a.seen, m.matched,
    max(m.of_item, m.of_match) AS share, opened(a.evidence) AS evidence, o.name IN (SELECT name FROM side) AS own,
    CASE WHEN o.name IN (SELECT name FROM side) THEN o.name ELSE coalesce(
        (SELECT s.name FROM side s WHERE NOT s.seen AND a.id IN (SELECT article FROM credit c WHERE c.side = s.place) ORDER BY s.place LIMIT 1), o.name) END AS holder
FROM members m JOIN articles a ON a.id = m.article JOIN outlets o ON o.id = a.outlet WHERE m.cluster = ?1;
CREATE TEMP TABLE onward AS
WITH outlets AS (SELECT outlet, min(place) AS first, min(seen) AS seen FROM print WHERE NOT own GROUP BY outlet),
    handed AS (SELECT p.outlet, p.place, 0 AS way, 0 AS side, c.key AS rank, json_extract(c.value, '$.organisation') AS name,
            json_extract(c.value, '$.words') AS words, json_extract(c.value, '$.kind') AS kind, 0 AS partial
        FROM print p, json_each(p.evidence, '$.credits') c
        WHERE json_extract(c.value, '$.kind') IN ('canonical', 'metadata') AND NOT json_extract(c.value, '$.partial')
            AND json_extract(c.value, '$.organisation') IN (SELECT outlet FROM print WHERE NOT own)
            AND json_extract(c.value, '$.organisation') <> p.outlet
        UNION ALL SELECT p.outlet, p.place, 1, c.side, c.partial * 100 + w.rank, c.name, c.words, c.kind, c.partial
        FROM print p JOIN credit c USING (article) JOIN weight w USING (kind)),
    best AS (SELECT *, row_number() OVER (PARTITION BY outlet ORDER BY way, place, side, rank) AS n FROM handed)
SELECT coalesce(b.name, CASE (SELECT count(*) FROM side) WHEN 1 THEN (SELECT name FROM side) ELSE '(not said)' END) AS \"from\", o.outlet AS \"to\",
    CASE WHEN b.name IS NULL THEN 'carried' ELSE 'credited' END AS kind, shown(b.words, 300) AS words, o.outlet, o.seen,
    CASE WHEN b.name IS NULL THEN
        CASE (SELECT count(*) FROM side) WHEN 1 THEN (SELECT confidence FROM side) * coalesce(
            (SELECT share FROM print p WHERE p.outlet = o.outlet AND matched IS NOT NULL ORDER BY place LIMIT 1), 0.0) ELSE 0.0 END
        WHEN b.partial THEN 0.5 ELSE (SELECT sure FROM weight w WHERE w.kind = b.kind) END AS confidence
FROM outlets o LEFT JOIN best b ON b.outlet = o.outlet AND b.n = 1;
CREATE TEMP TABLE back AS
WITH said AS (SELECT p.*, c.key, json_extract(c.value, '$.medium') AS medium, json_extract(c.value, '$.words') AS words,
        json_extract(c.value, '$.manner') AS manner, json_extract(c.value, '$.cited_by') AS by
    FROM print p, json_each(p.evidence, '$.citations') c)
SELECT medium AS \"from\", coalesce(by, holder) AS \"to\", CASE manner WHEN 'spoken' THEN 'spoken' ELSE 'cited' END AS kind, shown(words, 300) AS words, outlet,
    (SELECT min(p.seen) FROM print p WHERE p.outlet = coalesce(s.by, s.holder)) AS seen, CASE WHEN by IS NULL THEN 0.9 ELSE 0.8 END AS confidence,
    EXISTS (SELECT 1 FROM said o WHERE o.medium = s.medium AND (o.own > s.own OR o.own = s.own AND (o.place, o.key) < (s.place, s.key))
        AND (o.own OR o.holder = s.holder)) AS repeated
FROM said s WHERE medium <> coalesce(by, holder) AND medium <> outlet ORDER BY own DESC, place, key;
";

/// The chain, put together anew. Every printed hop has to be one that the rows allow, word for word; and a hop they allow may
/// be missing only where the same was said before, is known otherwise, or would lead back to where it came from.
fn chain(count: &Recount<'_>, report: &Value, cluster: &str) {
    let drop = "DROP TABLE IF EXISTS side; DROP TABLE IF EXISTS credit; DROP TABLE IF EXISTS weight; DROP TABLE IF EXISTS print;
        DROP TABLE IF EXISTS onward; DROP TABLE IF EXISTS back;";
    count.conn.execute_batch(drop).expect("dropped");
    count.conn.execute_batch(&HOPS.replace("?1", cluster)).expect("the hops");
    let printed = count.printed(report, "chain", &HOP);
    let stamped = format!("strftime('{STAMP}', seen, 'unixepoch')");
    let line =
        |table: &str| format!("SELECT \"from\", \"to\", kind, words, outlet, {stamped}, 1.0 * confidence FROM {table}");
    let (mut onward, back): (Vec<_>, Vec<_>) =
        printed.iter().cloned().partition(|hop| ["credited", "carried"].contains(&hop[2].trim_end_matches('~')));
    let mut counted = count.rows(&line("onward"));
    onward.sort();
    counted.sort();
    let fault = |words: String| count.fault(format!("chain {HOP:?} of {} {cluster}: {words}", told(&report["kind"])));
    if onward != counted {
        fault(format!("printed {onward:?}, counted {counted:?}"));
    }
    let allowed = count.rows(&line("back"));
    for hop in &back {
        if !allowed.contains(hop) {
            fault(format!("no row allows {hop:?}"));
        }
    }
    let pairs: Vec<(&str, &str)> = printed.iter().map(|hop| (hop[0].as_str(), hop[1].as_str())).collect();
    for hop in count.rows(&format!("{} WHERE NOT repeated", line("back"))) {
        let pair = (hop[0].as_str(), hop[1].as_str());
        if !pairs.contains(&pair) && !leads(&pairs, pair.1, pair.0) {
            fault(format!("{hop:?} is missing"));
        }
    }
}

/// Whether hops lead from one to another.
fn leads(pairs: &[(&str, &str)], from: &str, to: &str) -> bool {
    let mut reached = vec![from];
    let mut at = 0;
    while at < reached.len() {
        let here = reached[at];
        reached.extend(
            pairs
                .iter()
                .filter(|(from, _)| *from == here)
                .map(|(_, to)| *to)
                .filter(|to| !reached.contains(to))
                .collect::<Vec<_>>(),
        );
        at += 1;
    }
    reached.contains(&to)
}
