//! The books of a recount: the tables of the store, told one row an item by plain SQL, and what it needs beside SQL.
//!
//! What SQL cannot reach is unpacked first: evidence, origins, traces and texts lie in the database as compressed JSON, which
//! `opened` hands to SQL as it is. Words are folded by `bare` (letters and digits, in lower case), cut for show by the
//! program's own `shown`, and compared by `compared`: the longest common subsequence of two texts, found by a table of all
//! pairs of words, which is another way than the program's.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use wirecopy::text::shown::shown;

/// One row an item of the period.
pub const TRACE: &str = "
CREATE TEMP TABLE trace AS
WITH last AS (SELECT item, max(version) AS version FROM articles GROUP BY item),
     mark AS (SELECT item, outlet, seen, before FROM articles WHERE version = 1),
     clustered AS (SELECT DISTINCT m.cluster, a.item FROM members m JOIN articles a ON a.id = m.article),
     shared AS (SELECT cluster FROM clustered JOIN mark USING (item) GROUP BY cluster HAVING count(DISTINCT outlet) > 1),
     piece AS (
        SELECT l.id AS article, f.item, f.outlet, f.seen, f.before, l.claim, m.cluster, m.matched, m.relation, m.of_item,
            m.of_match, m.cluster IN (SELECT cluster FROM shared) AS shared,
            CASE WHEN m.cluster IN (SELECT cluster FROM shared) THEN c.organisation END AS origin, c.disputed AS torn
        FROM mark f JOIN last USING (item) JOIN articles l ON l.item = f.item AND l.version = last.version
            JOIN members m ON m.article = l.id JOIN clusters c ON c.id = m.cluster
        WHERE f.seen >= ?1 AND f.seen < ?2),
     named AS (
        SELECT *, coalesce(origin, CASE WHEN claim NOT IN ('none', 'own', 'house', 'agencies', '') AND claim NOT LIKE 'own+%' THEN claim END) AS issuer FROM piece),
     told AS (
        SELECT n.*, o.name AS name, o.family AS family, o.kind AS kind,
            CASE WHEN (SELECT outlet FROM issuers i WHERE i.name = n.issuer) = o.name THEN 'own'
                 WHEN (SELECT agency FROM issuers i WHERE i.name = n.issuer) THEN 'agency'
                 WHEN issuer IS NOT NULL THEN 'other-outlet'
                 WHEN o.kind = 'agency' THEN 'own'
                 WHEN shared THEN 'unknown' ELSE 'own' END AS provenance,
            (SELECT k.item FROM clustered x JOIN mark k USING (item) WHERE x.cluster = n.cluster ORDER BY k.seen, k.item LIMIT 1)
                AS first,
            (SELECT k.item FROM clustered x JOIN mark k USING (item) JOIN outlets i ON i.id = k.outlet
                WHERE x.cluster = n.cluster AND i.name = (SELECT outlet FROM issuers s WHERE s.name = n.origin) ORDER BY k.seen, k.item LIMIT 1) AS issued
        FROM named n JOIN outlets o ON o.id = n.outlet),
     judged AS (
        SELECT t.*, CASE provenance WHEN 'own' THEN 0 WHEN 'unknown'
                THEN t.outlet <> (SELECT outlet FROM mark WHERE item = t.first) ELSE 1 END AS reprint FROM told t)
SELECT j.*, CASE WHEN reprint AND shared AND coalesce(issued, first) <> j.item
        THEN j.seen - (SELECT seen FROM mark WHERE item = coalesce(issued, first)) END AS lag,
    CASE WHEN reprint AND origin IS NOT NULL THEN CASE WHEN claim = origin THEN 'correct' WHEN claim = 'agencies' THEN 'vague'
        WHEN claim = 'own+' || origin THEN 'correct' WHEN claim = 'own' OR claim LIKE 'own+%' THEN 'staff-byline'
        WHEN claim IN ('none', 'house') OR claim IS NULL THEN 'missing'
        WHEN kind = 'aggregator' AND claim IN (SELECT name FROM outlets) THEN CASE WHEN torn THEN NULL ELSE 'missing' END
        WHEN torn THEN NULL ELSE 'wrong' END END AS grade
    , CASE WHEN reprint AND shared AND coalesce(issued, first) <> j.item
        THEN j.before - (SELECT seen FROM mark WHERE item = coalesce(issued, first)) END AS least,
    CASE WHEN reprint AND shared AND coalesce(issued, first) <> j.item
        THEN j.seen - (SELECT before FROM mark WHERE item = coalesce(issued, first)) END AS most,
    CASE WHEN shared THEN (SELECT leader FROM clusters c WHERE c.id = j.cluster) END AS leader
FROM judged j;
";

/// What stands on the trace.
pub const VIEWS: &str = "
CREATE INDEX temp.trace_lag ON trace (lag);
CREATE INDEX temp.trace_name ON trace (name, lag);
CREATE INDEX temp.trace_item ON trace (item);
CREATE TEMP VIEW reprints AS SELECT *, CASE WHEN provenance = 'unknown' THEN '(nobody named)' ELSE issuer END AS whose
    FROM trace WHERE reprint;

