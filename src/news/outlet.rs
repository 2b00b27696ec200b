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
