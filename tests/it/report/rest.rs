//! What the recount leaves over: the period before, bounds of lags, relations, and figures that two reports tell.

use serde_json::Value;

use super::newsroom::wirecopy;
use super::recount::{Recount, STAMP, bands, graded, quoted, ranked, told};

/// The word of a relation as members keep it.
const RELATION: &str =
    "CASE WHEN matched IS NOT NULL THEN CASE relation WHEN 1 THEN 'identical' WHEN 2 THEN 'near' WHEN 3 THEN
    'excerpt' WHEN 4 THEN 'expanded' WHEN 5 THEN 'overlap' WHEN 6 THEN 'partial' WHEN 7 THEN 'revision' END END";

/// All of it. Answers how many values were compared.
pub fn rest(count: &Recount<'_>, from: i64, to: i64) -> usize {
    let mut compared = trace(count) + before(count, from, to);
    for name in count.rows("SELECT DISTINCT issuer FROM reprints WHERE issuer IS NOT NULL").concat() {
        compared += agency(count, &name);
    }
    let corrections = count.json(&["--corrections"]);
    for name in count.rows("SELECT name FROM outlets").concat() {
        compared += outlet(count, &corrections, &name);
    }
    compared + notices(count, &corrections) + stories(count)
}

/// The columns of the trace that the other tables rest on.
fn trace(count: &Recount<'_>) -> usize {
    let csv = wirecopy(
        count.db,
        &["report", "--format", "csv", "--zone", "UTC", "--period", &count.period, "--table", "items"],
    );
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let header = reader.headers().expect("a header").clone();
    let columns = [
        "item",
        "not_before",
        "cluster_outlets",
        "lag_least",
        "lag_most",
        "relation",
        "share_of_item",
        "share_of_match",
    ];
    let places = columns.map(|name| header.iter().position(|column| column == name).expect("a column"));
    let mut printed: Vec<Vec<String>> = reader
        .records()
        .map(|record| record.map(|record| places.map(|at| record[at].to_owned()).to_vec()).expect("a record"))
        .collect();
    let mut counted = count.rows(&format!(
        "SELECT item, strftime('{STAMP}', before, 'unixepoch'),
             (SELECT count(DISTINCT a.outlet) FROM members m JOIN articles a ON a.id = m.article WHERE m.cluster = t.cluster),
             least, most, {RELATION}, CASE WHEN matched IS NOT NULL THEN of_item END,
             CASE WHEN matched IS NOT NULL THEN of_match END FROM trace t"
    ));
    printed.sort();
    counted.sort();
    for (printed, counted) in printed.iter().zip(&counted) {
        assert_eq!(printed, counted, "{columns:?}");
    }
    assert_eq!(printed.len(), counted.len());
    printed.len() * columns.len()
}

/// The figures of the period before stand beside those of the period.
fn before(count: &Recount<'_>, from: i64, to: i64) -> usize {
    let overview = count.json(&[]);
    if from <= 0 {
        assert!(overview["figures"]["items"]["before"].is_null(), "nothing comes before everything");
        return 0;
    }
    let earlier = Recount::open(count.db, from - (to - from), from);
    let figures = [
        ("items", "SELECT count(*) FROM trace".to_owned()),
        (
            "agency_share",
            "SELECT 1.0 * sum(provenance = 'agency') / count(*) FROM trace WHERE kind <> 'agency'".to_owned(),
        ),
        ("stories", "SELECT count(DISTINCT cluster) FROM trace WHERE shared".into()),
        ("reprints", "SELECT count(*) FROM reprints".into()),
        ("independent", "SELECT count(DISTINCT cluster) FROM trace".into()),
        ("voices", "SELECT count(DISTINCT coalesce(family, name)) FROM trace".into()),
        ("lag_median", format!("SELECT {}", ranked("lag", "trace", "1", 0.5))),
        ("credited", format!("SELECT {}", graded("1"))),
    ];
    for (name, sql) in &figures {
        assert_eq!(told(&overview["figures"][*name]["before"]), earlier.one(sql), "{name} before");
    }
    let rows = overview["tables"]["outlets"]["rows"].as_array().expect("rows");
    for row in rows {
        let of = format!("FROM trace WHERE name = {}", quoted(&told(&row["outlet"])));
        assert_eq!(told(&row["items_before"]), earlier.one(&format!("SELECT count(*) {of}")));
        let share = earlier.one(&format!("SELECT 1.0 * sum(provenance = 'agency') / nullif(count(*), 0) {of}"));
        assert_eq!(told(&row["agency_share_before"]), share);
    }
    figures.len() + 2 * rows.len()
}

fn agency(count: &Recount<'_>, name: &str) -> usize {
    let report = count.json(&["--agency", name]);
    let of = format!("issuer = {} AND provenance <> 'unknown' AND reprint", quoted(name));
    let compared = bands(count, &report, &of);
    let line = format!(
        "SELECT name, cluster, least, most, {RELATION}, CASE WHEN matched IS NOT NULL THEN of_item END FROM reprints WHERE {of}"
    );
    let columns = ["outlet", "story", "lag_least", "lag_most", "relation", "agency_words"];
    compared
        + count.table(&report, "reprints", &columns, &line)
        + count.table(
            &report,
            "stories",
            &["story", "first_seen"],
            &format!(
                "SELECT DISTINCT cluster, CASE WHEN shared THEN (SELECT strftime('{STAMP}', seen, 'unixepoch') FROM articles
                     WHERE item = t.first AND version = 1) ELSE strftime('{STAMP}', seen, 'unixepoch') END
                 FROM reprints t WHERE {of} GROUP BY cluster"
            ),
        )
}

