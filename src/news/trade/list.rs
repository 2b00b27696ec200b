//! The files of the trade lists (`data/*.toml`), and how they become the lists.

use serde::Deserialize;

use super::{Disclaimer, Family, Organisation, OrganisationKind, Trade};

/// The shipped lists. They are checked by a test, so that reading them cannot fail in the field.
pub fn builtin() -> Trade {
    const CHECKED: &str = "the trade lists are checked by a test";
    let agencies: Organisations = toml::from_str(include_str!("../../../data/agencies.toml")).expect(CHECKED);
    let disclaimers: Disclaimers = toml::from_str(include_str!("../../../data/disclaimers.toml")).expect(CHECKED);
    let families: Families = toml::from_str(include_str!("../../../data/families.toml")).expect(CHECKED);
    let tracking: Parameters = toml::from_str(include_str!("../../../data/tracking.toml")).expect(CHECKED);
    Trade {
        organisations: agencies.organisation.into_iter().map(Organisation::from).collect(),
        disclaimers: disclaimers.disclaimer.into_iter().map(Disclaimer::from).collect(),
        families: families.family.into_iter().map(Family::from).collect(),
        tracking_parameters: tracking.parameter.into_iter().map(|entry| entry.name).collect(),
    }
}

#[derive(Deserialize)]
struct Organisations {
    organisation: Vec<OrganisationEntry>,
}

#[derive(Deserialize)]
struct OrganisationEntry {
    name: String,
    kind: KindWord,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    family: Option<String>,
    source: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindWord {
    Agency,
    Newspaper,
    Broadcaster,
    Aggregator,
}

#[derive(Deserialize)]
struct Disclaimers {
    disclaimer: Vec<DisclaimerEntry>,
}

#[derive(Deserialize)]
struct DisclaimerEntry {
    words: String,
    outlet: String,
    #[serde(default)]
    organisation: Option<String>,
    #[serde(default)]
    claims_unedited: bool,
    source: String,
}

#[derive(Deserialize)]
struct Families {
    family: Vec<FamilyEntry>,
}

#[derive(Deserialize)]
struct FamilyEntry {
    name: String,
    domains: Vec<String>,
    source: String,
}

#[derive(Deserialize)]
struct Parameters {
    parameter: Vec<ParameterEntry>,
}

#[derive(Deserialize)]
struct ParameterEntry {
    name: String,
    #[allow(dead_code, reason = "every entry of a trade list says where it was learned")]
    source: String,
}

impl From<OrganisationEntry> for Organisation {
    fn from(entry: OrganisationEntry) -> Self {
        let kind = match entry.kind {
            KindWord::Agency => OrganisationKind::Agency,
            KindWord::Newspaper => OrganisationKind::Newspaper,
            KindWord::Broadcaster => OrganisationKind::Broadcaster,
            KindWord::Aggregator => OrganisationKind::Aggregator,
        };
        let OrganisationEntry { name, aliases, domains, family, source, .. } = entry;
        Self { name, kind, aliases, domains, family, source }
    }
}

impl From<DisclaimerEntry> for Disclaimer {
    fn from(entry: DisclaimerEntry) -> Self {
        let DisclaimerEntry { words, outlet, organisation, claims_unedited, source } = entry;
        Self { words, outlet, organisation, claims_unedited, source }
    }
}

impl From<FamilyEntry> for Family {
    fn from(entry: FamilyEntry) -> Self {
        let FamilyEntry { name, domains, source } = entry;
        Self { name, domains, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lists_are_read_and_every_entry_has_a_source() {
        let trade = builtin();
        assert!(trade.organisations.len() > 300, "{} organisations", trade.organisations.len());
        assert!(trade.organisations.iter().all(|o| !o.source.is_empty() && !o.name.is_empty()));
        assert!(trade.disclaimers.iter().all(|d| !d.source.is_empty()));
        assert!(trade.families.iter().all(|f| !f.source.is_empty()));
        assert!(!trade.tracking_parameters.is_empty());
    }
}
