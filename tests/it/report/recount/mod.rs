//! Every figure of every kind of report, counted again by plain SQL over the same database.
//!
//! The recount reads the tables alone (see [`books`]): it knows nothing of how the program counts. Every comparison is noted by
//! kind, table and column, so that a column of the data dictionary that nothing was compared with is a fault, and so is a
//! wrong value that the recount would overlook: each one is bent in its turn.
//!
//! What SQL alone cannot tell: the words kept, cut and added are counted from the stored texts by a table of all pairs of
//! words; whether a headline is new, by its letters. Confidence and evidence are those of the stored origins, citations those
//! of the stored articles, facts those of the stored traces: they are read here from those rows, and how they come about is
//! held by the tests of `attribute` and `compare`. The chain is put together anew from those rows ([`story`]).

mod agency;
mod books;
mod formats;
mod notices;
mod outlet;
mod overview;
mod people;
mod story;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::process::Command;
use std::rc::Rc;

use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use serde_json::Value;

use super::newsroom::{MONDAY, from_json_lines, one_of_everything, wirecopy};
use crate::shared::shared;

/// A column of a report: kind, table, name.
type Place = (String, String, String);

/// What was compared so far.
#[derive(Default)]
struct Notes {
    /// Columns, each with the number of values that were not empty, and of all.
    compared: BTreeMap<Place, (usize, usize)>,
    faults: Vec<String>,
    /// Reports as they were printed.
    printed: HashMap<Vec<String>, Value>,
    /// The column whose values are bent, to see that it is noticed.
    bent: Option<Place>,
}

/// A database, a period, and the books laid out for it.
struct Recount<'a> {
    db: &'a Path,
    conn: Connection,
    from: i64,
    to: i64,
    notes: Rc<RefCell<Notes>>,
}

const STAMP: &str = "%Y-%m-%dT%H:%M:%SZ";

/// All there is.
const ALWAYS: (i64, i64) = (0, 4_000_000_000);

/// The word of a relation as members keep it.
const RELATION: &str =
    "CASE WHEN matched IS NOT NULL THEN CASE relation WHEN 1 THEN 'identical' WHEN 2 THEN 'near' WHEN 3 THEN
    'excerpt' WHEN 4 THEN 'expanded' WHEN 5 THEN 'overlap' WHEN 6 THEN 'partial' WHEN 7 THEN 'revision' END END";

impl<'a> Recount<'a> {
    fn open(db: &'a Path, (from, to): (i64, i64)) -> Self {
        let conn = Connection::open(db).expect("the database");
        books::lay_out(&conn, from, to);
        Self { db, conn, from, to, notes: Rc::default() }
    }

    /// The same database, another period, the same notes.
    fn beside(&self, (from, to): (i64, i64)) -> Self {
        Self { notes: Rc::clone(&self.notes), ..Self::open(self.db, (from, to)) }
    }

    /// A report, as the program prints it.
    fn json(&self, args: &[&str]) -> Value {
        let stamp = |at: i64| chrono::DateTime::from_timestamp(at, 0).expect("a time").to_rfc3339();
        let period = format!("{}..{}", stamp(self.from), stamp(self.to));
        let mut all = vec!["report", "--format", "json", "--zone", "UTC", "--period", &period];
        all.extend(args);
        let key: Vec<String> = all.iter().map(|arg| (*arg).to_owned()).collect();
        if let Some(found) = self.notes.borrow().printed.get(&key) {
            return found.clone();
        }
        let found: Value = serde_json::from_slice(&wirecopy(self.db, &all)).expect("JSON");
        self.notes.borrow_mut().printed.insert(key, found.clone());
        found
    }

    /// The trace of the period as the program prints it, as a report with one table.
    fn items(&self) -> Value {
        let key = vec!["items".to_owned(), self.from.to_string(), self.to.to_string()];
        if let Some(found) = self.notes.borrow().printed.get(&key) {
            return found.clone();
        }
        let stamp = |at: i64| chrono::DateTime::from_timestamp(at, 0).expect("a time").to_rfc3339();
        let period = format!("{}..{}", stamp(self.from), stamp(self.to));
        let csv =
            wirecopy(self.db, &["report", "--format", "csv", "--zone", "UTC", "--period", &period, "--table", "items"]);
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let header = reader.headers().expect("a header").clone();
        let row = |record: csv::StringRecord| -> Value {
            header.iter().zip(&record).map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
        };
        let rows: Vec<Value> = reader.records().map(|record| row(record.expect("a record"))).collect();
        let found = serde_json::json!({"kind": "any", "tables": {"items": {"rows": rows}}});
        self.notes.borrow_mut().printed.insert(key, found.clone());
        found
    }