fn outlet(count: &Recount<'_>, corrections: &Value, name: &str) -> usize {
    let report = count.json(&["--outlet", name]);
    let of = format!("name = {}", quoted(name));
    let whose =
        "CASE WHEN provenance = 'own' THEN '(own)' WHEN provenance = 'unknown' THEN '(nobody named)' ELSE issuer END";
    let compared = bands(count, &report, &of)
        + count.table(
            &report,
            "sources",
            &["origin", "credited"],
            &format!(
                "SELECT {whose} AS w, 1.0 * sum(reprint AND grade = 'correct') / nullif(sum(reprint AND grade IS NOT NULL), 0)
                 FROM trace WHERE {of} GROUP BY w"
            ),
        )
        + count.table(
            &report,
            "reprints",
            &["story", "lag_least", "lag_most", "relation"],
            &format!("SELECT cluster, least, most, {RELATION} FROM reprints WHERE {of}"),
        );
    // Told by two reports, or as a figure and as rows.
    let standing = corrections["tables"]["reprints"]["rows"].as_array().expect("rows").iter();
    let standing = standing.filter(|row| row["outlet"] == name && row["followed"].is_null()).count();
    assert_eq!(told(&report["figures"]["standing"]["value"]), standing.to_string(), "{name}");
    assert_eq!(report["tables"]["stale"]["rows"].as_array().map(Vec::len), Some(standing), "{name}");
    let false_ones = report["tables"]["disclaimers"]["rows"].as_array().map(Vec::len).unwrap_or_default();
    assert_eq!(told(&report["figures"]["false_disclaimers"]["value"]), false_ones.to_string(), "{name}");
    compared + 3
}

/// What the overview says of notices is what the report on corrections says.
fn notices(count: &Recount<'_>, corrections: &Value) -> usize {
    let overview = count.json(&[]);
    for name in ["notices", "standing"] {
        assert_eq!(overview["figures"][name]["value"], corrections["figures"][name]["value"], "{name}");
    }
    assert_eq!(overview["tables"]["notices"]["rows"], corrections["tables"]["notices"]["rows"]);
    let rows = corrections["tables"]["notices"]["rows"].as_array().expect("rows");
    let sum = |column: &str| rows.iter().map(|row| row[column].as_u64().unwrap_or_default()).sum::<u64>();
    for name in ["touched", "followed", "standing"] {
        assert_eq!(corrections["figures"][name]["value"].as_u64(), Some(sum(name)), "{name}");
    }
    assert_eq!(corrections["figures"]["notices"]["value"].as_u64(), Some(rows.len() as u64));
    6
}

/// Figures and lines of the twenty largest stories, whenever they were printed.
fn stories(count: &Recount<'_>) -> usize {
    let all = Recount::open(count.db, 0, 4_000_000_000);
    let mut compared = 0;
    let largest = "SELECT id, coalesce(organisation, 'unknown') FROM clusters WHERE outlets > 1 ORDER BY outlets DESC, id LIMIT 20";
    for row in count.rows(largest) {
        let (cluster, origin) = (&row[0], &row[1]);
        let report = count.json(&["--story", cluster]);
        assert_eq!(told(&report["figures"]["origin"]["value"]), *origin, "{cluster}");
        let of = format!("cluster = {cluster}");
        all.figure(&report, "reprints", &format!("SELECT count(*) FROM reprints WHERE {of}"));
        all.figure(&report, "lag_median", &format!("SELECT {}", ranked("lag", "reprints r", &of, 0.5)));
        compared += 3 + all.table(
            &report,
            "prints",
            &["article", "lag", "grade", "relation", "share_of_item", "share_of_match", "not_before"],
            &format!(
                "SELECT a.id, CASE WHEN a.version = 1 THEN t.lag END, t.grade, {}, CASE WHEN m.matched IS NOT NULL THEN m.of_item END,
                     CASE WHEN m.matched IS NOT NULL THEN m.of_match END, strftime('{STAMP}', a.before, 'unixepoch')
                 FROM members m JOIN articles a ON a.id = m.article LEFT JOIN trace t ON t.item = a.item
                 WHERE m.cluster = {cluster}",
                RELATION.replace("matched", "m.matched").replace("CASE relation", "CASE m.relation")
            ),
        );
        // Every text is compared with the same words of the leader.
        let rows = report["tables"]["differences"]["rows"].as_array().expect("rows");
        let whole = |row: &Value| row["kept"].as_u64().unwrap_or_default() + row["cut"].as_u64().unwrap_or_default();
        assert!(rows.windows(2).all(|pair| whole(&pair[0]) == whole(&pair[1])), "{cluster}");
        compared += rows.len();
    }
    compared
}
