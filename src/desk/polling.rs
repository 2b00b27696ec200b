//! Polling feeds and fetching pages: what comes is kept before anything is made of it.

use std::cell::LazyCell;
use std::collections::HashSet;

use super::gather::{gather, spread, take_turns};
use super::looking::is_other;
use super::outage::{Outage, Witness, home};
use super::paging::{self, PagesAnswer};
use super::summary::{FeedEnd, FeedLine, Progress, RoundSummary};
use super::wire::{Brought, Came, FeedAnswer, PageAnswer};
use super::{Desk, Wire};
use crate::config::{FeedEntry, Subscribed};
use crate::extract::{self, PageWanted};
use crate::news::{Delivery, Fault, FaultKind, Item, Seen};
use crate::parse;
use crate::store::{FeedRecord, Incoming, Keeping, PageTask, Poll, Rest, Store, StoreError};

/// A feed that is asked in this round.
struct Due<'a, M> {
    outlet: &'a Subscribed,
    entry: &'a FeedEntry,
    record: FeedRecord,
    memory: M,
}

/// Feeds that are due, and the addresses of those that answered the last time they were asked.
type Listed<'a, M> = (Vec<Due<'a, M>>, Vec<&'a str>);

/// What polling leaves to the end of the asking.
pub(super) struct Polled<'a, M> {
    due: Vec<Due<'a, M>>,
    /// Addresses of the feeds that answered the last time they were asked.
    sound: Vec<&'a str>,
    outage: Outage,
    /// Answers that wait for word of the network.
    held: Vec<(usize, FeedAnswer)>,
}