-- The credit that the claim of an article rests on, as it is printed in reports.
CREATE TEMP VIEW credited AS SELECT a.id AS article, (
    SELECT shown('“' || json_extract(c.value, '$.words') || '” (' || json_extract(c.value, '$.place') || ')', 300)
    FROM json_each(opened(a.evidence), '$.credits') c
    WHERE CASE WHEN coalesce(a.claim, '') IN ('', 'none', 'house') THEN 0
        WHEN a.claim = 'own' THEN json_extract(c.value, '$.organisation') = o.name
        WHEN a.claim = 'agencies' THEN json_extract(c.value, '$.organisation') IS NULL OR json_extract(c.value, '$.organisation') = o.name
        WHEN a.claim LIKE 'own+%' THEN json_extract(c.value, '$.organisation') = substr(a.claim, 5)
        ELSE json_extract(c.value, '$.organisation') = a.claim END
    ORDER BY CASE WHEN a.claim = 'agencies' THEN json_extract(c.value, '$.organisation') IS NOT NULL END, c.key LIMIT 1) AS words
FROM articles a JOIN outlets o ON o.id = a.outlet;

-- The words that lines on reprints print beside the trace.
CREATE TEMP TABLE worded AS SELECT t.item, headlined(a.headline, a.url) AS headline, address(a.url) AS url,
    coalesce(shown(coalesce(l.headline, a.headline), 300), '(no headline)') AS story,
    CASE WHEN l.id <> a.id AND l.headline IS NOT NULL AND a.headline IS NOT NULL
        THEN CASE WHEN bare(l.headline) = bare(a.headline) THEN 'no' ELSE 'yes' END END AS changed,
    (SELECT words FROM credited c WHERE c.article = a.id) AS credit
FROM trace t JOIN articles a ON a.id = t.article LEFT JOIN articles l ON l.id = t.leader;
CREATE UNIQUE INDEX temp.worded_item ON worded (item);

-- Disclaimers of the period that do not hold.
CREATE TEMP TABLE disclaimed AS SELECT t.item, shown(json_extract(j, '$.disclaimer[0]'), 300) AS claim,
    coalesce(json_array_length(j, '$.changes.facts'), 0) AS changes,
    shown(json_extract(j, '$.changes.facts[0][0]') || ': ' || coalesce(json_extract(j, '$.changes.facts[0][1]'), '(not there)')
        || ' / ' || coalesce(json_extract(j, '$.changes.facts[0][2]'), '(not there)'), 300) AS example
FROM trace t JOIN (SELECT article, opened(body) AS j FROM traces) d ON d.article = t.article
WHERE json_extract(j, '$.disclaimer[1]') = 0;

-- Notices of agencies, and of others where a story was found, whenever they were sent.
CREATE TEMP TABLE noticed AS SELECT a.id AS notice, a.seen, o.name AS agency, json_extract(a.notice, '$.kind') AS kind,
    json_extract(a.notice, '$.words') AS words, json_extract(a.notice, '$.about') AS about,
    (SELECT m.cluster FROM applied p JOIN members m ON m.article = p.about WHERE p.notice = a.id) AS cluster,
    (SELECT count(*) FROM carried c WHERE c.notice = a.id) AS touched,
    (SELECT count(*) FROM carried c WHERE c.notice = a.id AND c.until IS NOT NULL) AS followed
FROM articles a JOIN outlets o ON o.id = a.outlet
WHERE a.notice IS NOT NULL AND (o.kind = 'agency' OR a.id IN (SELECT notice FROM applied))
    AND json_extract(a.notice, '$.kind') IN ('correction', 'hold', 'kill');

-- Reprints that carried the old text, one row a notice.
CREATE TEMP TABLE carriers AS SELECT n.*, a.id AS article, o.name AS outlet, f.seen AS printed, c.until, headlined(a.headline, a.url) AS headline,
    max(coalesce(i.looked, 0), (SELECT max(seen) FROM articles x WHERE x.item = i.id),
        coalesce((SELECT max(seen) FROM versions v WHERE v.item = i.id), 0)) AS looked
FROM noticed n JOIN carried c USING (notice) JOIN articles a ON a.id = c.article JOIN items i ON i.id = a.item
    JOIN articles f ON f.item = a.item AND f.version = 1 JOIN outlets o ON o.id = f.outlet;
";

/// Everybody named as an origin or in a credit: the outlet it is, where we read one, and whether it is an agency.
const ISSUERS: &str = "
CREATE TEMP TABLE issuers AS SELECT name, outlet, family, coalesce((SELECT kind = 'agency' FROM outlets o WHERE o.name = outlet),
    (SELECT agency FROM listed l WHERE l.name = n.name), 0) AS agency
