//! Outlets: the organisations that readers know by name.

/// What an outlet does with copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum OutletKind {
    /// Issues copy and sells it.
    Agency,
    /// Prints its own copy and that of agencies.
    #[default]
    Publisher,
    /// Only passes on what others printed: a transport, never an origin.
    Aggregator,
}

impl OutletKind {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Publisher => "publisher",
            Self::Aggregator => "aggregator",
        }
    }
}

/// Independent voices among outlets, each told by its kind and its owner (or its own name): outlets of one owner count once,
/// and those that only pass on what others print not at all. At least one where there is any outlet.
pub fn voices<'a>(outlets: impl IntoIterator<Item = (OutletKind, &'a str)>) -> usize {
    let mut any = false;
    let mut owners: Vec<&str> = Vec::new();
    for (kind, owner) in outlets {
        any = true;
        if kind != OutletKind::Aggregator {
            owners.push(owner);
        }
    }
    owners.sort_unstable();
    owners.dedup();
    owners.len().max(usize::from(any))
}

/// An organisation readers know by name.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Outlet {
    /// The name readers know, unique in a configuration.
    pub name: String,
    /// What it does with copy.
    pub kind: OutletKind,
    /// Its owner: outlets of one family count once among independent voices.
    pub family: Option<String>,
    /// Registrable domains it prints on.
    pub domains: Vec<String>,
    /// IANA zone for times that state none, or that name an ambiguous one ("IST").
    pub zone: Option<String>,
    /// Other names it goes by in credits.
    pub aliases: Vec<String>,
}

impl Outlet {
    /// Its owner where it has one, else itself: what counts once among independent voices.
    pub fn owner(&self) -> &str {
        self.family.as_deref().unwrap_or(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_owner_is_one_voice_and_an_aggregator_none() {
        use OutletKind::{Agency, Aggregator, Publisher};
        assert_eq!(voices([(Publisher, "Tideway"), (Publisher, "Tideway"), (Agency, "NPA"), (Aggregator, "Pile")]), 2);
        assert_eq!(voices([(Aggregator, "Pile")]), 1);
        assert_eq!(voices([]), 0);
    }
}
