//! Every figure of every kind of report, counted again by plain SQL over the same database.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use serde_json::Value;

use super::newsroom::{MONDAY, from_json_lines, one_of_everything, wirecopy};
use super::rest;
use crate::shared::shared;

/// One row an item of the period, told from the tables alone.
const TRACE: &str = "
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
        THEN j.seen - (SELECT before FROM mark WHERE item = coalesce(issued, first)) END AS most
FROM judged j;
CREATE TEMP VIEW reprints AS SELECT *, CASE WHEN provenance = 'unknown' THEN '(nobody named)' ELSE issuer END AS whose
    FROM trace WHERE reprint;
";

/// Everybody named as an origin or in a credit: the outlet it is, where we read one, and whether it is an agency.
const ISSUERS: &str = "
CREATE TEMP TABLE issuers AS SELECT name, outlet, family, coalesce((SELECT kind = 'agency' FROM outlets o WHERE o.name = outlet),
    (SELECT agency FROM listed l WHERE l.name = n.name), 0) AS agency
FROM (SELECT m.name AS name, o.name AS outlet, coalesce(o.family, l.family) AS family
    FROM (SELECT organisation AS name FROM clusters WHERE organisation IS NOT NULL
        UNION SELECT claim FROM articles WHERE claim IS NOT NULL) m
    LEFT JOIN listed l ON l.name = m.name
    LEFT JOIN outlets o ON o.id = (SELECT p.id FROM outlets p WHERE lower(p.name) = lower(m.name)
            OR EXISTS (SELECT 1 FROM json_each(p.aliases) WHERE lower(value) = lower(m.name))
            OR EXISTS (SELECT 1 FROM json_each(p.domains) d, json_each(l.domains) x WHERE x.value = d.value)
        ORDER BY p.place, p.id LIMIT 1)) n;
CREATE UNIQUE INDEX temp.issuers_name ON issuers (name);
";

/// The lists of the trade, as the reports use them.
fn list(conn: &Connection) {
    conn.execute_batch("CREATE TEMP TABLE listed (name TEXT PRIMARY KEY, agency, family, domains)").expect("a table");
    for organisation in wirecopy::desk::trade().organisations {
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

/// The value at rank ceil(share * n) of `lag`, by group: nearest rank, as the reports say.
pub(super) fn ranked(value: &str, of: &str, by: &str, share: f64) -> String {
    format!(
        "(SELECT v FROM (SELECT {value} AS v, row_number() OVER (ORDER BY {value}) AS n, count(*) OVER () AS c FROM {of}
          WHERE {value} IS NOT NULL AND {by}) WHERE n = max(1, CAST(c * {share} AS INTEGER) + (c * {share} > CAST(c * {share} AS INTEGER))))"
    )
}

pub(super) struct Recount<'a> {
    pub db: &'a Path,
    conn: Connection,
    pub period: String,
}

impl<'a> Recount<'a> {
    pub fn open(db: &'a Path, from: i64, to: i64) -> Self {
        let conn = Connection::open(db).expect("the database");
        list(&conn);
        let (create, view) = TRACE.split_once("CREATE TEMP VIEW").expect("two statements");
        conn.execute(create.trim(), [from, to]).expect("the trace");
        conn.execute(&format!("CREATE TEMP VIEW{}", view.trim_end().trim_end_matches(';')), []).expect("the view");
        conn.execute_batch(
            "CREATE INDEX temp.trace_lag ON trace (lag); CREATE INDEX temp.trace_name ON trace (name, lag);",
        )
        .expect("indexes");
        let stamp = |at: i64| chrono::DateTime::from_timestamp(at, 0).expect("a time").to_rfc3339();
        Self { db, conn, period: format!("{}..{}", stamp(from), stamp(to)) }
    }

