//! Article and cluster -> origin with evidence; citations; notices.

mod chain;
mod citing;
mod foot;
mod line;
mod medium;
mod name;
mod notice;
mod page;
mod person;
mod reading;
mod weighing;
mod when;

pub use chain::chain;
pub use citing::citations;
pub use notice::notice;
pub use reading::credits;
pub use weighing::{Claim, Voice, claim, origin};

/// The place of a byline that names a person and no organisation.
const A_PERSON: &str = "byline of a person";
/// The place of a copyright line in which the outlet names itself below its story.
const A_COPYRIGHT: &str = "copyright line of the outlet";
/// The place of a copyright line far below the article, which may be of the whole site.
const OF_PAGE: &str = "copyright line of the page";
