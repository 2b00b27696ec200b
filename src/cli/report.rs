//! `wirecopy report`: what editors, researchers and licensing desks look at in the morning.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Ended, Exit, Globals, Trouble, output};
use crate::desk::{self, Clock, SystemClock};
use crate::news::{ClusterId, Ledger, Trade};
use crate::report::{self, Beside, Format, Kind, Nearest, Period, Report, Section, StoryFile, wanted};
use crate::store::Reader;

/// Items of the trace that are written at a time.
const CHUNK: usize = 20_000;

/// Report what the feeds carried: an overview, or one agency, outlet, story, or the corrections
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy report --period week --format html -o wall.html\n  wirecopy report --agency ANI --period month --format csv -o ani/\n  wirecopy report --story 17\n  wirecopy report --corrections --period month --format md"
)]
pub struct Args {
    /// today, yesterday, week, month, all, a day (2026-11-01), a month (2026-11), or FROM..TO (2026-11-01..2026-11-30)
    #[arg(long, value_name = "PERIOD", default_value = "week")]
    period: String,
    #[command(flatten)]
    zone: Zone,
    #[command(flatten)]
    subject: Subject,
    /// For the wall, for wikis, for machines, for spreadsheets, for the terminal
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Printed>,
    /// File to write, or folder: then one file a table for CSV, and the pages of the stories for HTML
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// With CSV: the table to print; `items` is one row an item, from which all others can be counted
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    /// Print the data dictionary: every table, column, unit and rule
    #[arg(long)]
    columns: bool,
}

/// Where days begin and times are told.
#[derive(Debug, clap::Args)]
pub(super) struct Zone {
    /// Zone of days and times, such as Asia/Kolkata; the machine's when left out
    #[arg(long, value_name = "ZONE")]
    zone: Option<chrono_tz::Tz>,
}

impl Zone {
    /// The one named; else that of the machine, UTC where it has none with a name.
    pub fn read(&self) -> chrono_tz::Tz {
        let machine = || iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok());
        self.zone.or_else(machine).unwrap_or(chrono_tz::UTC)
    }
}

/// What a report is about; the whole newsroom when nothing is named.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub(super) struct Subject {
    /// What this outlet prints
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Where the copy of this agency went
    #[arg(long, value_name = "NAME")]
    agency: Option<String>,
    /// One cluster, whenever it was printed
    #[arg(long, value_name = "CLUSTER")]
    story: Option<i64>,
    /// Notices, and what became of the reprints
    #[arg(long)]
    corrections: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Printed {
    Html,
    Md,
    Json,
    Csv,
    Txt,
}

impl From<Printed> for Format {
    fn from(printed: Printed) -> Self {
        match printed {
            Printed::Html => Self::Html,
            Printed::Md => Self::Markdown,
            Printed::Json => Self::Json,
            Printed::Csv => Self::Csv,
            Printed::Txt => Self::Text,
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    if args.columns {
        output::print_plain(&dictionary());
        return Ok(Exit::Done);
    }
    let config = globals.config()?;
    let reader = Reader::open(&config.store)?;
    let trade = desk::trade();
    let now = SystemClock.now().0;
    let period = Period::read(&args.period, now, args.zone.read()).map_err(Trouble::usage)?;
    let made = Desk { reader: &reader, trade: &trade, period, now };
    let format = args.format.unwrap_or_else(|| by_ending(args.output.as_deref())).into();
    let (report, ledger) = made.report(&args.subject)?;
    match &args.output {
        Some(folder) if is_folder(folder) => made.fill(folder, &report, &ledger, format)?,
        Some(file) => write(file, &made.printed(&report, &ledger, format, args.table.as_deref())?)?,
        None if format == Format::Csv && args.table.as_deref() == Some("items") => {
            // A closed pipe ends the list quietly.
            let _ = trace(&ledger, period, &mut io::stdout().lock());
        }
        None => {
            let bytes = made.printed(&report, &ledger, format, args.table.as_deref())?;
            let _ = io::stdout().lock().write_all(&bytes);
        }
    }
    Ok(Exit::Done)
}

/// What a report is made with.
pub(super) struct Desk<'a> {
    pub reader: &'a Reader,
    pub trade: &'a Trade,
    pub period: Period,
    pub now: i64,
}

impl Desk<'_> {
    pub fn report(&self, subject: &Subject) -> Result<(Report, Ledger), Trouble> {
        if let Some(number) = subject.story {
            return self.story(number);
        }
        let mut ledger = self.reader.ledger(self.period.from, self.period.to, self.trade)?;
        let mut whom = None;
        let report = if let Some(name) = &subject.agency {
            let name = self.known_issuer(&ledger, name)?;
            ledger.wording = self.reader.wording(&wanted::agency(&ledger, &name))?;
            let report = report::agency(&ledger, &name, self.period, self.now);
            whom = Some(name);
            report
        } else if let Some(name) = &subject.outlet {
            let name = known_outlet(&ledger, name)?;
            ledger.wording = self.reader.wording(&wanted::outlet(&ledger, &name))?;
            let report = report::outlet(&ledger, &name, self.period, self.now);
            whom = Some(name);
            report
        } else if subject.corrections {
            ledger.wording = self.reader.wording(&wanted::corrections(&ledger))?;
            report::corrections(&ledger, self.period, self.now)
        } else {
            let (report, of_all) = self.overview_of(ledger)?;
            ledger = of_all;
            report
        };
        // Without notices the corrections have nothing to count, though items were seen.
        if !report::is_silent(&report) || whom.is_none() && !ledger.pieces.is_empty() {
            return Ok((report, ledger));
        }
        let nearest = match &whom {
            // Its copy stands in the pages of others.
            Some(name) if subject.agency.is_some() => report::nearest(&self.of_all_times()?, name, self.period),
            _ => {
                let (before, after) = self.reader.nearest(self.period.from, self.period.to, whom.as_deref())?;
                Nearest { before, after }
            }
        };
        Ok((report::silent(report, whom.as_deref(), nearest), ledger))
    }

