//! The lists of the trade: organisations, disclaimers, families, tracking parameters. Data, each entry with its source.

mod list;
mod named;
mod worded;

use super::{Outlet, OutletKind};

pub use named::{Organisations, bare};
pub use worded::Disclaimers;

/// What an organisation of the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum OrganisationKind {
    /// Issues copy and sells it.
    #[default]
    Agency,
    /// A newspaper or an online paper.
    Newspaper,
    /// Radio, television.
    Broadcaster,
    /// Passes on what others printed.
    Aggregator,
}

/// An organisation that credits and citations name.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Organisation {
    /// Its normal name: what credits and reports call it.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Other names and short forms, in any script. Matched as whole words; short forms with their case.
    pub aliases: Vec<String>,
    /// Registrable domains of its own.
    pub domains: Vec<String>,
    /// Owner, where outlets of one owner should count once.
    pub family: Option<String>,
    /// Where this entry was learned.
    pub source: String,
}

/// A disclaimer some outlet prints under agency copy.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Disclaimer {
    /// Its words, as printed.
    pub words: String,
    /// The outlet that prints it.
    pub outlet: String,
    /// The organisation it names, when it names one.
    pub organisation: Option<String>,
    /// It claims that nothing but the headline (or picture) was changed.
    pub claims_unedited: bool,
    /// Where this entry was learned.
    pub source: String,
}

/// Outlets of one owner.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Family {
    /// The owner.
    pub name: String,
    /// Registrable domains of its outlets.
    pub domains: Vec<String>,
    /// Where this entry was learned.
    pub source: String,
}

/// The lists of the trade, as the stages use them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Trade {
    /// Organisations that credits and citations name.
    pub organisations: Organisations,
    /// Disclaimers that outlets print.
    pub disclaimers: Disclaimers,
    /// Owners and their outlets.
    pub families: Vec<Family>,
    /// Query parameters that only track readers; a trailing `*` stands for any rest.
    pub tracking_parameters: Vec<String>,
}

impl Trade {
    /// The lists as they are shipped (`data/*.toml`).
    pub fn builtin() -> Self {
        list::builtin()
    }

    /// The lists with a newsroom's own outlets among the organisations, so that a credit that names one is read like any
    /// other. An outlet that is listed already, by a name or a domain, stays as it is listed.
    pub fn with<'a>(mut self, outlets: impl IntoIterator<Item = &'a Outlet>) -> Self {
        let mut own: Vec<Organisation> = Vec::new();
        for outlet in outlets {
            let names = || std::iter::once(&outlet.name).chain(&outlet.aliases);
            let is_listed = self.organisations.iter().any(|listed| {
                names().any(|name| *name == listed.name || listed.aliases.contains(name))
                    || listed.domains.iter().any(|domain| outlet.domains.contains(domain))
            });
            if !is_listed && !outlet.name.is_empty() {
                own.push(Organisation {
                    name: outlet.name.clone(),
                    kind: match outlet.kind {
                        OutletKind::Agency => OrganisationKind::Agency,
                        OutletKind::Publisher => OrganisationKind::Newspaper,
                        OutletKind::Aggregator => OrganisationKind::Aggregator,
                    },
                    aliases: outlet.aliases.clone(),
                    domains: outlet.domains.clone(),
                    family: outlet.family.clone(),
                    source: "config.toml".into(),
                });
            }
        }
        self.organisations.extend(own);
        self
    }
}