FROM (SELECT m.name AS name, o.name AS outlet, coalesce(o.family, l.family) AS family
    FROM (SELECT organisation AS name FROM clusters WHERE organisation IS NOT NULL
        UNION SELECT CASE WHEN claim LIKE 'own+%' THEN substr(claim, 5) ELSE claim END FROM articles WHERE claim IS NOT NULL) m
    LEFT JOIN listed l ON l.name = m.name
    LEFT JOIN outlets o ON o.id = (SELECT p.id FROM outlets p WHERE lower(p.name) = lower(m.name)
            OR EXISTS (SELECT 1 FROM json_each(p.aliases) WHERE lower(value) = lower(m.name))
            OR EXISTS (SELECT 1 FROM json_each(p.domains) d, json_each(l.domains) x WHERE x.value = d.value)
        ORDER BY p.place, p.id LIMIT 1)) n;
CREATE UNIQUE INDEX temp.issuers_name ON issuers (name);
";

/// Lays out the books of a period.
pub fn lay_out(conn: &Connection, from: i64, to: i64) {
    functions(conn).expect("functions");
    list(conn);
    conn.execute(TRACE.trim().trim_end_matches(';'), [from, to]).expect("the trace");
    conn.execute_batch(VIEWS).expect("the views");
}

/// The lists of the trade, as the reports use them.
fn list(conn: &Connection) {
    conn.execute_batch("CREATE TEMP TABLE listed (name TEXT PRIMARY KEY, agency, family, domains)").expect("a table");
    for organisation in wirecopy::desk::trade().organisations.iter() {
        let agency = organisation.kind == wirecopy::news::OrganisationKind::Agency;
        let domains = serde_json::to_string(&organisation.domains).expect("a list");
        conn.execute(
            "INSERT OR IGNORE INTO listed VALUES (?1, ?2, ?3, ?4)",
            rusqlite::params![organisation.name, agency, organisation.family, domains],
        )
        .expect("listed");
    }
    conn.execute_batch(ISSUERS).expect("issuers");
}

fn functions(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("opened", 1, flags, |context| {
        let packed: Option<Vec<u8>> = context.get(0)?;
        let opened = packed.map(|bytes| zstd::decode_all(bytes.as_slice()).expect("compressed JSON"));
        Ok(opened.map(|json| String::from_utf8(json).expect("UTF-8")))
    })?;
    conn.create_scalar_function("shown", 2, flags, |context| {
        let (words, most): (Option<String>, i64) = (context.get(0)?, context.get(1)?);
        Ok(words.map(|words| shown(&words, most as usize)).filter(|words| !words.is_empty()))
    })?;
    conn.create_scalar_function("bare", 1, flags, |context| {
        let words: Option<String> = context.get(0)?;
        Ok(words.map(|words| bare(&words)))
    })?;
    conn.create_scalar_function("address", 1, flags, |context| {
        let url: Option<String> = context.get(0)?;
        Ok(url.and_then(|url| wirecopy::report::address(&url)))
    })?;
    conn.create_scalar_function("headlined", 2, flags, |context| {
        let (words, url): (Option<String>, Option<String>) = (context.get(0)?, context.get(1)?);
        let words = shown(&words.unwrap_or_default(), 300);
        let url = url.and_then(|url| wirecopy::report::address(&url));
        Ok(if words.is_empty() { url.map(|url| shown(&url, 80)) } else { Some(words) })
    })?;
    // Two lists of paragraphs -> [kept, cut, added].
    conn.create_scalar_function("compared", 2, flags, |context| {
        let (left, right): (String, String) = (context.get(0)?, context.get(1)?);
        let (left, right) = (text(&left), text(&right));
        let kept = common(&left, &right);
        Ok(format!("[{kept},{},{}]", left.len() - kept, right.len() - kept))
    })
}

fn bare(words: &str) -> String {
    let words: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    words.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text as reports compare them: the first 4,000 and a sign for the rest; case and marks around do not count.
fn text(paragraphs: &str) -> Vec<String> {
    let paragraphs: Vec<String> = serde_json::from_str(paragraphs).expect("paragraphs");
    let mut words = Vec::new();
    for paragraph in paragraphs {
        for word in shown(&paragraph, 20_000).split_whitespace() {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            words.push(if bare.is_empty() { word.to_owned() } else { bare.to_lowercase() });
        }
    }
    if words.len() > 4_000 {
        words.truncate(4_000);
        words.push("[…]".into());
    }
    words
}

/// Length of the longest common subsequence, by a table of all pairs.
fn common(left: &[String], right: &[String]) -> usize {
    let mut row = vec![0_usize; right.len() + 1];
    for one in left {
        let mut corner = 0;
        for (at, other) in right.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if one == other { corner + 1 } else { above.max(row[at]) };
            corner = above;
        }
    }
    row[right.len()]
}

#[test]
fn words_in_common_are_counted_by_hand() {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(common(&words("the dam opens on monday"), &words("on monday the dam closes")), 2);
    assert_eq!(common(&words("a b c d"), &words("a x c d")), 3);
    assert_eq!(common(&[], &words("a")), 0);
    assert_eq!(text(r#"["The Dam, — opens.", "«Now»"]"#), ["the", "dam", "—", "opens", "now"]);
}
