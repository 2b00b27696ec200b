//! `wirecopy clusters`.

use comfy_table::{CellAlignment, ColumnConstraint, Width};

use super::{Ended, Exit, Globals, Trouble, machine, output, when};
use crate::desk::{Clock, SystemClock};
use crate::news::{Origin, Relation, Story};
use crate::store::{ClusterFilter, Reader};

/// List clusters of articles that carry the same copy, the newest first
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy clusters --since 24h --min-outlets 3\n  wirecopy clusters --agency ANI --format csv > ani.csv"
)]
pub struct Args {
    #[command(flatten)]
    filter: Filter,
    /// At most so many; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// For people, or for machines: JSON is a line a cluster
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// Which clusters are meant.
#[derive(Debug, clap::Args)]
pub struct Filter {
    /// Grown since: 24h, 7d, 2026-11-24, "2026-11-24 06:00"
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// With this outlet among them
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// With this agency (or other organisation) as the origin
    #[arg(long, value_name = "NAME")]
    agency: Option<String>,
    /// Carried by at least so many outlets
    #[arg(long, value_name = "N", default_value_t = 2)]
    min_outlets: usize,
    /// With a member that relates like this to what it matched
    #[arg(long, value_name = "RELATION", value_parser = ["identical", "near", "excerpt", "expanded", "overlap", "revision"])]
    relation: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Format {
    #[default]
    Table,
    Json,
    Csv,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let filter = args.filter.read(args.limit)?;
    let config = globals.config()?;
    let reader = Reader::open(&config.store)?;
    let mut stories = Vec::new();
    for id in reader.clusters(&filter)? {
        stories.extend(reader.story(id)?);
    }
    match args.format {
        Format::Table => output::print(globals, &table(&stories)),
        Format::Json => output::print_plain(
            &stories.iter().map(|story| format!("{}\n", machine::headed(story))).collect::<String>(),
        ),
        Format::Csv => output::print_plain(&csv(&stories)?),
    }
    Ok(Exit::Done)
}

impl Filter {
    /// What is asked of the store; `limit` 0 is no limit.
    pub fn read(&self, limit: usize) -> Result<ClusterFilter, Trouble> {
        let now = SystemClock.now();
        Ok(ClusterFilter {
            since: self.since.as_deref().map(|words| when::read(words, now)).transpose().map_err(Trouble::usage)?,
            until: None,
            outlet: self.outlet.clone(),
            organisation: self.agency.clone(),
            min_outlets: self.min_outlets,
            relation: self.relation.as_deref().and_then(Relation::from_word),
            limit: (limit > 0).then_some(limit),
        })
    }
}

/// The clusters as a table for people.
pub fn table(stories: &[Story]) -> String {
    if stories.is_empty() {
        return "No clusters. Ask for more with --since or --min-outlets, or run `wirecopy run` first.\n".into();
    }
    let mut table = output::table(["Cluster", "Headline", "Origin", "Outlets", "First seen", "Over"]);
    for story in stories {
        let times: Vec<i64> = story.prints.iter().map(|print| print.seen.0).collect();
        let first = times.iter().min().copied().unwrap_or_default();
        let last = times.iter().max().copied().unwrap_or_default();
        table.add_row([
            story.id.0.to_string(),
            output::short(headline(story), 64),
            output::short(&origin(&story.origin), 30),
            outlets(story),
            when::show(first),
            when::stretch(last - first),
        ]);
    }
    if let Some(column) = table.column_mut(0) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    // On a narrow terminal the words give way to each other, the headline last; numbers and times stay on one line.
    for at in [0, 4, 5] {
        if let Some(column) = table.column_mut(at) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    if let Some(column) = table.column_mut(1) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Percentage(28)));
    }
    format!("{table}\n")
}

/// The headline a cluster goes by: that of its leader.
pub fn headline(story: &Story) -> &str {
    story.lead().or(story.prints.first()).and_then(|print| print.headline.as_deref()).unwrap_or("(no headline)")
}

/// An origin in few words.
pub fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Known(side) => side.organisation.clone(),
        Origin::Disputed(sides) => {
            let names: Vec<&str> = sides.iter().map(|side| side.organisation.as_str()).collect();
            format!("disputed: {}", names.join(" / "))
        }
        Origin::Unknown => "unknown".into(),
    }
}

fn outlets(story: &Story) -> String {
    let names = story.outlets();
    let shown: Vec<String> = names.iter().take(4).map(|name| output::short(name, 24)).collect();
    match names.len().saturating_sub(4) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn csv(stories: &[Story]) -> Result<String, Trouble> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let trouble = |error: csv::Error| Trouble::failed(format!("cannot write CSV ({error})"));
    writer
        .write_record([
            "cluster",
            "headline",
            "origin",
            "outlets",
            "outlet_names",
            "independent_voices",
            "articles",
            "first_seen",
            "latest_seen",
        ])
        .map_err(trouble)?;
    for story in stories {
        let time = |at: Option<i64>| at.map(when::machine).unwrap_or_default();
        writer
            .write_record([
                story.id.0.to_string(),
                output::cell(headline(story)),
                output::cell(&origin(&story.origin)),
                story.outlets().len().to_string(),
                output::cell(&story.outlets().join("; ")),
                story.voices().to_string(),
                story.prints.len().to_string(),
                time(story.prints.iter().map(|print| print.seen.0).min()),
                time(story.prints.iter().map(|print| print.seen.0).max()),
            ])
            .map_err(trouble)?;
    }
    let bytes = writer.into_inner().map_err(|error| Trouble::failed(format!("cannot write CSV ({error})")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
