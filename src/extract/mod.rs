//! A page, or the HTML of a feed entry -> a draft: main text, metadata; page chrome off.

use crate::news::{Draft, Item};

/// What is known of a page from outside.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The address it came from.
    pub url: Option<&'a str>,
    /// `Content-Type` as sent.
    pub content_type: Option<&'a str>,
    /// The lead the feed carried: it must stand in the text found.
    pub lead: Option<&'a str>,
    /// CSS selector of the main text, set for the outlet.
    pub selector: Option<&'a str>,
    /// IANA zone for dates that state none.
    pub zone: Option<&'a str>,
}

/// Reads a page. Never fails, never panics; faults tell what was wrong.
pub fn page(_bytes: &[u8], _context: &Context<'_>) -> Draft {
    Draft::default()
}

/// Reads what the feed itself carries of an item.
pub fn item(_item: &Item) -> Draft {
    Draft::default()
}

/// Joins what the feed and the page carry: the better body wins, headlines and metadata of both are kept.
pub fn join(feed: Draft, _page: Draft) -> Draft {
    feed
}

/// Whether the feed carries only a lead or a summary, so that the page should be fetched.
pub fn is_summary_only(_item: &Item) -> bool {
    true
}
