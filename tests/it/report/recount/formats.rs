//! One report, five formats: whatever JSON, CSV, Markdown, HTML and text tell is the one [`Report`] value, and the value is
//! what was counted again: the JSON that the program prints is the value's.
//!
//! What people read is rounded ("62 %", "3 h 5 min"), so it is read back and has to agree as far as its last digit.

use chrono::DateTime;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use wirecopy::news::ClusterId;
use wirecopy::report::{self, Cell, Chart, Format, Period, Report, Section, StoryFile, Table, wanted};
use wirecopy::store::Reader;

use super::Recount;
use super::people::{agrees, fields, is_change, is_cut, other, prefix, tokens};

/// Every kind of report of the period, made from the store as the command makes it.
fn reports(count: &Recount<'_>, most: usize) -> Vec<(Vec<String>, Report)> {
    let reader = Reader::open(count.db).expect("the database");
    let trade = wirecopy::desk::trade();
    let period = Period { from: count.from, to: count.to, zone: chrono_tz::UTC };
    let made = count.to;
    let ledger = || reader.ledger(period.from, period.to, &trade).expect("a ledger");
    let words = |ids: &[_]| reader.wording(ids).expect("words");
    let mut all = Vec::new();
    let mut add =
        |args: &[&str], report: Report| all.push((args.iter().map(|arg| (*arg).to_owned()).collect(), report));

    let mut of_all = ledger();
    let counted = report::count(&of_all, period.zone);
    let mut named = wanted::overview(&of_all, &counted);
    named.extend(wanted::corrections(&of_all));
    of_all.wording = words(&named);
    let before = period.before().map(|before| reader.ledger(before.from, before.to, &trade).expect("a ledger"));
    add(&[], report::overview(&of_all, counted, before.as_ref(), period, made));

    let mut notices = ledger();
    notices.wording = words(&wanted::corrections(&notices));
    add(&["--corrections"], report::corrections(&notices, period, made));

    let agencies = format!(
        "SELECT issuer FROM reprints WHERE issuer IS NOT NULL GROUP BY issuer ORDER BY count(*) DESC, issuer LIMIT {}",
        most.min(1_000)
    );
    for name in count.rows(&agencies).concat() {
        let mut ledger = ledger();
        ledger.wording = words(&wanted::agency(&ledger, &name));
        add(&["--agency", &name], report::agency(&ledger, &name, period, made));
    }
    for name in count
        .rows(&format!("SELECT name FROM trace GROUP BY name ORDER BY count(*) DESC, name LIMIT {}", most.min(1_000)))
        .concat()
    {
        let mut ledger = ledger();
        ledger.wording = words(&wanted::outlet(&ledger, &name));
        add(&["--outlet", &name], report::outlet(&ledger, &name, period, made));
    }
    let largest = format!("SELECT id FROM clusters WHERE outlets > 1 ORDER BY outlets DESC, id LIMIT {}", most.min(20));
    for cluster in count.rows(&largest).concat() {
        let id = ClusterId(cluster.parse().expect("a number"));
        let story = reader.story(id).expect("readable").expect("there");
        let mut ledger = reader.story_ledger(id, &trade).expect("a ledger");
        let articles: Vec<_> = story.prints.iter().map(|print| print.article).collect();
        ledger.wording = words(&articles);
        let text = |article| Some((article, reader.article(article).expect("readable")?.body.paragraphs));
        let texts = articles.into_iter().filter_map(text).collect();
        let chain = wirecopy::desk::chain(&story);
        add(&["--story", &cluster], report::story(&StoryFile { story, ledger, chain, texts }, period, made));
    }
    all
}

/// Every kind in every format. Stories, agencies and outlets at most so many.
pub fn formats(count: &Recount<'_>, most: usize) {
    for (args, report) in reports(count, most) {
        let kind = report.kind.word();
        let mut told = Told::default();
        whole(&mut told, &report, &report);
        charts(&mut told, &report);
        // The program's own JSON is that of this value; only the time it was made differs.
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let printed = count.json(&args);
        let ours: Value = serde_json::from_slice(&report::print(&report, Format::Json)).expect("JSON");
        for part in ["schema", "kind", "title", "lead", "figures", "tables"] {
            told.check(printed[part] == ours[part], || {
                format!("the program prints another {part} than the value holds")
            });
        }
        for fault in told.faults {
            count.fault(format!("{kind} {args:?}: {fault}"));
        }
        count.note(kind, "formats", "all", &mut vec![String::from("x"); told.values]);
    }
}

