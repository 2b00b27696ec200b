//! What the commands of decisions share: the open store, who decides, and how it is told.

use std::collections::HashMap;

use super::{Ended, Exit, Globals, Trouble, output, when};
use crate::desk::{Clock, Settler, SystemClock};
use crate::news::{ClusterId, ItemId, Outlet, Ruled, Ruling, RulingId, Story, Trade};
use crate::store::{Reader, Store};

/// Who decides, and why.
#[derive(Debug, clap::Args)]
pub struct Signature {
    /// Why; shown wherever the decision is
    #[arg(long, value_name = "WORDS")]
    note: Option<String>,
    /// Who decides; the user's name if not given
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// A store opened for decisions.
pub struct Deciding {
    /// The store.
    pub store: Store,
    outlets: HashMap<String, Outlet>,
    trade: Trade,
}

impl Deciding {
    /// Opens the store. Decisions are short changes, so they do not wait for a run to end.
    ///
    /// # Errors
    /// When there is none, or it cannot be written.
    pub fn open(globals: &Globals) -> Result<Self, Trouble> {
        let config = globals.config()?;
        // Deciding about nothing should not make an empty database.
        drop(Reader::open(&config.store)?);
        let store = Store::open(&config.store)?;
        let outlets = store.outlets()?;
        Ok(Self { store, outlets, trade: crate::desk::trade_of(&config) })
    }

    /// The cluster of that number.
    ///
    /// # Errors
    /// Exit 2 when there is none.
    pub fn cluster(&self, number: i64) -> Result<Story, Trouble> {
        self.store.story(ClusterId(number))?.ok_or_else(|| no_cluster(number))
    }

    /// The cluster an item is in now.
    ///
    /// # Errors
    /// Exit 2 when there is no such item.
    pub fn cluster_of(&self, item: ItemId) -> Result<ClusterId, Trouble> {
        let none =
            || Trouble::usage(format!("there is no item {}; `wirecopy show CLUSTER` lists items by number", item.0));
        let article = self.store.article_of(item)?.ok_or_else(none)?;
        self.store.cluster_of(article)?.ok_or_else(none)
    }

    /// Keeps a decision and tells it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn rule(mut self, what: &Ruled, signature: &Signature, globals: &Globals) -> Ended {
        let who = signature.by.clone().or_else(|| std::env::var("USER").ok()).unwrap_or_else(|| "unknown".into());
        let settler = Settler::new(&self.outlets, &self.trade);
        let id = self.store.rule(what, &who, signature.note.as_deref(), SystemClock.now(), &settler)?;
        if !globals.quiet {
            output::print(
                globals,
                &format!("Decision {}: {}. `wirecopy undo {}` takes it back.\n", id.0, told(what), id.0),
            );
        }
        Ok(Exit::Done)
    }

    /// Works out anew everything that follows from what was detected; gives the number of clusters.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn rebuild(&mut self) -> Result<usize, Trouble> {
        let settler = Settler::new(&self.outlets, &self.trade);
        Ok(self.store.rebuild(&settler)?)
    }

    /// Takes a decision back.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn undo(&mut self, id: RulingId) -> Result<(), Trouble> {
        let settler = Settler::new(&self.outlets, &self.trade);
        Ok(self.store.undo(id, SystemClock.now(), &settler)?)
    }
}

/// A number that no cluster ever had.
pub fn no_cluster(number: i64) -> Trouble {
    Trouble::usage(format!("there is no cluster {number}; `wirecopy clusters` lists them"))
}

/// What stands for a cluster in a decision: the item of its leader.
pub fn item_of(story: &Story) -> Result<ItemId, Trouble> {
    let lead = story.lead().or(story.prints.first());
    lead.map(|print| print.item).ok_or_else(|| Trouble::usage(format!("cluster {} is empty", story.id.0)))
}

/// A decision in words.
pub fn told(what: &Ruled) -> String {
    let list = |items: &[ItemId]| items.iter().map(|item| item.0.to_string()).collect::<Vec<_>>().join(", ");
    match what {
        Ruled::Merge { one, other } => format!("the clusters of items {} and {} are one", one.0, other.0),
        Ruled::Split { from, items } => format!("items {} are apart from item {}", list(items), from.0),
        Ruled::Origin { item, organisation } => {
            format!("the copy of item {} was issued by {}", item.0, output::plain(organisation))
        }
        Ruled::NotCopy { one, other } => format!("items {} and {} are no copies of each other", one.0, other.0),
    }
}

/// Decisions as a table for people.
pub fn table(rulings: &[Ruling]) -> String {
    if rulings.is_empty() {
        return "No decisions yet. `wirecopy merge`, `split`, `origin` and `not-copy` make them.\n".into();
    }
    let mut table = output::table(["Decision", "When", "Who", "What", "Why", "Taken back"]);
    for ruling in rulings {
        table.add_row([
            ruling.id.0.to_string(),
            when::show(ruling.at.0),
            output::short(&ruling.who, 20),
            told(&ruling.what),
            output::short(ruling.note.as_deref().unwrap_or("-"), 60),
            ruling.undone.map_or_else(|| "-".into(), |at| when::show(at.0)),
        ]);
    }
    format!("{table}\n")
}
