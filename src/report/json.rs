//! A report as JSON: every table with its columns, their units and rules, and the rows as objects.

use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::numbers::stamp;
use super::table::{Cell, Column, Table};
use super::{Difference, Report, SCHEMA, Section};

/// The report as one JSON object; the names are those of the data dictionary.
pub(super) fn json(report: &Report) -> Vec<u8> {
    let zone = report.period.zone;
    let figures: Map<String, Value> = report
        .figures
        .iter()
        .map(|figure| {
            let before = figure.before.as_ref().map(|cell| value(cell, zone));
            let told = json!({
                "value": value(&figure.value, zone), "before": before,
                "label": figure.column.label, "unit": figure.column.unit.word(), "rule": figure.column.rule,
            });
            (figure.column.name.to_owned(), told)
        })
        .collect();
    let sections: Map<String, Value> =
        report.sections.iter().map(|section| (section.name.to_owned(), told(section, zone))).collect();
    let whole = json!({
        "schema": SCHEMA,
        "kind": report.kind.word(),
        "title": report.title,
        "lead": report.lead,
        "period": {"from": stamp(report.period.from, zone), "to": stamp(report.period.to, zone), "zone": zone.name()},
        "made": stamp(report.made, zone),
        "figures": figures,
        "tables": sections,
    });
    let mut out = serde_json::to_vec_pretty(&whole).unwrap_or_default();
    out.push(b'\n');
    out
}

fn told(section: &Section, zone: Tz) -> Value {
    let mut told = json!({
        "heading": section.heading,
        "note": section.note,
        "columns": section.table.columns.iter().map(column).collect::<Vec<_>>(),
        "rows": rows(&section.table, zone),
    });
    if !section.differences.is_empty() {
        told["texts"] = section.differences.iter().map(difference).collect();
    }
    told
}

fn column(column: &Column) -> Value {
    json!({"name": column.name, "label": column.label, "unit": column.unit.word(), "rule": column.rule})
}

fn rows(table: &Table, zone: Tz) -> Vec<Value> {
    table
        .rows
        .iter()
        .map(|row| {
            table.columns.iter().zip(row).map(|(column, cell)| (column.name.to_owned(), value(cell, zone))).collect()
        })
        .collect()
}

fn value(cell: &Cell, zone: Tz) -> Value {
    match cell {
        Cell::None => Value::Null,
        Cell::Text(words) => json!(words),
        Cell::Count(n) => json!(n),
        // Six digits are plenty, and the same on every machine.
        Cell::Share(share) => json!((share * 1e6).round() / 1e6),
        Cell::Span(seconds) => json!(seconds),
        Cell::Time(at) => json!(stamp(*at, zone)),
        Cell::Link { words, url } => json!({"text": words, "url": url}),
        Cell::Story { number, words } => json!({"number": number, "headline": words}),
    }
}

fn difference(difference: &Difference) -> Value {
    let side = |runs: &[super::Run]| {
        runs.iter().map(|run| json!({"words": run.words, "changed": run.changed})).collect::<Vec<_>>()
    };
    let rows: Vec<Value> =
        difference.rows.iter().map(|(left, right)| json!({"left": side(left), "right": side(right)})).collect();
    json!({"left": difference.left, "right": difference.right, "rows": rows})
}
