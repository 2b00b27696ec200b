//! `wirecopy export`: feeds without doubles for readers, lines for researchers.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;

use super::report::{write, write_with};
use super::{Ended, Exit, Globals, Trouble, clusters};
use crate::report::edition::{self, Edition, Entry, Opener, Policy};
use crate::store::Reader;

/// Export clusters: a feed with one entry a story, or lines for researchers
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy export --format atom --since 7d -o wire.atom\n  wirecopy export --format jsonfeed --policy prefer:Mint --address https://desk.example/wire.json\n  wirecopy export --format jsonl --min-outlets 1 --limit 0 | zstd > clusters.jsonl.zst"
)]
pub struct Args {
    /// What to write
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Format,
    /// The print that stands for a story: origin (the issuer's own), first (seen), fullest, or prefer:OUTLET
    #[arg(long, value_name = "POLICY", default_value = "origin")]
    policy: Policy,
    #[command(flatten)]
    filter: clusters::Filter,
    /// At most so many clusters, the newest; 0 for all
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    /// Title of the feed
    #[arg(long, value_name = "WORDS", default_value = "Wire copy without doubles")]
    title: String,
    /// Address the feed will stand at
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Put the whole text in, not only its beginning (mind the rights)
    #[arg(long)]
    text: bool,
    /// File to write, instead of standard output; with parquet: the folder for clusters.parquet and items.parquet
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Atom,
    Rss,
    Jsonfeed,
    Jsonl,
    Parquet,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let filter = args.filter.read(args.limit)?;
    let config = globals.config()?;
    let reader = Reader::open(&config.store)?;
    let ids = reader.clusters(&filter)?;
    match args.format {
        Format::Jsonl => return lines(args, &reader, &ids),
        Format::Parquet => return sheets(args, &reader, &ids),
        Format::Atom | Format::Rss | Format::Jsonfeed => {}
    }
    if let Some(address) = &args.address
        && crate::report::address(address).is_none()
    {
        return Err(Trouble::usage("--address wants an address that begins with https:// or http://"));
    }
    let mut feeds: HashMap<String, String> = HashMap::new();
    for record in reader.feeds()? {
        feeds.entry(record.feed.outlet).or_insert(record.feed.url);
    }
    let mut entries = Vec::with_capacity(ids.len());
    for id in ids {
        entries.extend(entry(args, &reader, id, &feeds)?);
    }
    let edition = Edition { title: args.title.clone(), address: args.address.clone(), entries };
    let bytes = match args.format {
        Format::Atom => edition::atom(&edition),
        Format::Rss => edition::rss(&edition),
        Format::Jsonfeed | Format::Jsonl | Format::Parquet => edition::jsonfeed(&edition),
    };
    match &args.output {
        Some(file) => write(file, &bytes)?,
        None => {
            // A closed pipe is no trouble.
            let _ = io::stdout().lock().write_all(&bytes);
        }
    }
    Ok(Exit::Done)
}

fn entry(
    args: &Args,
    reader: &Reader,
    id: crate::news::ClusterId,
    feeds: &HashMap<String, String>,
) -> Result<Option<Entry>, Trouble> {
    let (Some(story), Some(opener)) = (reader.story(id)?, opener(reader, id)?) else { return Ok(None) };
    let Some(print) = edition::chosen(&story, &args.policy) else { return Ok(None) };
    let text = reader.article(print.article)?.map(|article| article.body.paragraphs).unwrap_or_default();
    let feed = feeds.get(&print.outlet).map(String::as_str);
    Ok(Some(edition::entry(&story, &opener, print, &text, args.text, feed)))
}

fn opener(reader: &Reader, id: crate::news::ClusterId) -> Result<Option<Opener>, Trouble> {
    let found = reader.opener(id)?;
    Ok(found.map(|(outlet, identity, version)| Opener { outlet, identity, version }))
}

/// Written as they are read: a database of any size fits.
fn lines(args: &Args, reader: &Reader, ids: &[crate::news::ClusterId]) -> Ended {
    let each = |out: &mut dyn Write| -> Result<io::Result<()>, Trouble> {
        for id in ids {
            let (Some(story), Some(opener)) = (reader.story(*id)?, opener(reader, *id)?) else { continue };
            if let Err(error) = out.write_all(&edition::lines(&story, &opener)) {
                return Ok(Err(error));
            }
        }
        Ok(out.flush())
    };
    match &args.output {
        Some(file) => write_with(file, |out| each(out))?,
        None => {
            // A closed pipe is no trouble.
            let _ = each(&mut io::BufWriter::new(io::stdout().lock()))?;
        }
    }
    Ok(Exit::Done)
}

/// Two tables in a folder, each written whole or not at all.
fn sheets(args: &Args, reader: &Reader, ids: &[crate::news::ClusterId]) -> Ended {
    let folder = args.output.as_ref().ok_or_else(|| Trouble::usage("parquet wants a folder; name one with -o DIR"))?;
    std::fs::create_dir_all(folder)
        .map_err(|error| Trouble::storage(format!("{} cannot be made ({error})", folder.display())))?;
    write_with(&folder.join("items.parquet"), |items| {
        write_with(&folder.join("clusters.parquet"), |clusters| {
            let mut sheets = edition::Sheets::new(clusters, items).map_err(Trouble::storage)?;
            for id in ids {
                if let (Some(story), Some(opener)) = (reader.story(*id)?, opener(reader, *id)?) {
                    sheets.add(&story, &opener).map_err(Trouble::storage)?;
                }
            }
            sheets.finish().map_err(Trouble::storage)?;
            Ok(Ok(()))
        })?;
        Ok(Ok(()))
    })?;
    Ok(Exit::Done)
}
