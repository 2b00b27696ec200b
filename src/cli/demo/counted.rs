//! Counts, over every page and feed entry of the demo, the lines of furniture kept in a body and the copy that is lost.

use std::collections::{BTreeMap, BTreeSet};

use super::newsroom::{Newsroom, Print, STORIES};
use super::paper::Paper;
use crate::extract::{self, Context};
use crate::news::{Article, Trade};
use crate::normalise;
use crate::text::entities::decode;
use crate::text::space::tidy;

/// What outlets print around the copy of one print, as the stories are written.
#[derive(Default)]
struct Around {
    lines: Vec<String>,
    dateline: String,
}

/// By outlet, slug and round.
fn written(newsroom: &Newsroom) -> BTreeMap<(String, String, usize), Around> {
    let mut all = BTreeMap::new();
    for (name, text) in STORIES {
        let story: toml::Value = toml::from_str(text).expect("a story");
        for print in story["print"].as_array().expect("prints") {
            let words = |key: &str| print.get(key).and_then(toml::Value::as_str).map(str::to_owned);
            let outlet = words("outlet").expect("an outlet");
            let about = newsroom.outlets.iter().find(|known| known.id == outlet).expect("known");
            let mut lines: Vec<String> = [words("note"), words("credit")].into_iter().flatten().collect();
            if print.get("disclaimer").and_then(toml::Value::as_bool).unwrap_or(false) {
                lines.extend(about.disclaimer.clone());
            }
            let round = print["round"].as_integer().expect("a round") as usize;
            let around = Around { lines, dateline: words("dateline").unwrap_or_default() };
            all.insert((outlet, words("slug").unwrap_or_else(|| name.to_owned()), round), around);
        }
    }
    all
}

/// The texts that a page shows between its tags.
fn shown(page: &str) -> impl Iterator<Item = String> + '_ {
    let body = page.find("<body").map_or(page, |at| &page[at..]);
    body.split('<')
        .filter_map(|part| part.split_once('>'))
        .map(|(_, text)| tidy(&decode(text)))
        .filter(|t| !t.is_empty())
}

#[derive(Default)]
struct Count {
    bodies: usize,
    copy: usize,
    lines: usize,
    lost: Vec<String>,
    kept: Vec<String>,
}

impl Count {
    /// Compares an article with what was written; `furniture` are the lines that must not stand in its body.
    fn add(&mut self, place: &str, article: &Article, print: &Print, around: &Around, furniture: &BTreeSet<String>) {
        self.bodies += 1;
        let body = &article.body.paragraphs;
        // A message to editors is the desk's word to other desks, and nobody's copy.
        let is_copy = |paragraph: &&String| !around.lines.contains(paragraph) && !paragraph.starts_with("EDITORS:");
        for paragraph in print.paragraphs.iter().filter(is_copy) {
            let copy = tidy(paragraph.strip_prefix(&around.dateline).unwrap_or(paragraph));
            self.copy += 1;
            if !body.iter().any(|held| held.ends_with(&copy)) {
                self.lost.push(format!("{place}: {copy}"));
            }
        }
        for line in furniture {
            self.lines += 1;
            if body.iter().any(|held| held == line || (line.len() >= 24 && held.contains(line.as_str()))) {
                self.kept.push(format!("{place}: {line}"));
            }
        }
    }
}

#[test]
fn no_furniture_is_kept_and_no_copy_is_lost_on_the_demo() {
    let newsroom = Newsroom::read().expect("readable");
    let paper = Paper::open().expect("looks");
    let trade = Trade::builtin();
    let written = written(&newsroom);
    let mut count = Count::default();
    for print in newsroom.prints.iter().filter(|print| print.page.is_none()) {
        let outlet = &newsroom.outlets[print.outlet];
        let around = &written[&(outlet.id.clone(), print.slug.clone(), print.round)];
        let own: BTreeSet<String> =
            around.lines.iter().chain(&print.byline).chain([&print.headline]).map(|line| tidy(line)).collect();
        let place = format!("{}/{} in round {}", outlet.id, print.slug, print.round);
        let home = format!("https://{}", outlet.domain);
        let context = Context { zone: outlet.zone.as_deref(), ..Context::default() };

        let sheet = paper.page(&newsroom, print.outlet, print.round, &print.slug).expect("a look").expect("out");
        let article = normalise::normalise(&extract::page(sheet.body.as_bytes(), &context), &trade);
        let is_copy = |line: &String| print.paragraphs.iter().any(|paragraph| tidy(paragraph) == *line);
        let mut furniture: BTreeSet<String> = shown(&sheet.body).filter(|line| !is_copy(line)).collect();
        furniture.extend(own.iter().cloned());
        count.add(&format!("page of {place}"), &article, print, around, &furniture);

        if outlet.full {
            let sheet = paper.feed(&newsroom, print.outlet, print.round, &home).expect("a look");
            let feed = crate::parse::parse(sheet.body.as_bytes(), &crate::parse::Context::default());
            let item = feed.items.iter().find(|item| item.title.as_deref() == Some(&print.headline)).expect("an entry");
            let article = normalise::normalise(&extract::item(item), &trade);
            count.add(&format!("entry of {place}"), &article, print, around, &own);
        }
    }
    println!(
        "{} bodies: {} of {} paragraphs of copy lost, {} of {} lines of furniture kept",
        count.bodies,
        count.lost.len(),
        count.copy,
        count.kept.len(),
        count.lines
    );
    assert!(count.bodies >= 100 && count.copy >= 400, "{} bodies", count.bodies);
    assert!(count.lost.is_empty() && count.kept.is_empty(), "lost: {:#?}\nkept: {:#?}", count.lost, count.kept);
}