/// What was compared.
#[derive(Default)]
struct Told {
    values: usize,
    faults: Vec<String>,
}

impl Told {
    fn check(&mut self, holds: bool, words: impl FnOnce() -> String) {
        self.values += 1;
        if !holds {
            self.faults.push(words());
        }
    }
}

/// `printed` in every format, against `value`.
fn whole(told: &mut Told, printed: &Report, value: &Report) {
    as_json(told, printed, value);
    as_csv(told, printed, value);
    as_markdown(told, printed, value);
    as_html(told, printed, value);
    as_text(told, printed, value);
}

fn as_json(told: &mut Told, printed: &Report, value: &Report) {
    let json: Value = serde_json::from_slice(&report::print(printed, Format::Json)).expect("JSON");
    for figure in &value.figures {
        let one = &json["figures"][figure.column.name];
        told.check(is_json(&one["value"], &figure.value), || format!("json figure {}: {one}", figure.column.name));
        let before = figure.before.as_ref().unwrap_or(&Cell::None);
        told.check(is_json(&one["before"], before), || format!("json figure {} before: {one}", figure.column.name));
    }
    for Section { name, table, .. } in &value.sections {
        let rows = json["tables"][name]["rows"].as_array().expect("rows");
        told.check(rows.len() == table.rows.len(), || format!("json {name}: {} rows", rows.len()));
        for (row, cells) in rows.iter().zip(&table.rows) {
            for (column, cell) in table.columns.iter().zip(cells) {
                told.check(is_json(&row[column.name], cell), || format!("json {name} {}: {row}", column.name));
            }
        }
    }
}

fn is_json(value: &Value, cell: &Cell) -> bool {
    match cell {
        Cell::None => value.is_null(),
        Cell::Text(words) => value == words.as_str(),
        Cell::Count(n) => value.as_u64() == Some(*n),
        Cell::Share(share) => value.as_f64().is_some_and(|told| (told - share).abs() < 1e-6),
        Cell::Span(n) => value.as_i64() == Some(*n),
        Cell::Time(at) => value.as_str().and_then(moment) == Some(*at),
        Cell::Link { words, url } => value["text"] == words.as_str() && value["url"] == url.as_str(),
        Cell::Story { number, words } => value["number"] == *number && value["headline"] == words.as_str(),
    }
}

fn moment(words: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(words).ok().map(|time| time.timestamp())
}

fn as_csv(told: &mut Told, printed: &Report, value: &Report) {
    for (section, Section { name, table, .. }) in printed.sections.iter().zip(&value.sections) {
        let csv = report::csv_table(&section.table, chrono_tz::UTC);
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let header = reader.headers().expect("a header").clone();
        let place = |name: &str| header.iter().position(|one| one == name);
        let records: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("a record")).collect();
        told.check(records.len() == table.rows.len(), || format!("csv {name}: {} rows", records.len()));
        for (record, cells) in records.iter().zip(&table.rows) {
            for (column, cell) in table.columns.iter().zip(cells) {
                let field = place(column.name).map(|at| &record[at]).unwrap_or("(no column)");
                let holds = match cell {
                    Cell::None => field.is_empty(),
                    Cell::Text(words) => unguarded(field, words),
                    Cell::Count(n) => field == n.to_string(),
                    Cell::Share(share) => field.parse::<f64>().is_ok_and(|told| (told - share).abs() <= 5e-5),
                    Cell::Span(n) => field == n.to_string(),
                    Cell::Time(at) => moment(field) == Some(*at),
                    Cell::Link { words, url } => {
                        let beside = place(&format!("{}_url", column.name)).map(|at| &record[at]);
                        unguarded(field, words) && beside.is_none_or(|beside| beside == url)
                    }
                    Cell::Story { number, words } => {
                        let beside = place(&format!("{}_number", column.name)).map(|at| &record[at]);
                        unguarded(field, words) && beside == Some(number.to_string().as_str())
                    }
                };
                told.check(holds, || format!("csv {name} {}: {field}", column.name));
            }
        }
    }
}

fn unguarded(field: &str, words: &str) -> bool {
    field == words || field.strip_prefix('\'') == Some(words)
}

