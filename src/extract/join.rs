//! Joins what the feed and the page carry of one article.

use super::vote::{self, Runs};
use super::words;
use crate::news::{Block, Draft, Fault, FaultKind, Metadatum, Reading};

/// Share of the feed's words that must stand in the page for the page to be the same article.
const SAME: f32 = 0.3;

/// Joins what the feed and the page carry: the better body wins, headlines and metadata of both are kept.
pub fn join(feed: Draft, page: Draft) -> Draft {
    let (feed_words, page_words) = (words(&feed.blocks), words(&page.blocks));
    let lead = Runs::of(&text(&page.blocks)).share(&vote::words(&text(&feed.blocks)));
    let walled = page.faults.iter().any(|f| super::wall::hides_all(f.kind));
    let reason = if page_words == 0 || walled {
        Some("the page shows no article")
    } else if feed.reading == Reading::FeedContent && feed_words > page_words {
        Some("the feed carries more of the text than the page")
    } else if feed_words >= 25 && lead < SAME && page_words < feed_words * 2 {
        Some("the text of the page does not hold the words of the feed")
    } else {
        None
    };
    let mut joined = page.clone();
    if let Some(reason) = reason.filter(|_| feed_words > 0) {
        joined.blocks = feed.blocks.clone();
        joined.reading = feed.reading;
        joined.faults.push(Fault::new(FaultKind::Recovered, format!("the feed's own words were kept: {reason}")));
    } else if feed_words >= 12 && lead < SAME && !walled {
        joined.faults.push(Fault::new(FaultKind::LeadMissing, "the text of the page does not hold the feed's lead"));
    }
    let feed_headline = feed.headline.filter(|h| Some(h) != joined.headline.as_ref());
    match (feed_headline, &joined.headline) {
        (Some(headline), Some(_)) => {
            joined
                .other_headlines
                .insert(0, Metadatum { name: "headline".into(), value: headline, place: "feed title".into() });
        }
        (Some(headline), None) => joined.headline = Some(headline),
        (None, _) => {}
    }
    joined.url = joined.url.or(feed.url);
    joined.canonical = joined.canonical.or(feed.canonical);
    joined.language = joined.language.or(feed.language);
    joined.published = feed.published.or(joined.published);
    joined.modified = joined.modified.or(feed.modified);
    for fact in feed.metadata {
        if !joined.metadata.contains(&fact) {
            joined.metadata.push(fact);
        }
    }
    for fault in feed.faults {
        if fault.kind != FaultKind::NoText && !joined.faults.contains(&fault) {
            joined.faults.push(fault);
        }
    }
    joined
}

fn text(blocks: &[Block]) -> String {
    blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n")
}