    pub fn json(&self, args: &[&str]) -> Value {
        let mut all = vec!["report", "--format", "json", "--zone", "UTC", "--period", &self.period];
        all.extend(args);
        serde_json::from_slice(&wirecopy(self.db, &all)).expect("JSON")
    }

    pub fn one(&self, sql: &str) -> String {
        self.rows(sql).first().and_then(|row| row.first().cloned()).unwrap_or_default()
    }

    pub fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let mut query = self.conn.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
        let columns = query.column_count();
        let mut rows = query.query([]).expect(sql);
        let mut all = Vec::new();
        while let Some(row) = rows.next().expect(sql) {
            all.push((0..columns).map(|at| told_sql(row.get(at).expect("a value"))).collect());
        }
        all
    }

    pub fn figure(&self, report: &Value, name: &str, sql: &str) {
        let told = told(&report["figures"][name]["value"]);
        assert_eq!(told, self.one(sql), "figure {name} of {}", report["kind"]);
    }

    /// Compares the columns named of a table with the rows of a query, in any order.
    pub fn table(&self, report: &Value, name: &str, columns: &[&str], sql: &str) -> usize {
        let rows = report["tables"][name]["rows"].as_array().unwrap_or_else(|| panic!("no table {name}"));
        let mut printed: Vec<Vec<String>> =
            rows.iter().map(|row| columns.iter().map(|column| told(&row[*column])).collect()).collect();
        let mut counted = self.rows(sql);
        printed.sort();
        counted.sort();
        assert_eq!(printed.len(), counted.len(), "rows of {name} of {}", report["kind"]);
        for (printed, counted) in printed.iter().zip(&counted) {
            assert_eq!(printed, counted, "{name} {columns:?} of {}", report["kind"]);
        }
        printed.len() * columns.len()
    }
}

pub(super) fn told(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        Value::Number(n) if n.is_f64() => format!("{:.4}", n.as_f64().unwrap_or_default()),
        Value::Object(of) if of.contains_key("number") => told(&of["number"]),
        Value::Object(of) if of.contains_key("text") => told(&of["text"]),
        other => other.to_string(),
    }
}

fn told_sql(value: Sql) -> String {
    match value {
        Sql::Null => String::new(),
        Sql::Integer(n) => n.to_string(),
        Sql::Real(n) => format!("{n:.4}"),
        Sql::Text(words) => words,
        Sql::Blob(_) => "blob".into(),
    }
}

pub(super) const STAMP: &str = "%Y-%m-%dT%H:%M:%SZ";

fn share(part: &str, whole: &str) -> String {
    format!("(SELECT CASE WHEN {whole} = 0 THEN NULL ELSE 1.0 * {part} / {whole} END)")
}

pub(super) fn graded(of: &str) -> String {
    format!(
        "(SELECT 1.0 * sum(grade = 'correct') / nullif(count(grade), 0) FROM reprints WHERE {of} AND grade IS NOT NULL)"
    )
}

/// The trace, the overview, every agency, every outlet: all figures and rows. Answers how many values were compared.
fn recount(db: &Path, from: i64, to: i64) -> usize {
    let count = Recount::open(db, from, to);
    let mut compared = trace(&count);
    let overview = count.json(&[]);
    compared += figures(&count, &overview);
    compared += tables(&count, &overview);
    for name in count.rows("SELECT DISTINCT issuer FROM reprints WHERE issuer IS NOT NULL").concat() {
        compared += agency(&count, &name);
    }
    for name in count.rows("SELECT name FROM outlets").concat() {
        compared += outlet(&count, &name);
    }
    compared += corrections(&count, from, to) + stories(&count);
    compared + rest::rest(&count, from, to)
}