/// Columns that are shown to people: those with a value.
fn shown(table: &Table) -> Vec<usize> {
    (0..table.columns.len()).filter(|at| table.rows.iter().any(|row| row[*at] != Cell::None)).collect()
}

fn as_markdown(told: &mut Told, printed: &Report, value: &Report) {
    let text = String::from_utf8(report::print(printed, Format::Markdown)).expect("UTF-8");
    let (head, rest) = text.split_once("\n## ").unwrap_or((&text, ""));
    let lines: Vec<Vec<String>> = head.lines().filter(|line| line.starts_with("| ")).skip(1).map(fields).collect();
    let figures: Vec<_> = value.figures.iter().filter(|figure| figure.value != Cell::None).collect();
    told.check(lines.len() == figures.len(), || format!("markdown: {} figures", lines.len()));
    for (line, figure) in lines.iter().zip(&figures) {
        told.check(agrees(&line[1], &figure.value), || format!("markdown figure {}: {line:?}", figure.column.name));
        if let Some(before) = &figure.before {
            told.check(line.get(2).is_some_and(|words| agrees(words, before)), || format!("markdown before: {line:?}"));
            let moved = line.get(3).map(String::as_str).unwrap_or("(no column)");
            told.check(is_change(moved, before, &figure.value), || format!("markdown change: {line:?}"));
        }
    }
    let parts: Vec<&str> = rest.split("\n## ").filter(|part| !part.is_empty()).collect();
    let sections: Vec<&Section> = value.sections.iter().filter(|section| !section.table.rows.is_empty()).collect();
    told.check(parts.len() == sections.len(), || format!("markdown: {} sections", parts.len()));
    for (part, Section { name, table, .. }) in parts.iter().zip(sections) {
        let lines: Vec<Vec<String>> = part.lines().filter(|line| line.starts_with("| ")).skip(2).map(fields).collect();
        told.check(lines.len() == table.rows.len().min(50), || format!("markdown {name}: {} rows", lines.len()));
        for (line, row) in lines.iter().zip(&table.rows) {
            for (field, at) in line.iter().zip(shown(table)) {
                let holds = match &row[at] {
                    Cell::Link { words, url } => {
                        let link =
                            field.rsplit_once("](<").map(|(words, url)| (&words[1..], url.trim_end_matches(">)")));
                        link.is_some_and(|(text, to)| text == words && to == url.replace(['<', '>', '|', '\\'], ""))
                    }
                    Cell::Story { number, words } => *field == format!("{number}: {words}"),
                    cell => agrees(field, cell),
                };
                told.check(holds, || format!("markdown {name} {}: {field}", table.columns[at].name));
            }
        }
    }
}

fn as_html(told: &mut Told, printed: &Report, value: &Report) {
    let page = Html::parse_document(&String::from_utf8(report::print(printed, Format::Html)).expect("UTF-8"));
    let all = |of: ElementRef<'_>, path: &str| -> Vec<String> {
        let path = Selector::parse(path).expect("a selector");
        of.select(&path).map(|element| element.text().collect::<String>().trim().to_owned()).collect()
    };
    let select = |path: &str| Selector::parse(path).expect("a selector");
    let figures: Vec<_> = value.figures.iter().filter(|figure| figure.value != Cell::None).collect();
    let (boxes, path) = (select("dl.figures > div"), "dd.value, dd.words");
    let found: Vec<ElementRef<'_>> = page.select(&boxes).collect();
    told.check(found.len() == figures.len(), || format!("html: {} figures", found.len()));
    for (element, figure) in found.into_iter().zip(figures) {
        let words = all(element, path).concat();
        told.check(agrees(&words, &figure.value), || format!("html figure {}: {words}", figure.column.name));
        if let Some(before) = figure.before.as_ref().filter(|before| **before != Cell::None) {
            let words = all(element, "dd.before").concat();
            let (then, moved) = words
                .trim_start_matches("before: ")
                .split_once(", ")
                .unwrap_or((words.trim_start_matches("before: "), ""));
            // Thousands are parted by commas as well.
            let whole = words.trim_start_matches("before: ");
            let holds = agrees(then, before) && is_change(moved, before, &figure.value)
                || agrees(whole, before) && is_change("", before, &figure.value)
                || whole
                    .rsplit_once(", ")
                    .is_some_and(|(then, moved)| agrees(then, before) && is_change(moved, before, &figure.value));
            told.check(holds, || format!("html figure {} before: {words}", figure.column.name));
        }
    }
    for Section { name, table, .. } in value.sections.iter().filter(|section| !section.table.rows.is_empty()) {
        let rows = select(&format!("section#{name} table.sortable tbody tr"));
        let cells = select("td");
        let rows: Vec<ElementRef<'_>> = page.select(&rows).collect();
        told.check(rows.len() == table.rows.len().min(500), || format!("html {name}: {} rows", rows.len()));
        for (row, values) in rows.into_iter().zip(&table.rows) {
            for (element, at) in row.select(&cells).zip(shown(table)) {
                let words = element.text().collect::<String>().trim().to_owned();
                let link = select("a");
                let holds = match &values[at] {
                    Cell::Link { words: text, url } => {
                        words == *text && element.select(&link).next().and_then(|a| a.attr("href")) == Some(url)
                    }
                    Cell::Story { number, words: text } => words == format!("{number} {text}"),
                    cell => agrees(&words, cell),
                };
                // What the table is sorted by is the value itself.
                let order = element.attr("data-v").and_then(|value| value.parse::<f64>().ok());
                let sorted = match &values[at] {
                    Cell::Count(n) => order == Some(*n as f64),
                    Cell::Span(n) | Cell::Time(n) => order == Some(*n as f64),
                    Cell::Share(share) => order.is_some_and(|told| (told - share).abs() < 1e-6),
                    _ => order.is_none(),
                };
                told.check(holds && sorted, || format!("html {name} {}: {words}", table.columns[at].name));
            }
        }
    }
}