    fn fault(&self, words: String) {
        self.notes.borrow_mut().faults.push(words);
    }

    fn one(&self, sql: &str) -> String {
        self.rows(sql).first().and_then(|row| row.first().cloned()).unwrap_or_default()
    }

    fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let mut query = self.conn.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
        let columns = query.column_count();
        let mut rows = query.query([]).expect(sql);
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap_or_else(|error| panic!("{error}: {sql}")) {
            all.push((0..columns).map(|at| told_sql(row.get(at).expect("a value"))).collect());
        }
        all
    }

    /// Notes that a column was compared, and bends its first value if that is asked.
    fn note(&self, kind: &str, table: &str, column: &str, values: &mut [String]) {
        let place = (kind.to_owned(), table.to_owned(), column.to_owned());
        let mut notes = self.notes.borrow_mut();
        let told = values.iter().filter(|value| !value.is_empty()).count();
        let sum = notes.compared.entry(place.clone()).or_default();
        *sum = (sum.0 + told, sum.1 + values.len());
        if let (true, Some(first)) = (notes.bent.as_ref() == Some(&place), values.first_mut()) {
            *first = bent(first);
        }
    }

    /// Compares a figure with a query that gives one value.
    fn figure(&self, report: &Value, name: &str, sql: &str) {
        let kind = told(&report["kind"]);
        let mut values = [told(&report["figures"][name]["value"])];
        self.note(&kind, "figures", name, &mut values);
        let counted = self.one(sql);
        if values[0] != counted {
            self.fault(format!("figure {name} of {kind}: printed {}, counted {counted}", values[0]));
        }
    }

    /// The figures of the period before, which stand beside those of the period.
    fn figure_before(&self, report: &Value, name: &str, earlier: &Self, sql: &str) {
        let kind = told(&report["kind"]);
        let mut values = [told(&report["figures"][name]["before"])];
        self.note(&kind, "figures before", name, &mut values);
        let counted = earlier.one(sql);
        if values[0] != counted {
            self.fault(format!("figure {name} of {kind} before: printed {}, counted {counted}", values[0]));
        }
    }

    /// The columns named of a table as they are printed. `headline/url` is the address of a headline.
    fn printed(&self, report: &Value, table: &str, columns: &[&str]) -> Vec<Vec<String>> {
        let kind = told(&report["kind"]);
        let rows = report["tables"][table]["rows"].as_array().unwrap_or_else(|| panic!("no table {table} in {kind}"));
        let cell = |row: &Value, column: &str| match column.split_once('/') {
            Some((column, part)) => told(&row[column][part]),
            None => told(&row[column]),
        };
        let mut lists: Vec<Vec<String>> = Vec::new();
        for column in columns {
            let mut values: Vec<String> = rows.iter().map(|row| cell(row, column)).collect();
            self.note(&kind, table, column, &mut values);
            lists.push(values);
        }
        (0..rows.len()).map(|at| lists.iter().map(|list| list[at].clone()).collect()).collect()
    }

    /// Compares the columns named of a table with the rows of a query, in any order.
    fn table(&self, report: &Value, table: &str, columns: &[&str], sql: &str) {
        let kind = told(&report["kind"]);
        let mut printed = self.printed(report, table, columns);
        let mut counted = self.rows(sql);
        printed.sort();
        counted.sort();
        if printed.len() != counted.len() {
            self.fault(format!("{table} of {kind}: {} rows printed, {} counted", printed.len(), counted.len()));
        }
        if let Some((printed, counted)) = printed.iter().zip(&counted).find(|(printed, counted)| printed != counted) {
            self.fault(format!("{table} {columns:?} of {kind}: printed {printed:?}, counted {counted:?}"));
        }
    }

    /// Values compared so far.
    fn values(&self) -> usize {
        self.notes.borrow().compared.values().map(|(_, all)| all).sum()
    }

    /// Everything, once.
    fn all(&self) {
        overview::items(self);
        overview::overview(self);
        for name in self.rows("SELECT DISTINCT issuer FROM reprints WHERE issuer IS NOT NULL ORDER BY issuer").concat()
        {
            agency::agency(self, &name);
        }
        for name in self.rows("SELECT name FROM outlets ORDER BY id").concat() {
            outlet::outlet(self, &name);
        }
        notices::corrections(self);
        story::largest(self, 20);
    }

    /// Panics with what did not agree, and with every column of the data dictionary that nothing was compared with.
    #[track_caller]
    fn agrees(&self) {
        self.holds();
        let notes = self.notes.borrow();
        let compared: BTreeSet<(&str, &str, &str)> =
            notes.compared.keys().map(|(kind, table, name)| (kind.as_str(), table.as_str(), name.as_str())).collect();
        let mut faults: Vec<String> = Vec::new();
        for (kind, table, columns) in wirecopy::report::columns() {
            let missing = columns.iter().filter(|column| !compared.contains(&(kind, table, column.name)));
            faults.extend(missing.map(|column| format!("{kind} {table} {}: nothing counts it again", column.name)));
        }
        faults.truncate(20);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// Panics with what did not agree.
    #[track_caller]
    fn holds(&self) {
        let mut faults = self.notes.borrow().faults.clone();
        faults.truncate(20);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// Columns that were compared with nothing but empty values.
    fn empty(&self) -> BTreeSet<Place> {
        let notes = self.notes.borrow();
        notes.compared.iter().filter(|(_, (told, _))| *told == 0).map(|(place, _)| place.clone()).collect()
    }
}

fn told(value: &Value) -> String {
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

/// Another value: one more of a number, another word of words.
fn bent(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(_) if value.contains('.') => format!("{:.4}", value.parse::<f64>().unwrap_or_default() + 0.01),
        Ok(n) => format!("{}", n + 1.0),
        Err(_) => format!("{value}~"),
    }
}

/// The value at rank ceil(share * n) of `value`: nearest rank, as the reports say.
fn ranked(value: &str, of: &str, by: &str, share: f64) -> String {
    format!(
        "(SELECT v FROM (SELECT {value} AS v, row_number() OVER (ORDER BY {value}) AS n, count(*) OVER () AS c FROM {of}
          WHERE {value} IS NOT NULL AND {by}) WHERE n = max(1, CAST(c * {share} AS INTEGER) + (c * {share} > CAST(c * {share} AS INTEGER))))"
    )
}