fn trace(count: &Recount<'_>) -> usize {
    let csv = wirecopy(
        count.db,
        &["report", "--format", "csv", "--zone", "UTC", "--period", &count.period, "--table", "items"],
    );
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let at =
        |name: &str, header: &csv::StringRecord| header.iter().position(|column| column == name).expect("a column");
    let header = reader.headers().expect("a header").clone();
    let columns =
        ["item", "article", "outlet", "family", "seen", "cluster", "provenance", "issuer", "reprint", "lag", "grade"];
    let mut printed: Vec<Vec<String>> = reader
        .records()
        .map(|record| {
            let record = record.expect("a record");
            columns.iter().map(|column| record[at(column, &header)].to_owned()).collect()
        })
        .collect();
    let mut counted = count.rows(&format!(
        "SELECT item, article, name, family, strftime('{STAMP}', seen, 'unixepoch'), cluster, provenance, issuer,
             CASE reprint WHEN 1 THEN 'yes' ELSE 'no' END, lag, grade FROM trace"
    ));
    printed.sort();
    counted.sort();
    assert_eq!(printed.len(), counted.len(), "items");
    for (printed, counted) in printed.iter().zip(&counted) {
        assert_eq!(printed, counted, "{columns:?}");
    }
    printed.len() * columns.len()
}

fn figures(count: &Recount<'_>, overview: &Value) -> usize {
    let publishers = "FROM trace WHERE kind <> 'agency'";
    let checks = [
        ("items", "SELECT count(*) FROM trace".to_owned()),
        ("agency_share", format!("SELECT 1.0 * sum(provenance = 'agency') / count(*) {publishers}")),
        ("stories", "SELECT count(DISTINCT cluster) FROM trace WHERE shared".into()),
        ("reprints", "SELECT count(*) FROM reprints".into()),
        ("independent", "SELECT count(DISTINCT cluster) FROM trace".into()),
        ("voices", "SELECT count(DISTINCT coalesce(family, name)) FROM trace".into()),
        ("lag_median", format!("SELECT {}", ranked("lag", "trace", "1", 0.5))),
        ("credited", format!("SELECT {}", graded("1"))),
    ];
    for (name, sql) in &checks {
        count.figure(overview, name, sql);
    }
    checks.len()
}