fn as_text(told: &mut Told, printed: &Report, value: &Report) {
    let text = String::from_utf8(report::lines(printed, 4_000)).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    for figure in value.figures.iter().filter(|figure| figure.value != Cell::None) {
        let label = format!("  {}", figure.column.label);
        let found = lines
            .iter()
            .take(30)
            .find(|line| line.split("   (before").next().is_some_and(|line| line.ends_with(&label)));
        let words = found.and_then(|line| line.split(&label).next()).unwrap_or("(no line)").trim();
        told.check(is_cut(words, 40, &figure.value), || format!("text figure {}: {words}", figure.column.name));
    }
    let mut from = 0;
    for Section { name, heading, table, .. } in value.sections.iter().filter(|section| !section.table.rows.is_empty()) {
        let Some(head) = (from..lines.len())
            .find(|at| lines[*at] == heading && lines.get(at + 1).is_some_and(|line| line.starts_with('-')))
        else {
            told.check(false, || format!("text {name}: no heading"));
            continue;
        };
        let columns = shown(table);
        let labels: Vec<&str> = columns.iter().map(|at| table.columns[*at].label).collect();
        let Some(first) = (head..lines.len()).find(|at| tokens(lines[*at]) == labels) else {
            told.check(false, || format!("text {name}: no table"));
            continue;
        };
        from = first;
        for (at, row) in table.rows.iter().take(25).enumerate() {
            let mut found = tokens(lines.get(first + 1 + at).copied().unwrap_or_default()).into_iter();
            for cell in columns.iter().map(|at| &row[*at]).filter(|cell| **cell != Cell::None) {
                let words = match cell {
                    // The number stands apart, unless the cell was cut within it.
                    Cell::Story { number, words } => {
                        let told_number = found.next() == Some(number.to_string().as_str());
                        let shown = found.next().unwrap_or_default();
                        told.check(told_number && prefix(shown, words), || format!("text {name}: {shown}"));
                        continue;
                    }
                    _ => found.next().unwrap_or("(nothing)"),
                };
                told.check(is_cut(words, 60, cell), || format!("text {name}: {words} for {cell:?}"));
            }
        }
    }
}

