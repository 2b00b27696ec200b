//! A report as a letter: plain text and HTML side by side, the page with its charts attached.

use lettre::Message;
use lettre::message::header::{ContentType, Date, Header};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use xxhash_rust::xxh3::xxh3_128;

use super::{Format, Report, html, print};
use crate::text::shown::shown;

/// Who writes to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter<'a> {
    /// Sender: an address, or a name with an address in angle brackets.
    pub from: &'a str,
    /// Receivers, likewise.
    pub to: &'a [String],
}

/// The report as a multipart message. Equal reports give equal letters, to the byte.
///
/// # Errors
/// Names the address that is none.
pub fn letter(report: &Report, letter: &Letter<'_>) -> Result<Message, String> {
    let mailbox = |words: &str| {
        words
            .parse::<Mailbox>()
            .map_err(|_| format!("\"{}\" is no mail address; write name@host, or Name <name@host>", shown(words, 100)))
    };
    let page = print(report, Format::Html);
    let mark = format!("{:032x}", xxh3_128(&page));
    let subject = format!("{}: {}", shown(&report.title, 150), report.period.words());
    let from = mailbox(letter.from)?;
    let host = from.email.domain().to_owned();
    let made = chrono::DateTime::from_timestamp(report.made, 0).unwrap_or_default();
    let date = Date::parse(&made.format("%a, %d %b %Y %H:%M:%S +0000").to_string())
        .map_err(|error| format!("the date of the letter cannot be written ({error})"))?;
    let mut message =
        Message::builder().from(from).subject(subject).header(date).message_id(Some(format!("<{mark}@{host}>")));
    for to in letter.to {
        message = message.to(mailbox(to)?);
    }
    let name = format!("wirecopy-{}.html", report.kind.word());
    let both = MultiPart::alternative()
        .boundary(format!("both-{mark}"))
        .singlepart(SinglePart::plain(String::from_utf8_lossy(&print(report, Format::Text)).into_owned()))
        .singlepart(SinglePart::html(html::mail(report)));
    let whole = MultiPart::mixed()
        .boundary(format!("all-{mark}"))
        .multipart(both)
        .singlepart(Attachment::new(name).body(page, ContentType::TEXT_HTML));
    message.multipart(whole).map_err(|error| format!("the letter cannot be written ({error})"))
}