fn tables(count: &Recount<'_>, overview: &Value) -> usize {
    let median = |by: &str| ranked("lag", "reprints r", by, 0.5);
    let mut compared = count.table(
        overview,
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
    compared += count.table(
        overview,
        "republishing",
        &["origin", "outlet", "reprints", "lag_median", "correct", "graded"],
        &format!(
            "SELECT whose, name, count(*), {}, coalesce(sum(grade = 'correct'), 0), count(grade) FROM reprints t GROUP BY whose, name",
            median("r.whose = t.whose AND r.name = t.name")
        ),
    );
    compared += count.table(
        overview,
        "origins",
        &["origin", "family", "agency", "stories", "reprints", "outlets"],
        "SELECT whose, (SELECT family FROM issuers i WHERE i.name = whose),
             CASE (SELECT agency FROM issuers i WHERE i.name = whose) WHEN 1 THEN 'agency' ELSE 'outlet' END,
             count(DISTINCT cluster), count(*), count(DISTINCT name) FROM reprints WHERE whose <> '(nobody named)' GROUP BY whose",
    );
    compared += bands(count, overview, "1");
    compared += grades(count, overview, "1");
    compared += stories_table(count, overview);
    let width = if count.one("SELECT max(seen) - min(seen) <= 3 * 86400 FROM trace") == "1" { 3_600 } else { 86_400 };
    compared
        + count.table(
            overview,
            "rhythm",
            &["from", "items", "own", "agency", "other", "unknown"],
            &format!(
                "SELECT strftime('{STAMP}', seen / {width} * {width}, 'unixepoch'), count(*), sum(provenance = 'own'),
                     sum(provenance = 'agency'), sum(provenance = 'other-outlet'), sum(provenance = 'unknown')
                 FROM trace GROUP BY seen / {width}"
            ),
        )
}

pub(super) fn bands(count: &Recount<'_>, report: &Value, of: &str) -> usize {
    let edges: [(&str, &str); 9] = [
        ("seen before the origin", "lag < 0"),
        ("under 5 min", "lag >= 0 AND lag < 300"),
        ("5 to 15 min", "lag >= 300 AND lag < 900"),
        ("15 to 60 min", "lag >= 900 AND lag < 3600"),
        ("1 to 3 h", "lag >= 3600 AND lag < 10800"),
        ("3 to 6 h", "lag >= 10800 AND lag < 21600"),
        ("6 to 12 h", "lag >= 21600 AND lag < 43200"),
        ("12 to 24 h", "lag >= 43200 AND lag < 86400"),
        ("over a day", "lag >= 86400"),
    ];
    let sql: Vec<String> = edges
        .iter()
        .map(|(label, rule)| {
            format!(
                "SELECT '{label}', (SELECT count(*) FROM trace WHERE {rule} AND {of}), {}",
                share(
                    &format!("(SELECT count(*) FROM trace WHERE {rule} AND {of})"),
                    &format!("(SELECT count(lag) FROM trace WHERE {of})")
                )
            )
        })
        .collect();
    count.table(report, "lag", &["band", "reprints", "share"], &sql.join(" UNION ALL "))
}

fn grades(count: &Recount<'_>, report: &Value, of: &str) -> usize {
    let sql: Vec<String> = ["correct", "vague", "missing", "wrong", "staff-byline"]
        .iter()
        .map(|grade| {
            let part = format!("(SELECT count(*) FROM reprints WHERE {of} AND grade = '{grade}')");
            let whole = format!("(SELECT count(grade) FROM reprints WHERE {of})");
            format!("SELECT '{grade}', {part}, {}", share(&part, &whole))
        })
        .collect();
    count.table(report, "credits", &["grade", "reprints", "share"], &sql.join(" UNION ALL "))
}

fn stories_table(count: &Recount<'_>, overview: &Value) -> usize {
    let sql = format!(
        "SELECT t.cluster, CASE WHEN disputed THEN organisation || ' (disputed)' ELSE organisation END, sum(reprint),
             (SELECT count(DISTINCT a.outlet) FROM members m JOIN articles a ON a.id = m.article WHERE m.cluster = t.cluster),
             (SELECT max(1, count(DISTINCT CASE WHEN o.kind <> 'aggregator' THEN coalesce(o.family, o.name) END)) FROM members m JOIN articles a ON a.id = m.article
                 JOIN outlets o ON o.id = a.outlet WHERE m.cluster = t.cluster),
             (SELECT strftime('{STAMP}', seen, 'unixepoch') FROM articles WHERE item = t.first AND version = 1),
             {}, {}
         FROM trace t JOIN clusters c ON c.id = t.cluster WHERE shared GROUP BY t.cluster HAVING sum(reprint) > 0
         ORDER BY sum(reprint) DESC, t.cluster LIMIT 50",
        ranked("lag", "reprints r", "r.cluster = t.cluster", 0.5),
        graded("cluster = t.cluster")
    );
    let columns = ["story", "origin", "reprints", "outlets", "independent", "first_seen", "lag_median", "credited"];
    count.table(overview, "stories", &columns, &sql)
}

pub(super) fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

fn agency(count: &Recount<'_>, name: &str) -> usize {
    let report = count.json(&["--agency", name]);
    let of = format!("issuer = {} AND provenance <> 'unknown'", quoted(name));
    let used = |by: &str| ranked("of_match", "reprints r", &format!("{of} AND matched IS NOT NULL AND {by}"), 0.5);
    let checks = [
        (
            "issued",
            format!(
                "SELECT count(*) FROM trace WHERE name = (SELECT outlet FROM issuers WHERE name = {})",
                quoted(name)
            ),
        ),
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
    let grade = |word: &str| format!("coalesce(sum(grade = '{word}'), 0)");
    let line = format!(
        "SELECT name, cluster, strftime('{STAMP}', seen, 'unixepoch'), lag, grade, CASE WHEN matched IS NOT NULL THEN of_match END
         FROM reprints WHERE {of}"
    );
    let columns = ["outlet", "story", "seen", "lag", "grade", "used"];
    let mut compared = checks.len() + count.table(&report, "reprints", &columns, &line);
    compared += count.table(&report, "uncredited", &columns, &format!("{line} AND grade <> 'correct'"));
    compared += count.table(
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
    compared += count.table(
        &report,
        "stories",
        &["story", "reprints", "outlets", "uncredited", "lag_median", "used_median"],
        &format!(
            "SELECT cluster, count(*), count(DISTINCT name), count(grade) - coalesce(sum(grade = 'correct'), 0), {}, {}
             FROM reprints t WHERE {of} GROUP BY cluster",
            ranked("lag", "reprints r", &format!("{of} AND r.cluster = t.cluster"), 0.5),
            used("r.cluster = t.cluster")
        ),
    );
    compared + grades(count, &report, &of)
}

fn outlet(count: &Recount<'_>, name: &str) -> usize {
    let report = count.json(&["--outlet", name]);
    let of = format!("name = {}", quoted(name));
    let part = |provenance: &str| {
        format!("SELECT 1.0 * sum(provenance = '{provenance}') / nullif(count(*), 0) FROM trace WHERE {of}")
    };
    let checks = [
        ("items", format!("SELECT count(*) FROM trace WHERE {of}")),
        ("own_share", part("own")),
        ("agency_share", part("agency")),
        ("reprints", format!("SELECT count(*) FROM reprints WHERE {of}")),
        ("first", format!("SELECT count(DISTINCT cluster) FROM trace t WHERE shared AND {of} AND t.item = t.first")),
        ("lag_median", format!("SELECT {}", ranked("lag", "reprints r", &of, 0.5))),
        ("credited", format!("SELECT {}", graded(&of))),
    ];
    for (figure, sql) in &checks {
        count.figure(&report, figure, sql);
    }
    let relation = |n: u8| format!("sum(matched IS NOT NULL AND relation = {n})");
    let whose =
        "CASE WHEN provenance = 'own' THEN '(own)' WHEN provenance = 'unknown' THEN '(nobody named)' ELSE issuer END";
    let mut compared = checks.len();
    compared += count.table(
        &report,
        "sources",
        &["origin", "items", "share", "identical", "near", "excerpt", "expanded", "overlap", "taken", "lag_median"],
        &format!(
            "SELECT {whose} AS w, count(*), 1.0 * count(*) / (SELECT count(*) FROM trace WHERE {of}), {}, {}, {}, {}, {}, {}, {}
             FROM trace t WHERE {of} GROUP BY w",
            relation(1),
            relation(2),
            relation(3),
            relation(4),
            relation(5),
            ranked("of_item", "trace r", &format!("{of} AND matched IS NOT NULL AND {} = {}", whose, whose.replace("provenance", "t.provenance").replace("issuer", "t.issuer")), 0.5),
            ranked("lag", "trace r", &format!("{of} AND {} = {}", whose, whose.replace("provenance", "t.provenance").replace("issuer", "t.issuer")), 0.5),
        ),
    );
    compared += count.table(
        &report,
        "reprints",
        &["seen", "origin", "story", "taken", "lag", "grade"],
        &format!(
            "SELECT strftime('{STAMP}', seen, 'unixepoch'), issuer, cluster, CASE WHEN matched IS NOT NULL THEN of_item END, lag, grade
             FROM reprints WHERE {of}"
        ),
    );
    compared + grades(count, &report, &of)
}

fn corrections(count: &Recount<'_>, from: i64, to: i64) -> usize {
    let report = count.json(&["--corrections"]);
    let touched = format!(
        "SELECT n.id AS notice, a.item, a.outlet, c.until AS followed
         FROM articles n JOIN carried c ON c.notice = n.id JOIN articles a ON a.id = c.article
         WHERE n.notice IS NOT NULL AND n.seen >= {from} AND n.seen < {to}
             AND json_extract(n.notice, '$.kind') IN ('correction', 'hold', 'kill')"
    );
    let notices = format!(
        "SELECT count(*) FROM articles a JOIN outlets o ON o.id = a.outlet
         WHERE notice IS NOT NULL AND seen >= {from} AND seen < {to}
             AND (o.kind = 'agency' OR a.id IN (SELECT notice FROM applied))
             AND json_extract(notice, '$.kind') IN ('correction', 'hold', 'kill')"
    );
    let checks = [
        ("notices", notices),
        ("touched", format!("SELECT count(*) FROM ({touched})")),
        ("followed", format!("SELECT count(*) FROM ({touched}) WHERE followed IS NOT NULL")),
        ("standing", format!("SELECT count(*) FROM ({touched}) WHERE followed IS NULL")),
    ];
    for (figure, sql) in &checks {
        count.figure(&report, figure, sql);
    }
    let rows = format!(
        "SELECT o.name, strftime('{STAMP}', followed, 'unixepoch') FROM ({touched}) t JOIN outlets o ON o.id = t.outlet"
    );
    checks.len() + count.table(&report, "reprints", &["outlet", "followed"], &rows)
}

/// The twenty largest stories.
fn stories(count: &Recount<'_>) -> usize {
    let mut compared = 0;
    let largest = "SELECT id FROM clusters WHERE outlets > 1 ORDER BY outlets DESC, id LIMIT 20";
    for cluster in count.rows(largest).concat() {
        let report = count.json(&["--story", &cluster]);
        let of = format!(
            "FROM members m JOIN articles a ON a.id = m.article JOIN outlets o ON o.id = a.outlet WHERE m.cluster = {cluster}"
        );
        count.figure(&report, "outlets", &format!("SELECT count(DISTINCT o.id) {of}"));
        count.figure(&report, "independent", &format!("SELECT max(1, count(DISTINCT CASE WHEN o.kind <> 'aggregator' THEN coalesce(o.family, o.name) END)) {of}"));
        count.figure(&report, "versions", &format!("SELECT count(*) {of}"));
        compared += 3 + count.table(
            &report,
            "prints",
            &["article", "outlet", "version", "seen", "words"],
            &format!("SELECT a.id, o.name, a.version, strftime('{STAMP}', a.seen, 'unixepoch'), a.words {of}"),
        );
    }
    compared
}

#[test]
fn every_figure_of_a_newsroom_with_one_of_everything_is_counted_again() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let compared = recount(&db, MONDAY, MONDAY + 7 * 86_400);
    assert!(compared > 500, "{compared}");
}

/// The database is kept in `WIRECOPY_KEEP`, where that names a folder: to be reported on, and looked at.
#[test]
fn every_figure_over_real_items_is_counted_again() {
    let Some(items) = shared("data/dedup/wire-pl/items.jsonl.gz") else { return };
    let folder = tempfile::tempdir().expect("folder");
    let kept = std::env::var_os("WIRECOPY_KEEP").map(std::path::PathBuf::from);
    let db = kept.as_deref().unwrap_or(folder.path()).join("news.db");
    let items = from_json_lines(&items, &db);
    let compared = recount(&db, 0, 4_000_000_000);
    assert!(compared > 100_000, "{compared}");
    // A week in the middle, beside the week before.
    let middle =
        Recount::open(&db, 0, 4_000_000_000).one("SELECT (min(seen) + max(seen)) / 2 / 86400 * 86400 FROM trace");
    let middle: i64 = middle.parse().expect("a time");
    let week = recount(&db, middle, middle + 7 * 86_400);
    assert!(week > 10_000, "{week}");
    println!("{items} items, {compared} values of all and {week} of a week agree");
}
