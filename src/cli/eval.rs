//! `wirecopy eval`.

use std::fmt::Write;

use serde_json::json;

use super::{Ended, Exit, Globals, Trouble, machine, output};
use crate::desk::eval::{Labelled, Score, eval};
use crate::desk::settings;
use crate::store::Reader;

/// Score the settings of detection on the decisions people made
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  wirecopy eval\n  wirecopy eval --set contained=0.5 --set window_hours=48")]
pub struct Args {
    /// Try another value for a setting of [detection]; nothing is changed
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// For machines: one JSON document
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let mut config = globals.config()?;
    let reader = Reader::open(&config.store)?;
    let before = eval(&reader, settings(&config.detection))?;
    for pair in &args.set {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| Trouble::usage(format!("--set wants KEY=VALUE, not \"{}\"", output::plain(pair))))?;
        config
            .detection
            .set(key.trim(), value.trim())
            .map_err(|words| Trouble::usage(format!("--set {pair}: {words}")))?;
    }
    let after = if args.set.is_empty() { None } else { Some(eval(&reader, settings(&config.detection))?) };
    if args.json {
        let value = json!({"now": as_json(&before), "with": after.as_ref().map(as_json), "set": args.set});
        output::print_plain(&format!("{value}\n"));
    } else {
        output::print(globals, &told(&before, after.as_ref(), &args.set));
    }
    Ok(Exit::Done)
}

fn told(before: &Score, after: Option<&Score>, set: &[String]) -> String {
    let mut text = String::new();
    let pairs = before.found.len() + before.missed.len() + before.wrong.len() + before.apart.len();
    let _ = writeln!(text, "{pairs} pairs decided by people, {} articles read anew", before.articles);
    if before.without_text > 0 {
        let _ = writeln!(text, "{} articles had no text left and do not count", before.without_text);
    }
    let _ = writeln!(text);
    let mut table =
        output::table(["Settings", "Precision", "Recall", "Found", "Missed", "Wrong", "Clusters", "Articles moved"]);
    let mut row = |name: String, score: &Score| {
        table.add_row([
            name,
            figure(score.precision()),
            figure(score.recall()),
            score.found.len().to_string(),
            score.missed.len().to_string(),
            score.wrong.len().to_string(),
            score.clusters.to_string(),
            score.moved.to_string(),
        ]);
    };
    row("as configured".into(), before);
    if let Some(after) = after {
        row(output::short(&set.join(" "), 60), after);
    }
    let _ = writeln!(text, "{table}");
    let last = after.unwrap_or(before);
    for (word, labels) in [("missed", &last.missed), ("joined wrongly", &last.wrong)] {
        for label in labels.iter().take(20) {
            let _ = writeln!(text, "{word}: {} {} (decision {})", label.one.0, label.other.0, label.by.0);
        }
    }
    text
}

fn figure(share: Option<f64>) -> String {
    share.map_or_else(|| "-".into(), |share| format!("{share:.3}"))
}

fn as_json(score: &Score) -> serde_json::Value {
    let pairs = |labels: &[Labelled]| labels.iter().map(|l| json!([l.one.0, l.other.0])).collect::<Vec<_>>();
    let share = |share: Option<f64>| share.map(|share| machine::share(share as f32));
    json!({
        "precision": share(score.precision()), "recall": share(score.recall()),
        "found": pairs(&score.found), "missed": pairs(&score.missed), "wrong": pairs(&score.wrong), "apart": pairs(&score.apart),
        "clusters": score.clusters, "articles_moved": score.moved, "articles": score.articles,
    })
}
