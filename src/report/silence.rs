//! A period in which nothing was seen: said in words, in the place of tables of zeros.

use super::Report;
use super::numbers::time;
use super::period::{Period, moment};
use super::table::Cell;
use crate::text::shown::shown;

/// What was seen outside a period: seconds since 1970 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nearest {
    /// When the newest item before it was first seen.
    pub before: Option<i64>,
    /// When the oldest item after it was.
    pub after: Option<i64>,
}

/// Whether every figure is nothing.
pub fn is_silent(report: &Report) -> bool {
    report.figures.iter().all(|figure| matches!(figure.value, Cell::None | Cell::Count(0)))
}

/// The same report, which says that nothing was seen, of `whom` where it is about an outlet: when the nearest item was, and
/// how to ask for it.
pub fn silent(report: Report, whom: Option<&str>, nearest: Nearest) -> Report {
    let of = whom.map(|name| format!(" of {}", shown(name, 80))).unwrap_or_default();
    let told = match nearest {
        Nearest { before: Some(at), .. } => {
            format!("The newest item before it was seen on {}. {}", time(at, report.period.zone), ask(at, report.period))
        }
        Nearest { after: Some(at), .. } => {
            format!("The first item came after it, on {}. {}", time(at, report.period.zone), ask(at, report.period))
        }
        _ => "Nor was anything before or after it: \"wirecopy run\" asks the feeds, \"wirecopy feeds\" tells how they are."
            .to_owned(),
    };
    Report { lead: format!("Nothing{of} was seen in this period. {told}"), silent: true, ..report }
}

fn ask(at: i64, period: Period) -> String {
    let day = moment(at, period.zone).format("%Y-%m-%d");
    format!("Ask for another period: --period {day} for that day, --period all for everything.")
}