fn share(part: &str, whole: &str) -> String {
    format!("(SELECT CASE WHEN {whole} = 0 THEN NULL ELSE 1.0 * {part} / {whole} END)")
}

fn graded(of: &str) -> String {
    format!(
        "(SELECT 1.0 * sum(grade = 'correct') / nullif(count(grade), 0) FROM reprints WHERE {of} AND grade IS NOT NULL)"
    )
}

fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

/// Independent voices among outlets `o`: owners, aggregators aside; one where only those are.
const VOICES: &str =
    "max(min(1, count(*)), count(DISTINCT CASE WHEN o.kind <> 'aggregator' THEN coalesce(o.family, o.name) END))";

/// How fast copy travels, in bands.
fn bands(count: &Recount<'_>, report: &Value, of: &str) {
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
    let part = |rule: &str| format!("(SELECT count(*) FROM reprints WHERE {rule} AND {of})");
    let whole = format!("(SELECT count(lag) FROM reprints WHERE {of})");
    let line =
        |(label, rule): &(&str, &str)| format!("SELECT '{label}', {}, {}", part(rule), share(&part(rule), &whole));
    let sql: Vec<String> = edges.iter().map(line).collect();
    count.table(report, "lag", &["band", "reprints", "share"], &sql.join(" UNION ALL "));
}

/// How reprints credit their origin.
fn grades(count: &Recount<'_>, report: &Value, of: &str) {
    let part = |grade: &str| format!("(SELECT count(*) FROM reprints WHERE {of} AND grade = '{grade}')");
    let whole = format!("(SELECT count(grade) FROM reprints WHERE {of})");
    let line = |grade: &&str| format!("SELECT '{grade}', {}, {}", part(grade), share(&part(grade), &whole));
    let sql: Vec<String> = ["correct", "vague", "missing", "wrong", "staff-byline"].iter().map(line).collect();
    count.table(report, "credits", &["grade", "reprints", "share"], &sql.join(" UNION ALL "));
}

#[test]
fn every_figure_of_a_newsroom_with_one_of_everything_is_counted_again() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let count = Recount::open(&db, (MONDAY, MONDAY + 7 * 86_400));
    count.all();
    count.agrees();
    formats::formats(&count, usize::MAX);
    count.agrees();
    assert!(count.values() > 2_000, "{}", count.values());
}

