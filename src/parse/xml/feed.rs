//! The fields of the feed itself: title, link, language, rights, pace.

use super::content::value;
use super::namespace::Space;
use super::{Reader, set};
use crate::parse::markup::Tag;

impl<'a> Reader<'a, '_> {
    pub(super) fn feed_field(&mut self, tag: &Tag<'a>, name: &str, space: Space) -> bool {
        match (space, name) {
            (Space::Core | Space::Dublin, "title") => {
                let title = self.text_of(tag);
                set(&mut self.delivery.title, title, false);
            }
            (Space::Core, "link") => self.feed_link(tag),
            (Space::Core | Space::Dublin, "language") => {
                let language = self.text_of(tag);
                set(&mut self.delivery.language, language, true);
            }
            (Space::Core, "copyright" | "rights") | (Space::Dublin, "rights") => {
                let rights = self.text_of(tag);
                set(&mut self.delivery.rights, rights, false);
            }
            (Space::Core, "ttl") => self.delivery.pace.ttl_minutes = self.text_of(tag).parse().ok(),
            (Space::Syndication, "updateperiod" | "updatefrequency") => {
                let words = self.text_of(tag);
                self.pace(name, &words);
            }
            (Space::Core, "hour") => {
                let hour = self.text_of(tag).parse::<u8>().ok().map(|h| h % 24);
                self.delivery.pace.skip_hours.extend(hour);
            }
            (Space::Core, "day") => {
                let day = self.text_of(tag).to_ascii_lowercase();
                let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
                self.delivery.pace.skip_days.extend(days.iter().position(|d| day.starts_with(d)).map(|d| d as u8));
            }
            (Space::Core, "author") if !self.has_parts(tag) => {
                let words = self.text_of(tag);
                self.authors.extend(Some(words).filter(|w| !w.is_empty()));
            }
            _ => return false,
        }
        true
    }

    fn feed_link(&mut self, tag: &Tag<'a>) {
        let Some(href) = tag.attribute("href") else {
            let text = self.text_of(tag);
            if let Some(url) = self.resolve(&text) {
                self.delivery.link = Some(url);
            }
            return;
        };
        let url = self.resolve(href);
        let rel = tag.attribute("rel").map_or("alternate".to_owned(), |r| value(r).to_ascii_lowercase());
        self.skip(tag);
        let place = match rel.as_str() {
            "alternate" => &mut self.delivery.link,
            "self" => &mut self.delivery.own_url,
            "hub" => &mut self.delivery.hub,
            _ => return,
        };
        if place.is_none() {
            *place = url;
        }
    }

    fn pace(&mut self, name: &str, words: &str) {
        const DAY: u32 = 86_400;
        let period = |words: &str| match words.to_ascii_lowercase().as_str() {
            "hourly" => Some(3_600),
            "daily" => Some(DAY),
            "weekly" => Some(7 * DAY),
            "monthly" => Some(30 * DAY),
            "yearly" => Some(365 * DAY),
            _ => None,
        };
        let pace = &mut self.delivery.pace;
        if name == "updateperiod" {
            pace.update_seconds = period(words);
        } else if let (Some(seconds), Ok(times)) = (pace.update_seconds, words.parse::<u32>()) {
            pace.update_seconds = Some(seconds / times.max(1));
        }
    }
}
