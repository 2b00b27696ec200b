//! config.toml as typed: every table and key it may hold, each value with the place it stood.

use serde::Deserialize;
use toml::Spanned;

/// A value and the bytes of config.toml it stood at.
pub(super) type At<T> = Option<Spanned<T>>;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub store: Store,
    pub polling: Polling,
    pub pages: Pages,
    pub network: Network,
    pub detection: Detection,
    pub retention: Retention,
    pub mail: Option<Mail>,
    pub outlet: Vec<Spanned<Outlet>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Store {
    pub path: At<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Polling {
    pub interval_minutes: At<u64>,
    pub shortest_minutes: At<u64>,
    pub longest_hours: At<u64>,
    pub refresh_days: At<u64>,
    pub max_feed_mib: At<u64>,
    pub max_items: At<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Pages {
    pub fetch: Option<bool>,
    pub refetch_hours: At<Vec<u64>>,
    pub max_page_mib: At<u64>,
    pub max_a_run: At<u64>,
    pub oldest_hours: At<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Network {
    pub contact: At<String>,
    pub allow: At<Vec<String>>,
    pub at_once: At<u64>,
    pub at_once_a_host: At<u64>,
    pub seconds_between_requests: At<f64>,
    pub connect_seconds: At<u64>,
    pub idle_seconds: At<u64>,
    pub total_seconds: At<u64>,
    pub robots: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Detection {
    pub window_hours: At<u64>,
    pub boilerplate_clusters: At<u64>,
    pub least_shared: At<u64>,
    pub identical: At<f64>,
    pub contained: At<f64>,
    pub overlap: At<f64>,
    pub scattered: At<f64>,
    pub quoted: At<f64>,
    pub partial: At<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Retention {
    pub page_days: At<u64>,
    pub text_days: At<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Mail {
    pub server: At<String>,
    pub port: At<u16>,
    pub user: At<String>,
    pub password_file: At<String>,
    pub from: At<String>,
    pub to: At<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outlet {
    pub name: Spanned<String>,
    #[serde(default)]
    pub kind: Kind,
    pub family: At<String>,
    #[serde(default)]
    pub domains: Vec<Spanned<String>>,
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    pub zone: At<String>,
    pub selector: At<String>,
    pub pages: Option<bool>,
    pub interval_minutes: At<u64>,
    #[serde(default)]
    pub feeds: Vec<Spanned<String>>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Agency,
    #[default]
    Publisher,
    Aggregator,
}
