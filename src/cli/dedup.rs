//! `wirecopy dedup`: items as JSON Lines in, a line an item with its cluster out.

use std::io::{BufRead, BufWriter, Write};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Ended, Exit, Globals, Trouble, input, output};
use crate::desk::detect::{Arrival, Bare, Detector, Settings};
use crate::news::{Article, ArticleId, Body};
use crate::text::dates;

/// Group items by the copy they carry: JSON Lines in, a line an item out
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy dedup items.jsonl")]
pub struct Args {
    /// JSON Lines, or `-`
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: String,
}

#[derive(Deserialize)]
struct Line {
    id: Value,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    published: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, _globals: &Globals) -> Ended {
    let lines = input::lines(&args.file).map_err(|e| Trouble::usage(format!("{}: {e}", args.file)))?;
    let mut detector = Detector::new(Settings::default());
    let mut exit = Exit::Done;
    let mut out = Vec::new();
    for (number, line) in lines.lines().enumerate() {
        let Ok(line) = line else { break };
        let item: Line = match serde_json::from_str(&line) {
            Ok(item) => item,
            Err(error) => {
                output::complain(&format!("line {}: {error}", number + 1));
                exit = Exit::SomeFailed;
                continue;
            }
        };
        let article = Article {
            body: Body {
                paragraphs: item
                    .text
                    .unwrap_or_default()
                    .split('\n')
                    .map(crate::text::space::tidy)
                    .filter(|p| !p.is_empty())
                    .collect(),
                quotations: Vec::new(),
            },
            ..Article::default()
        };
        let at = item
            .published
            .as_deref()
            .and_then(|p| chrono::NaiveDateTime::parse_from_str(&p[..19.min(p.len())], "%Y-%m-%dT%H:%M:%S").ok())
            .map(|d| d.and_utc().timestamp());
        let _ = dates::read;
        let decision = detector.take(
            &Arrival {
                id: ArticleId(number as i64),
                at: at.unwrap_or(0),
                revises: None,
                agency: false,
                article: &article,
            },
            &Bare,
        );
        out.push((item.id, decision.cluster, decision.matched));
    }
    let mut stdout = BufWriter::new(std::io::stdout().lock());
    for (id, cluster, matched) in out {
        let root = detector.root(cluster);
        let line = json!({"id": id, "cluster": root.0, "relation": matched.as_ref().map(|m| m.relation.word()),
            "match": matched.as_ref().map(|m| m.with.0)});
        if !output::json_line(&mut stdout, &line) {
            break;
        }
    }
    let _ = stdout.flush();
    Ok(exit)
}
