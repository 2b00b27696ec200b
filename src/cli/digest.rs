//! `wirecopy digest`: the report as a mail in the morning, or as a Markdown file.

use std::fs;
use std::path::PathBuf;

use super::report::{Desk, Subject, Zone, write};
use super::{Ended, Exit, Globals, Trouble, output};
use crate::config::Mail;
use crate::desk::{self, Clock, SystemClock};
use crate::fetch::mail::{Server, send};
use crate::report::{self, Format, Letter, Period};
use crate::store::Reader;

/// Send the report as a mail, or write it as a Markdown file
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The server, sender and receivers stand under [mail] in config.toml.\n\nExamples:\n  wirecopy digest\n  wirecopy digest --period week --agency ANI --to desk@example.org\n  wirecopy digest -o /srv/wiki/wire.md"
)]
pub struct Args {
    /// today, yesterday, week, month, all, a day, a month, or FROM..TO
    #[arg(long, value_name = "PERIOD", default_value = "yesterday")]
    period: String,
    #[command(flatten)]
    zone: Zone,
    #[command(flatten)]
    subject: Subject,
    /// Receiver, instead of those of the configuration; may be given again
    #[arg(long, value_name = "ADDRESS")]
    to: Vec<String>,
    /// Write the letter to standard output and send nothing
    #[arg(long, conflicts_with = "output")]
    dry_run: bool,
    /// Write a Markdown file and send nothing
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = globals.config()?;
    let reader = Reader::open(&config.store)?;
    let trade = desk::trade();
    let now = SystemClock.now().0;
    let period = Period::read(&args.period, now, args.zone.read()).map_err(Trouble::usage)?;
    let (report, _) = Desk { reader: &reader, trade: &trade, period, now }.report(&args.subject)?;
    if let Some(file) = &args.output {
        write(file, &report::print(&report, Format::Markdown))?;
        return Ok(Exit::Done);
    }
    let mail = config.mail.as_ref().ok_or_else(|| {
        Trouble::usage(
            "no mail server is named; put [mail] with server, from and to in config.toml, or write a file with -o",
        )
    })?;
    let to = if args.to.is_empty() { &mail.to } else { &args.to };
    let message = report::letter(&report, &Letter { from: &mail.from, to }).map_err(Trouble::usage)?;
    if args.dry_run {
        output::print_plain(&String::from_utf8_lossy(&message.formatted()));
        return Ok(Exit::Done);
    }
    send(&server(mail)?, &message).map_err(Trouble::failed)?;
    if !globals.quiet {
        output::tell(&format!("sent to {}", to.join(", ")));
    }
    Ok(Exit::Done)
}

fn server(mail: &Mail) -> Result<Server<'_>, Trouble> {
    let login = match (&mail.user, &mail.password_file) {
        (Some(user), Some(file)) => {
            let password = fs::read_to_string(file).map_err(|error| {
                Trouble::usage(format!("{}: the password of the mail server cannot be read ({error})", file.display()))
            })?;
            Some((user.clone(), password.trim_end_matches(['\n', '\r']).to_owned()))
        }
        _ => None,
    };
    Ok(Server { host: &mail.server, port: mail.port, login })
}