    fn of_all_times(&self) -> Result<Ledger, Trouble> {
        Ok(self.reader.ledger(0, i64::MAX, self.trade)?)
    }

    /// The name of an organisation as reports write it: an origin of the period, an outlet, an organisation of the trade, or an
    /// origin of another time.
    fn known_issuer(&self, ledger: &Ledger, name: &str) -> Result<String, Trouble> {
        let is_named = |known: &str| known.to_lowercase() == name.to_lowercase();
        let issuer = |ledger: &Ledger| ledger.issuers.iter().map(|issuer| &issuer.name).find(|n| is_named(n)).cloned();
        let mut listed = self.trade.organisations.iter();
        let listed = listed.find(|known| is_named(&known.name) || known.aliases.iter().any(|alias| is_named(alias)));
        if let Some(known) = issuer(ledger)
            .or_else(|| known_outlet(ledger, name).ok())
            .or_else(|| listed.map(|known| known.name.clone()))
        {
            return Ok(known);
        }
        issuer(&self.of_all_times()?).ok_or_else(|| {
            Trouble::usage(format!(
                "nothing by \"{name}\" was ever seen; mind the spelling, or name an outlet: `wirecopy feeds` lists them"
            ))
        })
    }

    /// The overview beside the period before.
    fn overview_of(&self, mut ledger: Ledger) -> Result<(Report, Ledger), Trouble> {
        let before = match self.period.before() {
            Some(before) => Some(self.reader.ledger(before.from, before.to, self.trade)?),
            None => None,
        };
        let counted = report::count(&ledger, self.period.zone);
        let mut named = wanted::overview(&ledger, &counted);
        named.extend(wanted::corrections(&ledger));
        ledger.wording = self.reader.wording(&named)?;
        Ok((report::overview(&ledger, counted, before.as_ref(), self.period, self.now), ledger))
    }

    fn story(&self, number: i64) -> Result<(Report, Ledger), Trouble> {
        let missing = || Trouble::usage(format!("there is no cluster {number}; `wirecopy clusters` lists them"));
        let story = self.reader.story(ClusterId(number))?.ok_or_else(missing)?;
        let mut ledger = self.reader.story_ledger(story.id, self.trade)?;
        let articles: Vec<_> = story.prints.iter().map(|print| print.article).collect();
        ledger.wording = self.reader.wording(&articles)?;
        let mut texts = std::collections::BTreeMap::new();
        for article in articles {
            if let Some(found) = self.reader.article(article)? {
                texts.insert(article, found.body.paragraphs);
            }
        }
        // A story has its own stretch of time.
        let seen = |pick: fn(i64, i64) -> i64| story.prints.iter().map(|print| print.seen.0).reduce(pick);
        let period = match (seen(i64::min), seen(i64::max)) {
            (Some(from), Some(to)) => Period { from, to: to + 1, zone: self.period.zone },
            _ => self.period,
        };
        let chain = desk::chain(&story);
        let file = StoryFile { story, ledger, chain, texts };
        Ok((report::story(&file, period, self.now), file.ledger))
    }

    fn printed(
        &self,
        report: &Report,
        ledger: &Ledger,
        format: Format,
        table: Option<&str>,
    ) -> Result<Vec<u8>, Trouble> {
        let Some(name) = table else {
            return Ok(match (format, output::columns()) {
                (Format::Text, Some(columns)) => report::lines(report, columns),
                _ => report::print(report, format),
            });
        };
        if format != Format::Csv {
            return Err(Trouble::usage("--table goes with --format csv"));
        }
        if name == "items" {
            let mut out = Vec::new();
            trace(ledger, self.period, &mut out).map_err(|error| Trouble::storage(error.to_string()))?;
            return Ok(out);
        }
        let section = report.section(name).ok_or_else(|| {
            let names: Vec<&str> = report.sections.iter().map(|section| section.name).collect();
            Trouble::usage(format!("this report has no table \"{name}\"; it has {}, items", names.join(", ")))
        })?;
        Ok(report::csv_table(&section.table, self.period.zone))
    }

