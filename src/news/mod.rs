//! The nouns of the trade: plain data and their invariants. Imports nothing, does no I/O, knows no clock.

mod article;
mod chain;
mod cluster;
mod credit;
mod draft;
mod fault;
mod feed;
mod fingerprint;
mod item;
mod ledger;
mod matching;
mod outlet;
mod robots;
mod ruling;
mod story;
mod time;
mod trace;
mod trade;

pub use article::{Article, ArticleId, Body, Dateline, Furniture, FurnitureKind, Notice, NoticeKind, Quotation, Zone};
pub use chain::{Chain, Hop, HopKind};
pub use cluster::{Cluster, ClusterId, Member};
pub use credit::{Citation, Confidence, Credit, CreditKind, Manner, Origin, Side};
pub use draft::{Block, BlockKind, Draft, Metadatum, Reading};
pub use fault::{Fault, FaultKind};
pub use feed::{Carries, Delivery, Feed, FeedFormat, Pace};
pub use fingerprint::{Fingerprint, RecipeId};
pub use item::{Item, ItemLink, ItemSource, MediaCredit};
pub use ledger::{
    Account, Aftermath, Brief, Credited, Grade, Issuer, Lag, Ledger, Mark, NoticeFile, Piece, Provenance, Wording,
    grounds,
};
pub use matching::{AlignedSpan, Candidate, Match, Relation, Shares};
pub use outlet::{Outlet, OutletKind, voices};
pub use robots::{RobotsSaid, RobotsWord};
pub use ruling::{Ruled, Ruling, RulingId};
pub use story::{ItemId, Print, Story};
pub use time::{Seen, Stamped};
pub use trace::{
    Applied, Audit, Carried, Changes, ClockFlag, Disclaim, Dossier, Edit, FactKind, FactLine, Overlap, Tie, Trace,
};
pub use trade::{Disclaimer, Family, Organisation, OrganisationKind, Organisations, Trade, bare};
