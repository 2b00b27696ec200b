//! Notices, and what became of the reprints.

use serde_json::Value;

use super::{Recount, STAMP};

/// The table of notices, which several reports print.
pub fn table(count: &Recount<'_>, report: &Value, of: &str) {
    count.table(
        report,
        "notices",
        &["seen", "agency", "kind", "words", "about", "touched", "followed", "standing"],
        &format!(
            "SELECT strftime('{STAMP}', seen, 'unixepoch'), agency, kind, shown(words, 300), coalesce(cluster, shown(about, 300)),
                 touched, followed, touched - followed FROM noticed WHERE {of}"
        ),
    );
}

pub fn corrections(count: &Recount<'_>) {
    let report = count.json(&["--corrections"]);
    let of = format!("seen >= {} AND seen < {}", count.from, count.to);
    let checks = [
        ("notices", format!("SELECT count(*) FROM noticed WHERE {of}")),
        ("tied", format!("SELECT count(*) FROM noticed WHERE {of} AND cluster IS NOT NULL")),
        ("touched", format!("SELECT count(*) FROM carriers WHERE {of}")),
        ("followed", format!("SELECT count(*) FROM carriers WHERE {of} AND until IS NOT NULL")),
        ("standing", format!("SELECT count(*) FROM carriers WHERE {of} AND until IS NULL")),
    ];
    for (figure, sql) in &checks {
        count.figure(&report, figure, sql);
    }
    table(count, &report, &of);
    count.table(
        &report,
        "reprints",
        &["notice", "about", "outlet", "headline", "seen", "noticed", "followed", "delay", "looked"],
        &format!(
            "SELECT kind, coalesce(cluster, shown(about, 300)), outlet, headline, strftime('{STAMP}', printed, 'unixepoch'),
                 strftime('{STAMP}', seen, 'unixepoch'), strftime('{STAMP}', until, 'unixepoch'), until - seen,
                 strftime('{STAMP}', looked, 'unixepoch') FROM carriers WHERE {of}"
        ),
    );
}
