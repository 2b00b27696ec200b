//! The way copy came: from the media it rests on over the one who issued it to those who printed it.

use super::{ArticleId, Confidence, Seen};

/// How copy or its substance went from one organisation to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HopKind {
    /// It was said to it or on it: "appeared on NBC", "told Fox News".
    Spoken,
    /// It was its report: "reported The Hill".
    Cited,
    /// Its copy is printed and credited.
    Credited,
    /// Its copy is printed word for word without a credit.
    Carried,
}

impl HopKind {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Spoken => "spoken",
            Self::Cited => "cited",
            Self::Credited => "credited",
            Self::Carried => "carried",
        }
    }
}

/// One step of the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// Who had it before; `None` when that is not known.
    pub from: Option<String>,
    /// Who has it from there.
    pub to: String,
    /// How it went.
    pub kind: HopKind,
    /// The sentence or credit that says so, as printed; `None` where only the words of the copy speak.
    pub words: Option<String>,
    /// The article that prints these words.
    pub article: Option<ArticleId>,
    /// Where the article links to.
    pub link: Option<String>,
    /// When `to` was first seen to carry it, where we read it.
    pub at: Option<Seen>,
    /// How sure.
    pub confidence: Confidence,
}

/// The way copy came, as far as the articles say: hops, those furthest back first. Nothing in it is guessed: where nobody
/// says, a hop comes from `None`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Chain {
    /// The hops.
    pub hops: Vec<Hop>,
}

impl Chain {
    /// The hops that lead to `to`, the furthest back first. Where several lead to one, the way that goes back furthest is
    /// taken, then the surest, then the first.
    pub fn path(&self, to: &str) -> Vec<&Hop> {
        let mut path = self.longest(to, &mut vec![to]);
        path.reverse();
        path
    }

    /// The names along [`Chain::path`], `None` for an unknown beginning: NBC, The Hill, ANI, mid-day.
    pub fn names<'a>(&'a self, to: &'a str) -> Vec<Option<&'a str>> {
        let path = self.path(to);
        let first = path.first().map(|hop| hop.from.as_deref());
        first.into_iter().chain(path.iter().map(|hop| Some(hop.to.as_str()))).collect()
    }

    /// The last hop first.
    fn longest<'a: 'b, 'b>(&'a self, to: &'b str, passed: &mut Vec<&'b str>) -> Vec<&'a Hop> {
        let mut best: Vec<&Hop> = Vec::new();
        for hop in self.hops.iter().filter(|hop| hop.to == to) {
            let mut path = vec![hop];
            if let Some(from) = hop.from.as_deref() {
                if passed.contains(&from) {
                    continue;
                }
                passed.push(from);
                path.extend(self.longest(from, passed));
                passed.pop();
            }
            let is_surer = path.len() == best.len() && hop.confidence.0 > best[0].confidence.0;
            if path.len() > best.len() || is_surer {
                best = path;
            }
        }
        best
    }
}