    /// A folder: the report and, for CSV, a file a table and the trace; for HTML, a page a story that is listed.
    fn fill(&self, folder: &Path, report: &Report, ledger: &Ledger, format: Format) -> Result<(), Trouble> {
        fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
        let kind = report.kind.word();
        let file = format!("{kind}.{}", format.ending());
        let stories = report.stories();
        match format {
            Format::Csv => {}
            Format::Html if report.kind != Kind::Story => {
                let beside = Beside { stories: &stories, back: None };
                write(&folder.join(&file), &report::page(report, &beside))?;
            }
            _ => write(&folder.join(&file), &report::print(report, format))?,
        }
        if format == Format::Csv {
            for Section { name, table, .. } in &report.sections {
                let bytes = report::csv_table(table, self.period.zone);
                write(&folder.join(format!("{kind}-{name}.csv")), &bytes)?;
            }
            write_with(&folder.join("items.csv"), |out| Ok(trace(ledger, self.period, out)))?;
        }
        if format == Format::Html && report.kind != Kind::Story {
            let beside = Beside { stories: &[], back: Some((&file, &report.title)) };
            for number in &stories {
                let (story, _) = self.story(*number)?;
                write(&folder.join(format!("story-{number}.html")), &report::page(&story, &beside))?;
            }
        }
        Ok(())
    }
}

/// One row an item, written as it is made.
fn trace(ledger: &Ledger, period: Period, out: &mut dyn Write) -> io::Result<()> {
    let mut from = 0;
    loop {
        let to = (from + CHUNK).min(ledger.pieces.len());
        let table = report::items(ledger, from..to).table;
        let bytes = report::csv_table(&table, period.zone);
        let header = if from == 0 { 0 } else { bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1) };
        out.write_all(&bytes[header..])?;
        from = to;
        if from >= ledger.pieces.len() {
            return out.flush();
        }
    }
}

/// The name of an outlet as it is written in the configuration.
fn known_outlet(ledger: &Ledger, name: &str) -> Result<String, Trouble> {
    let same = |outlet: &&crate::news::Outlet| {
        outlet.name.to_lowercase() == name.to_lowercase()
            || outlet.aliases.iter().any(|alias| alias.to_lowercase() == name.to_lowercase())
    };
    let found = ledger.outlets.iter().find(same);
    found
        .map(|outlet| outlet.name.clone())
        .ok_or_else(|| Trouble::usage(format!("there is no outlet \"{name}\"; `wirecopy feeds` lists them")))
}

fn by_ending(path: Option<&Path>) -> Printed {
    match path.and_then(Path::extension).and_then(|ending| ending.to_str()) {
        Some("html" | "htm") => Printed::Html,
        Some("md") => Printed::Md,
        Some("json") => Printed::Json,
        Some("csv") => Printed::Csv,
        _ => Printed::Txt,
    }
}

/// An existing folder, or a name that ends like one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/')
}

/// Writes a file whole or not at all: readers of the wall never see half a page.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    write_with(path, |out| Ok(out.write_all(bytes)))
}

/// The same for what is made while it is written.
pub(super) fn write_with(
    path: &Path,
    make: impl FnOnce(&mut (dyn Write + Send)) -> Result<io::Result<()>, Trouble>,
) -> Result<(), Trouble> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::Builder::new()
        .prefix(".wirecopy-")
        .permissions(permissions())
        .tempfile_in(folder)
        .map_err(|error| unwritten(path, &error))?;
    let mut out = io::BufWriter::new(file);
    make(&mut out)?.map_err(|error| unwritten(path, &error))?;
    let file = out.into_inner().map_err(|error| unwritten(path, error.error()))?;
    file.as_file().sync_all().map_err(|error| unwritten(path, &error))?;
    file.persist(path).map_err(|error| unwritten(path, &error.error))?;
    Ok(())
}

/// Reports are for everybody; the usual mask still applies.
fn permissions() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o666)
}

fn unwritten(path: &Path, error: &io::Error) -> Trouble {
    Trouble::storage(format!("{} cannot be written ({error}); name another place with -o", path.display()))
}

fn dictionary() -> String {
    let mut out = format!("schema {}\n", report::SCHEMA);
    for (kind, table, columns) in report::columns() {
        out.push_str(&format!("\n{kind}: {table}\n"));
        for column in columns {
            out.push_str(&format!("  {:<20} {:<8} {}\n", column.name, column.unit.word(), column.rule));
        }
    }
    out
}
