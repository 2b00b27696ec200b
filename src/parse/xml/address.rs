//! Addresses as a feed writes them, made absolute.

use url::Url;

use super::Reader;
use super::content::value;

impl Reader<'_, '_> {
    pub(super) fn resolve(&self, href: &str) -> Option<String> {
        self.resolve_with_text(href, self.base())
    }

    pub(super) fn resolve_with_text(&self, href: &str, base: Option<&Url>) -> Option<String> {
        let href = value(href);
        if href.is_empty() {
            return None;
        }
        // An absolute address stays as the outlet wrote it.
        if href.split_once(':').is_some_and(|(scheme, rest)| {
            scheme.len() > 1
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
                && !rest.is_empty()
        }) {
            return Some(href);
        }
        match self.resolve_with(&href, base) {
            Some(url) => Some(url.into()),
            None => Some(href),
        }
    }

    pub(super) fn resolve_with(&self, href: &str, base: Option<&Url>) -> Option<Url> {
        let href = value(href);
        match base {
            Some(base) => base.join(&href).ok(),
            None => match self.context.url.and_then(|u| Url::parse(u).ok()) {
                Some(document) => document.join(&href).ok(),
                None => Url::parse(&href).ok(),
            },
        }
    }
}