/// What charts draw is what the tables beneath them hold.
fn charts(told: &mut Told, report: &Report) {
    for Section { name, charts, table, .. } in &report.sections {
        let row = |label: &str, counts: &[u64]| {
            table.rows.iter().any(|row| {
                let named = row.iter().any(|cell| match cell {
                    Cell::Text(words) | Cell::Story { words, .. } => words == label,
                    _ => false,
                });
                named && counts.iter().all(|n| row.contains(&Cell::Count(*n)))
            })
        };
        for chart in charts {
            match chart {
                Chart::Bars { bars, .. } if report.kind.word() == "corrections" => {
                    for (bar, figure) in bars.iter().zip(["standing", "followed"]) {
                        let value = report.figure(figure).map(|figure| figure.value.clone());
                        told.check(value == Some(Cell::Count(bar.value as u64)), || format!("chart {name}: {bar:?}"));
                    }
                }
                Chart::Bars { bars, .. } | Chart::Columns { bars, .. } => {
                    for bar in bars {
                        told.check(row(&bar.label, &[bar.value as u64]), || format!("chart {name}: {bar:?}"));
                        told.check(agrees(&bar.words, &Cell::Count(bar.value as u64)), || {
                            format!("chart {name}: {bar:?}")
                        });
                    }
                }
                Chart::Layers { bars, upright, .. } => {
                    for (at, (label, layers)) in bars.iter().enumerate() {
                        let counts: Vec<u64> = layers.iter().map(|n| *n as u64).collect();
                        let holds = match upright {
                            true => counts.iter().all(|n| table.rows[at].contains(&Cell::Count(*n))),
                            false => row(label, &counts),
                        };
                        told.check(holds, || format!("chart {name}: {label} {layers:?}"));
                    }
                }
                Chart::Heat { rows, columns, values, .. } => {
                    for (origin, values) in rows.iter().zip(values) {
                        for (outlet, n) in columns.iter().zip(values).filter(|(_, n)| **n > 0) {
                            let cells = [Cell::text(origin), Cell::text(outlet), Cell::Count(*n)];
                            let holds = table.rows.iter().any(|row| row[..3] == cells);
                            told.check(holds, || format!("chart {name}: {origin} {outlet} {n}"));
                        }
                    }
                }
                Chart::Flow { from, to, links, .. } => {
                    for (origin, outlet, n) in links {
                        let cells = [Cell::text(&from[*origin]), Cell::text(&to[*outlet]), Cell::Count(*n)];
                        told.check(table.rows.iter().any(|row| row[..3] == cells), || {
                            format!("chart {name}: {cells:?}")
                        });
                    }
                }
                Chart::Timeline { marks, .. } => {
                    let seen: Vec<Cell> = marks.iter().map(|mark| Cell::Time(mark.seen)).collect();
                    let rows: Vec<Cell> = table.column("seen").expect("a column").cloned().collect();
                    told.check(seen == rows, || format!("chart {name}: other times"));
                }
            }
        }
    }
}

/// Every format can fail: a report in which one value is another is not that report in any format that prints the value.
#[test]
fn a_wrong_value_in_any_format_is_noticed() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    super::one_of_everything(&db);
    let count = Recount::open(&db, (super::MONDAY, super::MONDAY + 7 * 86_400));
    type Way = (&'static str, fn(&mut Told, &Report, &Report));
    let ways: [Way; 5] =
        [("json", as_json), ("csv", as_csv), ("markdown", as_markdown), ("html", as_html), ("text", as_text)];
    let mut bends = 0;
    for (_, report) in reports(&count, 2) {
        let mut bent: Vec<(bool, String, Report)> = Vec::new();
        for (at, figure) in report.figures.iter().enumerate() {
            if let Some(value) = other(&figure.value) {
                let mut one = report.clone();
                one.figures[at].value = value;
                bent.push((true, figure.column.name.into(), one));
            }
        }
        for (at, section) in report.sections.iter().enumerate() {
            for (column, cell) in section.table.rows.first().into_iter().flatten().enumerate() {
                if let Some(value) = other(cell) {
                    let mut one = report.clone();
                    one.sections[at].table.rows[0][column] = value;
                    bent.push((false, format!("{} {}", section.name, section.table.columns[column].name), one));
                }
            }
        }
        for (format, way) in ways {
            let mut told = Told::default();
            way(&mut told, &report, &report);
            assert!(told.faults.is_empty(), "{format}: {:?}", told.faults);
        }
        for (is_figure, name, one) in bent {
            for (format, way) in ways {
                // CSV prints tables alone.
                if is_figure && format == "csv" {
                    continue;
                }
                let mut told = Told::default();
                way(&mut told, &one, &report);
                assert!(!told.faults.is_empty(), "{} {name}: {format} did not notice", report.kind.word());
                bends += 1;
            }
        }
    }
    assert!(bends > 1_000, "{bends}");
}