/// Why asking ended before its time.
enum Halt {
    /// The network is down: there is no use in asking anybody else.
    Down,
    Store(StoreError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<W: Wire> Desk<'_, W> {
    /// Asks every feed that is due, and keeps what it delivers together with its validators. Answers that may be owed to a network
    /// of our own that is down wait for [`Desk::judge`].
    pub(super) fn poll(
        &self,
        store: &mut Store,
        now: Seen,
        summary: &mut RoundSummary,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Polled<'_, W::Memory>, StoreError> {
        let (due, sound) = self.due(store, now, summary)?;
        let (mut outage, mut held) = (Outage::default(), Vec::new());
        let witness = |n: usize| match self.wire.answered(&due[n].memory) {
            true => Witness::Sound(home(&due[n].entry.feed.url)),
            false => Witness::Failing,
        };
        let asked = gather(
            &due,
            self.config.network.at_once,
            &self.stop,
            |n| {
                let Due { outlet, entry, memory, .. } = &due[n];
                self.wire.feed(outlet, entry, memory, now)
            },
            |answers| {
                let sure = outage.sift(answers, &mut held, |(_, answer)| answer.reach(), |(n, _)| witness(*n));
                self.enter(store, &due, sure, now, summary, progress)?;
                if outage.is_plain() { Err(Halt::Down) } else { Ok(()) }
            },
        );
        match asked {
            Err(Halt::Store(error)) => Err(error),
            Ok(()) | Err(Halt::Down) => Ok(Polled { due, sound, outage, held }),
        }
    }

    /// After all were asked: what was held back is kept, or, when the network is down, held against nobody.
    pub(super) fn judge(
        &self,
        store: &mut Store,
        polled: Polled<'_, W::Memory>,
        pages: Vec<(PageTask, PagesAnswer)>,
        now: Seen,
        summary: &mut RoundSummary,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), StoreError> {
        let Polled { due, outage, held, .. } = polled;
        if !outage.is_down() {
            self.enter(store, &due, held, now, summary, progress)?;
            for (task, answer) in pages {
                keep_pages(store, &task, answer, now, summary)?;
            }
            return Ok(());
        }
        let words = |fault: Option<Fault>| fault.map(|fault| fault.words);
        summary.network_down = held.iter().find_map(|(_, answer)| words(answer.fault())).or_else(|| {
            pages.iter().find_map(|(_, answer)| match answer {
                PagesAnswer::Without(PageAnswer::Missed(fault, ..)) => Some(fault.words.clone()),
                _ => None,
            })
        });
        // Nobody else was asked once it was plain, unless a person ended the round.
        summary.unreached = if self.stop.asked() { held.len() } else { due.len() - summary.polled };
        Ok(())
    }

    /// The feeds that are due, in the order of asking, and the addresses of all that answered the last time they were asked.
    fn due(&self, store: &Store, now: Seen, summary: &mut RoundSummary) -> Result<Listed<'_, W::Memory>, StoreError> {
        let records = store.feeds()?;
        summary.feeds = records.len();
        let (mut all, mut sound) = (Vec::new(), Vec::new());
        // Both lists are in the order of the configuration, and `subscribe` made them agree.
        for ((outlet, entry), mut record) in self.config.feeds().zip(records) {
            let memory = self.wire.recollect(record.poll.take().as_deref());
            if self.wire.answered(&memory) {
                sound.push(entry.feed.url.as_str());
            }
            if self.wire.due(outlet, &memory, now) {
                all.push(Due { outlet, entry, record, memory });
            }
        }
        Ok((take_turns(all, |due: &Due<'_, _>| host(&due.entry.feed.url)), sound))
    }

    /// Keeps some answers and tells of them.
    fn enter(
        &self,
        store: &mut Store,
        due: &[Due<'_, W::Memory>],
        answers: Vec<(usize, FeedAnswer)>,
        now: Seen,
        summary: &mut RoundSummary,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), StoreError> {
        for line in self.keep_all(store, due, answers, now)? {
            count(&line, summary);
            progress(Progress::Feed(&line, summary.polled, due.len()));
        }
        Ok(())
    }

    /// Keeps some answers: all of them or none.
    fn keep_all(
        &self,
        store: &mut Store,
        due: &[Due<'_, W::Memory>],
        answers: Vec<(usize, FeedAnswer)>,
        now: Seen,
    ) -> Result<Vec<FeedLine>, StoreError> {
        if answers.is_empty() {
            return Ok(Vec::new());
        }
        // Most carry nothing to be read.
        let bodies: Vec<&(usize, FeedAnswer)> =
            answers.iter().filter(|(_, answer)| matches!(answer.came, Came::Bytes(_))).collect();
        let mut read = spread(&bodies, |(n, answer)| self.parse(&due[*n], answer)).into_iter();
        let keeping = store.keeping()?;
        let mut lines = Vec::with_capacity(answers.len());
        for (n, answer) in &answers {
            let delivery = if matches!(answer.came, Came::Bytes(_)) { read.next().flatten() } else { None };
            lines.push(self.keep(&keeping, &due[*n], answer, delivery, now)?);
        }
        keeping.commit()?;
        Ok(lines)
    }

    /// What the bytes of an answer hold; `None` when none came.
    fn parse(&self, due: &Due<'_, W::Memory>, answer: &FeedAnswer) -> Option<Delivery> {
        let Came::Bytes(body) = &answer.came else { return None };
        let context = parse::Context {
            url: Some(&answer.facts.url),
            content_type: answer.facts.content_type.as_deref(),
            zone: due.outlet.outlet.zone.as_deref(),
            max_bytes: self.config.polling.max_bytes,
            max_items: self.config.polling.max_items,
        };
        Some(parse::parse(body, &context))
    }

    fn keep(
        &self,
        store: &Keeping<'_>,
        due: &Due<'_, W::Memory>,
        answer: &FeedAnswer,
        delivery: Option<Delivery>,
        now: Seen,
    ) -> Result<FeedLine, StoreError> {
        let feed = due.record.id;
        let schedule =
            |brought: Brought<'_>| self.wire.schedule(due.outlet, due.entry, &due.memory, answer, &brought, now);
        let line = |ended, faults: &[Fault]| FeedLine {
            outlet: due.outlet.outlet.name.clone(),
            url: due.entry.feed.url.clone(),
            ended,
            faults: faults.to_vec(),
        };
        if let Some(delivery) = delivery {
            // A feed that seems to carry whole articles is compared with the pages of two of them.
            let mut to_measure = 2i32;
            let mut page = |item: &Item| match self.page_wanted(due, item, now) {
                PageWanted::Yes => true,
                PageWanted::No => false,
                PageWanted::ToMeasure => {
                    to_measure -= 1;
                    to_measure >= 0
                }
            };
            let items: Vec<Incoming<'_>> = delivery
                .items
                .iter()
                .map(|item| Incoming { item, link: item.url.as_deref(), page: page(item) })
                .collect();
            if let Some(fault) = delivery.faults.iter().find(|fault| items.is_empty() && is_other(fault.kind)) {
                store.note_poll(feed, &schedule(Brought::NoFeed(fault)), None, &delivery.faults)?;
                return Ok(line(FeedEnd::Failed, &delivery.faults));
            }
            let poll = Poll { feed, items: &items, faults: &delivery.faults, seen: now };
            let state = |delivered| schedule(Brought::Items { pace: &delivery.pace, delivered });
            let came = store.deliver(&poll, state)?;
            return Ok(line(FeedEnd::Read(came.new, came.changed, came.known), &delivery.faults));
        }
        let poll = schedule(Brought::Nothing);
        match answer.fault() {
            Some(fault) => {
                let faults = [fault];
                store.note_poll(feed, &poll, None, &faults)?;
                Ok(line(FeedEnd::Failed, &faults))
            }
            None => {
                store.note_poll(feed, &poll, Some(now), &[])?;
                Ok(line(FeedEnd::Unchanged, &[]))
            }
        }
    }

    /// Whether an item's page should be fetched: its feed carries only a summary, and it is not an old story.
    fn page_wanted(&self, due: &Due<'_, W::Memory>, item: &Item, now: Seen) -> PageWanted {
        let pages = &self.config.pages;
        let old = item.published.as_ref().is_some_and(|stamp| stamp.at < now.0 - pages.oldest.as_secs() as i64);
        if !pages.fetch || !due.outlet.pages || item.url.is_none() || old {
            return PageWanted::No;
        }
        extract::page_wanted(item, due.record.carries)
    }

    /// Fetches the pages that items need, and those of recent clusters again once they are old enough to have changed. Gives back
    /// what may be owed to a network of our own that is down.
    pub(super) fn fetch_pages(
        &self,
        store: &mut Store,
        now: Seen,
        polled: &mut Polled<'_, W::Memory>,
        summary: &mut RoundSummary,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Vec<(PageTask, PagesAnswer)>, StoreError> {
        let Polled { sound, outage, .. } = polled;
        if !self.config.pages.fetch || self.stop.asked() || outage.is_plain() {
            return Ok(Vec::new());
        }
        let ages: Vec<i64> = self.config.pages.refetch.iter().map(|age| age.as_secs() as i64).collect();
        store.ask_again(&ages, now)?;
        let wanted = store.pages_wanted(now, self.config.pages.max_a_run)?;
        let tasks: Vec<(&Subscribed, PageTask)> =
            wanted.into_iter().filter_map(|task| Some((self.config.outlet(&task.outlet)?, task))).collect();
        if tasks.is_empty() {
            return Ok(Vec::new());
        }
        let tasks = take_turns(tasks, |(_, task)| host(&task.url));
        self.wire.recall(store.robots()?, now);
        let (mut asked, mut held) = (0, Vec::new());
        let sound = LazyCell::new(|| sound.iter().map(|url| home(url)).collect::<HashSet<_>>());
        let witness = |n: usize| {
            let home = home(&tasks[n].1.url);
            if sound.contains(&home) { Witness::Sound(home) } else { Witness::Unknown(home) }
        };
        let (wire, most) = (self.wire, self.config.pages.max_bytes);
        let ended = gather(
            &tasks,
            self.config.network.at_once,
            &self.stop,
            |n| paging::ask(wire, most, tasks[n].0, &tasks[n].1, now),
            |answers| {
                for (n, answer) in outage.sift(answers, &mut held, |(_, answer)| answer.reach(), |(n, _)| witness(*n)) {
                    keep_pages(store, &tasks[n].1, answer, now, summary)?;
                    asked += 1;
                    progress(Progress::Pages(asked, tasks.len()));
                }
                if outage.is_plain() { Err(Halt::Down) } else { Ok(()) }
            },
        );
        if let Err(Halt::Store(error)) = ended {
            return Err(error);
        }
        store.keep_robots(&self.wire.learned(), Seen(now.0 - ROBOTS_KEPT))?;
        Ok(held.into_iter().map(|(n, answer)| (tasks[n].1.clone(), answer)).collect())
    }
}

fn keep_pages(
    store: &mut Store,
    task: &PageTask,
    answer: PagesAnswer,
    now: Seen,
    summary: &mut RoundSummary,
) -> Result<(), StoreError> {
    match answer {
        PagesAnswer::Pages(pages, rest) => {
            store.keep_pages(task, &pages, rest.as_ref(), now)?;
            summary.pages += pages.len() - task.begun.len();
            match rest {
                Some(Rest { fault: Some(fault), .. }) if fault.kind != FaultKind::Limit => summary.pages_failed += 1,
                Some(Rest { fault: None, .. }) => summary.pages_later += 1,
                _ => {}
            }
        }
        PagesAnswer::Without(answer) => miss_page(store, task, answer, now, summary)?,
    }
    Ok(())
}

fn miss_page(
    store: &mut Store,
    task: &PageTask,
    answer: PageAnswer,
    now: Seen,
    summary: &mut RoundSummary,
) -> Result<(), StoreError> {
    match answer {
        PageAnswer::Missed(fault, again, _) => {
            store.miss_page(task, &fault, again, false, now)?;
            summary.pages_failed += 1;
        }
        PageAnswer::Gone(fault) => {
            store.miss_page(task, &fault, None, true, now)?;
            summary.pages_gone += 1;
            summary.pages_failed += 1;
        }
        PageAnswer::Later => summary.pages_later += 1,
        // Nothing is missed then.
        PageAnswer::Page(_) => {}
    }
    Ok(())
}

/// How long what hosts said of robots is kept, in seconds: longer than it holds, for hosts that fall silent.
const ROBOTS_KEPT: i64 = 30 * 24 * 3600;

/// Host and port of an address as they are written: enough to take turns by.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    place.rsplit('@').next().unwrap_or_default().to_ascii_lowercase()
}

fn count(line: &FeedLine, summary: &mut RoundSummary) {
    summary.polled += 1;
    match line.ended {
        FeedEnd::Read(new, changed, _) => {
            summary.new += new;
            summary.changed += changed;
        }
        FeedEnd::Unchanged => summary.unchanged += 1,
        FeedEnd::Failed => summary.failed += 1,
    }
}
