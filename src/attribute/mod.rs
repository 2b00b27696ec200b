//! Article and cluster -> origin with evidence; citations; notices; what disclaimers and clocks are worth.

mod chain;
mod citing;
mod clocks;
mod disclaimer;
mod foot;
mod line;
mod medium;
mod name;
mod notice;
mod page;
mod person;
mod reading;
mod stated;
mod weighing;
mod when;

pub use chain::chain;
pub use citing::citations;
pub use clocks::{Issued, clocks};
pub use disclaimer::{claims_unedited, disclaimer};
pub use notice::{Bearer, asks, notice, still_carries, still_says, tie};
pub use reading::credits;
pub use stated::stated;
pub use weighing::{Claim, Voice, claim, origin};

/// The place of a byline that names a person and no organisation.
const A_PERSON: &str = "byline of a person";
/// The place of a copyright line in which the outlet names itself below its story.
const A_COPYRIGHT: &str = "copyright line of the outlet";
/// The place of a copyright line far below the article, which may be of the whole site.
const OF_PAGE: &str = "copyright line of the page";
