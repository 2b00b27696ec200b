//! A report as one HTML page that opens anywhere offline: no request, charts inside, a policy that lets nothing else in.

use base64::Engine as _;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::numbers::{cell, change, order, stamp, time};
use super::table::{Cell, Table};
use super::{Difference, Figure, Report, Section, svg};

/// The page, its dress, and the few lines that sort tables.
const PAGE: &str = include_str!("templates/page.html");
const STYLE: &str = include_str!("templates/page.css");
const SCRIPT: &str = include_str!("templates/page.js");

/// The same for mails: no charts, no script, nothing that a mail reader would strip.
const MAIL: &str = include_str!("templates/mail.html");

/// Most rows of a table on a page, and in a mail; the rest is counted.
const ROWS: usize = 500;
const MAIL_ROWS: usize = 10;

/// Pages that stand in the same folder, so that one leads to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside<'a> {
    /// Numbers of the stories with a page of their own, `story-17.html`.
    pub stories: &'a [i64],
    /// File name and title of the page that this one was listed on.
    pub back: Option<(&'a str, &'a str)>,
}

/// The page.
///
/// # Panics
/// When the template does not fit the values given to it: a mistake in the program, found by the tests.
pub(super) fn html(report: &Report, beside: &Beside<'_>) -> String {
    rendered(PAGE, report, ROWS, beside)
}

/// The short form for mails.
///
/// # Panics
/// As [`html`].
pub(super) fn mail(report: &Report) -> String {
    rendered(MAIL, report, MAIL_ROWS, &Beside::default())
}

fn rendered(template: &str, report: &Report, rows: usize, beside: &Beside<'_>) -> String {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.add_template("page.html", template).expect("the page template is well formed");
    let page = templates.get_template("page.html").expect("it was just added");
    page.render(values(report, rows, beside)).expect("the page template fits its values")
}

fn values(report: &Report, rows: usize, beside: &Beside<'_>) -> Value {
    let zone = report.period.zone;
    let (figures, all) = report.told();
    let sections: Vec<&Section> =
        all.iter().filter(|section| !section.table.rows.is_empty() || !section.differences.is_empty()).collect();
    let quiet: Vec<String> = all
        .iter()
        .filter(|section| section.table.rows.is_empty() && section.differences.is_empty())
        .map(|section| section.heading.clone())
        .collect();
    context! {
        policy => policy(),
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        kind => report.kind.word(),
        title => report.title.clone(),
        period => report.period.words(),
        lead => report.lead.clone(),
        asked => asked(report),
        figures => figures.iter().filter(|figure| figure.value != Cell::None).map(|figure| self::figure(figure, zone)).collect::<Vec<_>>(),
        sections => sections.iter().map(|section| self::section(section, zone, rows, beside)).collect::<Vec<_>>(),
        quiet => quiet,
        back => beside.back.map(|(file, title)| context! { file, title }),
        made => time(report.made, zone),
        zone => zone.name(),
        version => env!("CARGO_PKG_VERSION"),
    }
}

/// The words of a lead that tells how to ask for another period: an option of the command is not broken at its dashes.
fn asked(report: &Report) -> Vec<Value> {
    let word = |word: &str| match word.starts_with("--") {
        true => {
            Value::from_safe_string(format!("<span class=\"option\">{}</span>", word.replace(['&', '<', '>', '"'], "")))
        }
        false => Value::from(word),
    };
    if report.silent { report.lead.split(' ').map(word).collect() } else { Vec::new() }
}

/// Nothing is loaded from anywhere; only this very style and script run.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn hash(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    base64::engine::general_purpose::STANDARD.encode(digest)
}

fn figure(figure: &Figure, zone: chrono_tz::Tz) -> Value {
    let before = figure.before.as_ref().filter(|before| **before != Cell::None);
    context! {
        label => figure.column.label,
        value => cell(&figure.value, zone),
        words => matches!(figure.value, Cell::Text(_)),
        before => before.map(|before| cell(before, zone)),
        change => before.and_then(|before| change(before, &figure.value)),
        rule => figure.column.rule,
    }
}

fn section(section: &Section, zone: chrono_tz::Tz, rows: usize, beside: &Beside<'_>) -> Value {
    let charts: Vec<Value> = section
        .charts
        .iter()
        .map(|chart| {
            context! {
                caption => svg::caption(chart),
                wide => Value::from_safe_string(svg::svg(chart, svg::WIDE)),
                narrow => Value::from_safe_string(svg::svg(chart, svg::NARROW)),
            }
        })
        .collect();
    context! {
        name => section.name,
        heading => section.heading.clone(),
        note => section.note.clone(),
        charts => charts,
        table => table(&section.table, zone, rows, beside),
        differences => differences(&section.differences),
    }
}

fn table(table: &Table, zone: chrono_tz::Tz, most: usize, beside: &Beside<'_>) -> Value {
    let shown: Vec<usize> =
        (0..table.columns.len()).filter(|at| table.rows.iter().any(|row| row[*at] != Cell::None)).collect();
    let columns: Vec<Value> = shown
        .iter()
        .map(|at| {
            let column = &table.columns[*at];
            context! { label => column.label, rule => column.rule, number => column.unit.is_number() }
        })
        .collect();
    let rows: Vec<Vec<Value>> = table
        .rows
        .iter()
        .take(most)
        .map(|row| {
            shown.iter().map(|at| self::value(&row[*at], table.columns[*at].unit.is_number(), zone, beside)).collect()
        })
        .collect();
    context! { columns, rows, more => table.rows.len().saturating_sub(most) }
}

fn value(value: &Cell, number: bool, zone: chrono_tz::Tz, beside: &Beside<'_>) -> Value {
    let (url, story, stamped) = match value {
        Cell::Link { url, .. } => (Some(url), None, None),
        Cell::Story { number, .. } => (None, Some(number), None),
        Cell::Time(at) => (None, None, Some(stamp(*at, zone))),
        _ => (None, None, None),
    };
    let long = matches!(value, Cell::Link { .. } | Cell::Story { .. })
        || matches!(value, Cell::Text(words) if words.len() > 40);
    let page = story.filter(|number| beside.stories.contains(number)).map(|number| format!("story-{number}.html"));
    context! { words => cell(value, zone), url, story, page, stamp => stamped, order => order(value), number, long }
}

/// The first one with a change is open.
fn differences(all: &[Difference]) -> Vec<Value> {
    let changed =
        |one: &Difference| one.rows.iter().any(|(left, right)| left.iter().chain(right).any(|run| run.changed));
    let open = all.iter().position(changed).unwrap_or(0);
    all.iter().enumerate().map(|(at, one)| difference(one, at == open, changed(one))).collect()
}

fn difference(difference: &Difference, open: bool, changed: bool) -> Value {
    let side = |runs: &[super::Run]| {
        runs.iter().map(|run| context! { words => run.words.clone(), changed => run.changed }).collect::<Vec<Value>>()
    };
    let rows: Vec<Value> =
        difference.rows.iter().map(|(left, right)| context! { left => side(left), right => side(right) }).collect();
    context! { left => difference.left.clone(), right => difference.right.clone(), rows, open, changed }
}
