//! Polling feeds and fetching pages: what comes is kept before anything is made of it.

use super::gather::{gather, spread, take_turns};
use super::looking::is_other;
use super::summary::{FeedEnd, FeedLine, Progress, RoundSummary};
use super::wire::{Brought, Came, FeedAnswer, PageAnswer};
use super::{Desk, Wire};
use crate::config::{FeedEntry, Subscribed};
use crate::extract::{self, PageWanted};
use crate::news::{Delivery, Fault, Item, Seen};
use crate::parse;
use crate::store::{FeedRecord, Incoming, Keeping, PageTask, Store, StoreError};
use url::Url;

/// A feed that is asked in this round.
struct Due<'a> {
    outlet: &'a Subscribed,
    entry: &'a FeedEntry,
    record: FeedRecord,
}

impl<W: Wire> Desk<'_, W> {
    /// Asks every feed that is due, and keeps what it delivers together with its validators.
    pub(super) fn poll(
        &self,
        store: &mut Store,
        now: Seen,
        summary: &mut RoundSummary,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), StoreError> {
        let due = self.due(store, now, summary)?;
        let mut answered = 0;
        gather(
            &due,
            self.config.network.at_once,
            &self.stop,
            |n| {
                let Due { outlet, entry, record } = &due[n];
                self.wire.feed(outlet, entry, record.poll.as_deref(), now)
            },
            |answers| {
                let read = spread(&answers, |(n, answer)| self.parse(&due[*n], answer));
                let keeping = store.keeping()?;
                let mut lines = Vec::with_capacity(answers.len());
                for ((n, answer), delivery) in answers.into_iter().zip(read) {
                    lines.push(self.keep(&keeping, &due[n], &answer, delivery, now)?);
                }
                keeping.commit()?;
                for line in lines {
                    answered += 1;
                    count(&line, summary);
                    progress(Progress::Feed(&line, answered, due.len()));
                }
                Ok(())
            },
        )
    }

    fn due(&self, store: &Store, now: Seen, summary: &mut RoundSummary) -> Result<Vec<Due<'_>>, StoreError> {
        let records = store.feeds()?;
        summary.feeds = records.len();
        // Both lists are in the order of the configuration, and `subscribe` made them agree.
        let due = self.config.feeds().zip(records).map(|((outlet, entry), record)| Due { outlet, entry, record });
        let due = due.filter(|due| self.wire.due(due.outlet, due.record.poll.as_deref(), now)).collect();
        Ok(take_turns(due, |due: &Due<'_>| host(&due.entry.feed.url)))
    }

    /// What the bytes of an answer hold; `None` when none came.
    fn parse(&self, due: &Due<'_>, answer: &FeedAnswer) -> Option<Delivery> {
        let Came::Bytes { body, content_type, url } = &answer.came else { return None };
        let context = parse::Context {
            url: Some(url),
            content_type: content_type.as_deref(),
            zone: due.outlet.outlet.zone.as_deref(),
            max_bytes: self.config.polling.max_bytes,
            max_items: self.config.polling.max_items,
        };
        Some(parse::parse(body, &context))
    }

    fn keep(
        &self,
        store: &Keeping<'_>,
        due: &Due<'_>,
        answer: &FeedAnswer,
        delivery: Option<Delivery>,
        now: Seen,
    ) -> Result<FeedLine, StoreError> {
        let feed = due.record.id;
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
            let schedule = |brought: Brought<'_>| self.wire.schedule(due.outlet, answer, &brought, now);
            if let Some(fault) = delivery.faults.iter().find(|fault| items.is_empty() && is_other(fault.kind)) {
                store.note_poll(feed, &schedule(Brought::NoFeed(fault)), None, &delivery.faults)?;
                return Ok(line(FeedEnd::Failed, &delivery.faults));
            }
            let poll = |delivered| schedule(Brought::Items { pace: &delivery.pace, delivered });
            let came = store.deliver(feed, poll, &items, &delivery.faults, now)?;
            return Ok(line(FeedEnd::Read(came.new, came.changed, came.known), &delivery.faults));
        }
        match &answer.came {
            Came::Nothing(fault) => {
                let faults = [fault.clone()];
                store.note_poll(feed, &answer.state, None, &faults)?;
                Ok(line(FeedEnd::Failed, &faults))
            }
            _ => {
                store.note_poll(feed, &answer.state, Some(now), &[])?;
                Ok(line(FeedEnd::Unchanged, &[]))
            }
        }
    }

    /// Whether an item's page should be fetched: its feed carries only a summary, and it is not an old story.
    fn page_wanted(&self, due: &Due<'_>, item: &Item, now: Seen) -> PageWanted {
        let pages = &self.config.pages;
        let old = item.published.as_ref().is_some_and(|stamp| stamp.at < now.0 - pages.oldest.as_secs() as i64);
        if !pages.fetch || !due.outlet.pages || item.url.is_none() || old {
            return PageWanted::No;
        }
        extract::page_wanted(item, due.record.carries)
    }

    /// Fetches the pages that items need, and those of recent clusters again once they are old enough to have changed.
    pub(super) fn fetch_pages(
        &self,
        store: &mut Store,
        now: Seen,
        summary: &mut RoundSummary,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), StoreError> {
        if !self.config.pages.fetch || self.stop.asked() {
            return Ok(());
        }
        let ages: Vec<i64> = self.config.pages.refetch.iter().map(|age| age.as_secs() as i64).collect();
        store.ask_again(&ages, now)?;
        let wanted = store.pages_wanted(now, self.config.pages.max_a_run)?;
        let tasks: Vec<(&Subscribed, PageTask)> =
            wanted.into_iter().filter_map(|task| Some((self.config.outlet(&task.outlet)?, task))).collect();
        if tasks.is_empty() {
            return Ok(());
        }
        let tasks = take_turns(tasks, |(_, task)| host(&task.url));
        self.wire.recall(store.robots()?);
        let mut asked = 0;
        gather(
            &tasks,
            self.config.network.at_once,
            &self.stop,
            |n| self.wire.page(tasks[n].0, &tasks[n].1, now),
            |answers| {
                for (n, answer) in answers {
                    let task = &tasks[n].1;
                    match answer {
                        PageAnswer::Page(page) => {
                            store.keep_page(task, &page, now)?;
                            summary.pages += 1;
                        }
                        PageAnswer::Missed(fault, again) => {
                            store.miss_page(task, &fault, again, false, now)?;
                            summary.pages_failed += 1;
                        }
                        PageAnswer::Gone(fault) => {
                            store.miss_page(task, &fault, None, true, now)?;
                            summary.pages_failed += 1;
                        }
                    }
                    asked += 1;
                    progress(Progress::Pages(asked, tasks.len()));
                }
                Ok::<(), StoreError>(())
            },
        )?;
        store.keep_robots(&self.wire.learned(), Seen(now.0 - ROBOTS_KEPT))
    }
}

/// How long what hosts said of robots is kept, in seconds: longer than it holds, for hosts that fall silent.
const ROBOTS_KEPT: i64 = 30 * 24 * 3600;

/// The host of an address; addresses without one share a turn.
fn host(url: &str) -> String {
    Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
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
