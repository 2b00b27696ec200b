//! `wirecopy dedup`: items as JSON Lines in, a line an item with its cluster out.

use std::io::{BufRead, BufWriter, Write};

use serde_json::{Value, json};

use super::{Ended, Exit, Globals, Trouble, input, items, output};
use crate::desk::handed::{Handed, Sorted, Sorter};
use crate::desk::{self, settings};
use crate::news::{ArticleId, Match};

/// Group items by the copy they carry: JSON Lines in, a line an item out
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A line in:  {\"id\", \"outlet\"?, \"url\"?, \"title\"?, \"text\" or \"html\", \"published\"?, \"lang\"?}, in order of arrival
A line out: {\"id\", \"cluster\", \"leader\", \"relation\", \"match\", \"share_of_item\", \"share_of_match\"}
The outlet is the domain of the url where it is not stated: what an outlet prints around all its stories is told by it.
A cluster is named by the line that opened it. [detection] of config.toml is honoured where there is one.

Examples:
  wirecopy dedup items.jsonl
  zcat items.jsonl.gz | wirecopy dedup --stream - | grep expanded")]
pub struct Args {
    /// JSON Lines, or `-`
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: String,
    /// Print each item as it is decided, and later merges as lines of their own: {"merged", "into", "leader"}
    #[arg(long)]
    pub stream: bool,
}

/// Items read in one go, so that all cores have work.
const BATCH: usize = 512;

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = globals.config_if_any()?;
    let lines = input::lines(&args.file).map_err(|error| Trouble::usage(format!("{}: {error}", args.file)))?;
    let trade = desk::trade();
    let sorter = Sorter::new(settings(&config.detection), &trade, config.outlets.iter().map(|o| &o.outlet));
    let mut work = Work { sorter, ids: Vec::new(), placed: Vec::new(), out: BufWriter::new(std::io::stdout().lock()) };
    let most = if args.stream { 1 } else { BATCH };
    let mut exit = Exit::Done;
    let mut waiting = Vec::with_capacity(most);
    for (number, line) in lines.split(b'\n').enumerate() {
        let line = line.map_err(|error| Trouble::failed(format!("{}: line {}: {error}", args.file, number + 1)))?;
        if line.trim_ascii().is_empty() {
            work.ids.push(Value::Null);
            continue;
        }
        match items::read(&line) {
            Ok((id, item)) => {
                work.ids.push(id);
                waiting.push((ArticleId(number as i64 + 1), item));
            }
            Err(error) => {
                work.ids.push(Value::Null);
                output::complain(&format!("line {}: {error}", number + 1));
                exit = Exit::SomeFailed;
            }
        }
        if waiting.len() == most && !work.sort(&mut waiting, args.stream) {
            return Ok(exit);
        }
    }
    work.sort(&mut waiting, args.stream);
    if !args.stream {
        work.tell_all();
    }
    let _ = work.out.flush();
    Ok(exit)
}

struct Work<'a, W: Write> {
    sorter: Sorter<'a>,
    /// The id on every line of the input: line 1 comes first.
    ids: Vec<Value>,
    placed: Vec<(ArticleId, Option<Match>)>,
    out: W,
}

impl<W: Write> Work<'_, W> {
    /// Decides about what waits. A closed pipe gives `false`.
    fn sort(&mut self, waiting: &mut Vec<(ArticleId, Handed)>, stream: bool) -> bool {
        let sorted = self.sorter.sort(waiting);
        waiting.clear();
        for one in sorted {
            if stream && !self.tell_now(&one) {
                return false;
            }
            if !stream {
                self.placed.push((one.article, one.decision.matched));
            }
        }
        true
    }

    /// An item as it is decided, and the merges it brought.
    fn tell_now(&mut self, one: &Sorted) -> bool {
        let line = self.line(one.article, one.decision.matched.as_ref());
        if !output::json_line(&mut self.out, &line) {
            return false;
        }
        let into = self.sorter.detector().root(one.decision.cluster);
        for merged in &one.decision.merged {
            let line = json!({"merged": merged.0, "into": into.0, "leader": self.leader(one.article)});
            if !output::json_line(&mut self.out, &line) {
                return false;
            }
        }
        self.out.flush().is_ok()
    }

    /// Every item, in the order of the input, in the cluster it is in at the end.
    fn tell_all(&mut self) {
        for (article, matched) in std::mem::take(&mut self.placed) {
            let line = self.line(article, matched.as_ref());
            if !output::json_line(&mut self.out, &line) {
                return;
            }
        }
    }

    fn line(&self, article: ArticleId, matched: Option<&Match>) -> Value {
        let share = |share: f32| (f64::from(share) * 1e4).round() / 1e4;
        json!({
            "id": self.id(article),
            "cluster": self.sorter.detector().cluster(article).map(|cluster| cluster.0),
            "leader": self.leader(article),
            "relation": matched.map(|m| m.relation.word()),
            "match": matched.map(|m| self.id(m.with)),
            "share_of_item": matched.map(|m| share(m.shares.of_item)),
            "share_of_match": matched.map(|m| share(m.shares.of_match)),
        })
    }

    fn leader(&self, article: ArticleId) -> Option<&Value> {
        let detector = self.sorter.detector();
        detector.cluster(article).and_then(|cluster| detector.leader(cluster)).map(|leader| self.id(leader))
    }

    fn id(&self, article: ArticleId) -> &Value {
        &self.ids[article.0 as usize - 1]
    }
}