/// The demo is in the books as well, and between the two every column of the dictionary holds a value somewhere.
#[test]
fn every_figure_of_the_demo_is_counted_again() {
    let folder = tempfile::tempdir().expect("folder");
    let demo = folder.path().join("demo");
    let out = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["--quiet", "demo", "--keep", demo.to_str().expect("a path")])
        .output()
        .expect("the demo runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let db = demo.join("wirecopy.db");
    let count = Recount::open(&db, ALWAYS);
    count.all();
    formats::formats(&count, usize::MAX);
    count.agrees();
    // Its second half, beside the first.
    let middle: i64 = count.one("SELECT (min(seen) + max(seen)) / 2 FROM trace").parse().expect("a time");
    let end: i64 = count.one("SELECT max(seen) + 1 FROM trace").parse().expect("a time");
    let half = count.beside((middle, end));
    half.all();
    half.holds();

    let newsroom = folder.path().join("news.db");
    one_of_everything(&newsroom);
    let other = Recount::open(&newsroom, (MONDAY, MONDAY + 7 * 86_400));
    other.all();
    // In neither a look at a stale reprint is later than its notice, so that there is no span to count.
    let nowhere = |(kind, table, column): &&Place| {
        (kind.as_str(), table.as_str(), column.as_str()) != ("outlet", "stale", "standing")
    };
    let empty: Vec<Place> = count.empty().intersection(&other.empty()).filter(nowhere).cloned().collect();
    assert!(empty.is_empty(), "no value of these was ever counted again: {empty:?}");
    // What the small newsroom has nothing of is bent here.
    let (before, now): (BTreeSet<Place>, BTreeSet<Place>) =
        other.empty().into_iter().partition(|(_, table, _)| table == "figures before");
    let more = bend(&count, &now) + bend(&half, &before);
    println!("{} values of the demo agree; {more} columns more were bent and noticed", count.values());
}

/// The recount can fail: one value bent in any column it knows is a fault of that column's report.
#[test]
fn a_wrong_value_in_any_column_is_noticed() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let count = Recount::open(&db, (MONDAY, MONDAY + 7 * 86_400));
    count.all();
    count.agrees();
    let all: BTreeSet<Place> = {
        let notes = count.notes.borrow();
        notes.compared.iter().filter(|(_, (told, _))| *told > 0).map(|(place, _)| place.clone()).collect()
    };
    assert!(bend(&count, &all) > 120, "{}", all.len());
}

/// Bends one value of each of these columns in its turn, and sees that it is noticed. Answers how many there were.
fn bend(count: &Recount<'_>, places: &BTreeSet<Place>) -> usize {
    for place in places {
        count.notes.borrow_mut().bent = Some(place.clone());
        count.all();
        let mut notes = count.notes.borrow_mut();
        let noticed = notes.faults.iter().any(|fault| fault.contains(&place.0) && fault.contains(&place.2));
        assert!(noticed, "{place:?} was bent, and the recount says {:?}", notes.faults);
        notes.faults.clear();
        notes.bent = None;
    }
    places.len()
}

/// The database is kept in `WIRECOPY_KEEP`, where that names a folder: to be reported on, and looked at.
#[test]
fn every_figure_over_real_items_is_counted_again() {
    let Some(items) = shared("data/dedup/wire-pl/items.jsonl.gz") else { return };
    let folder = tempfile::tempdir().expect("folder");
    let kept = std::env::var_os("WIRECOPY_KEEP").map(std::path::PathBuf::from);
    let db = kept.as_deref().unwrap_or(folder.path()).join("news.db");
    let items = from_json_lines(&items, &db);
    let count = Recount::open(&db, ALWAYS);
    count.all();
    count.agrees();
    let all = count.values();
    formats::formats(&count, 6);
    count.agrees();
    // A week in the middle, beside the week before.
    let middle: i64 =
        count.one("SELECT (min(seen) + max(seen)) / 2 / 86400 * 86400 FROM trace").parse().expect("a time");
    let week = Recount::open(&db, (middle, middle + 7 * 86_400));
    week.all();
    week.holds();
    let (formats, week) = (count.values() - all, week.values());
    println!("{items} items: {all} values of all, {week} of a week and {formats} in other formats agree");
    assert!(all > 350_000 && week > 45_000 && formats > 30_000, "{all}, {week}, {formats}");
}
