//! What one outlet made of the copy of another: cuts, additions, edits, and the facts among them apart from wording.
//!
//! Sentences are paired first, wherever they stand (`pairing`). Inside a pair the words are aligned, and the facts
//! that a change touches are told. A sentence with no partner was cut or added, and its facts with it: that is no changed
//! fact.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use super::facts::{self, Fact};
use super::pairing::{Group, PARTNER, Sentence, hashes, paired, sentences_of};
use crate::news::{Article, Changes, Edit, FactKind, FactLine, Overlap};
use crate::text::sides::sides;
use crate::text::words;

/// Longest piece of text told, in characters, and most pieces of a kind.
const TOLD: (usize, usize) = (600, 60);
/// Words of an edit up to which its facts are taken for each other, whatever stands elsewhere.
const SMALL: usize = 4;

/// A text that is compared with others: what it holds by itself is worked out once.
#[derive(Debug)]
pub struct Compared {
    article: Article,
    /// As another language reads it, and as German does.
    known: [OnceCell<Known>; 2],
}

impl Compared {
    /// The text of an article.
    pub fn new(article: Article) -> Self {
        Self { article, known: Default::default() }
    }

    /// The article.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// What an outlet made of the origin's text.
    pub fn changes(&self, origins: &Self) -> Changes {
        // Aligned in an order of its own, so that the answer is the same from both sides.
        let flipped = self.article.body.paragraphs > origins.article.body.paragraphs;
        let (a, b) = if flipped { (origins, self) } else { (self, origins) };
        let mut found = Comparison::new(a, b).changes();
        if flipped {
            flip(&mut found);
        }
        found.headline = headline(&self.article, &origins.article);
        found.facts.sort_by(|a, b| (a.kind, &a.origins, &a.theirs).cmp(&(b.kind, &b.origins, &b.theirs)));
        found.facts.dedup();
        found
    }

    fn is_german(&self) -> bool {
        self.article.language.as_deref().is_some_and(|language| language.starts_with("de"))
    }

    fn known(&self, german: bool) -> &Known {
        self.known[usize::from(german)].get_or_init(|| Known::of(&self.article, german))
    }
}

fn flip(changes: &mut Changes) {
    std::mem::swap(&mut changes.cut, &mut changes.added);
    std::mem::swap(&mut changes.words.theirs, &mut changes.words.origins);
    changes.edits.iter_mut().for_each(|edit| std::mem::swap(&mut edit.theirs, &mut edit.origins));
    changes.facts.iter_mut().for_each(|fact| std::mem::swap(&mut fact.theirs, &mut fact.origins));
    std::mem::swap(&mut changes.added_below, &mut changes.cut_below);
}

/// The headlines, where their words are not the same.
fn headline(theirs: &Article, origins: &Article) -> Option<Edit> {
    let (a, b) = (theirs.headline.as_deref()?, origins.headline.as_deref()?);
    (hashes(a) != hashes(b)).then(|| Edit { theirs: a.to_owned(), origins: b.to_owned() })
}

struct Comparison<'a> {
    a: &'a Article,
    b: &'a Article,
    left: Vec<Sentence<'a>>,
    right: Vec<Sentence<'a>>,
    /// Values of all facts of each side, and all its words.
    known: [&'a Known; 2],
    german: bool,
}

#[derive(Debug)]
struct Known {
    values: HashSet<(FactKind, String)>,
    words: HashSet<String>,
}

impl Known {
    fn of(article: &Article, german: bool) -> Self {
        let text = article.body.text();
        Self {
            values: facts::facts(&text, german).into_iter().map(|fact| (fact.kind, fact.value)).collect(),
            words: words::words(&text)
                .iter()
                .map(|word| words::fold(&text[word.start as usize..word.end as usize]))
                .collect(),
        }
    }

    fn holds(&self, fact: &Fact) -> bool {
        self.values.contains(&(fact.kind, fact.value.clone()))
            || fact.kind == FactKind::Name && fact.value.split(' ').all(|word| self.words.contains(word))
    }

    /// The same, and for a name also a part of it: "Brannick" for "Commander Edda Brannick".
    fn speaks_of(&self, fact: &Fact) -> bool {
        self.holds(fact) || fact.kind == FactKind::Name && fact.value.split(' ').any(|word| self.words.contains(word))
    }
}

impl<'a> Comparison<'a> {
    fn new(a: &'a Compared, b: &'a Compared) -> Self {
        let german = a.is_german() || b.is_german();
        let known = [a.known(german), b.known(german)];
        let (a, b) = (&a.article, &b.article);
        Self { a, b, left: sentences_of(a), right: sentences_of(b), known, german }
    }

    /// What stands on the left in the place of what stands on the right.
    fn changes(&self) -> Changes {
        let groups = paired(&self.left, &self.right);
        let mut changes = Changes::default();
        let count = |side: &[Sentence<'_>]| side.iter().map(|sentence| sentence.words.len() as u32).sum();
        changes.words = Overlap { kept: 0, theirs: count(&self.left), origins: count(&self.right) };
        let mut partnered = [HashSet::new(), HashSet::new()];
        for group in &groups {
            partnered[0].extend(group.left.iter().copied());
            partnered[1].extend(group.right.iter().copied());
            self.compare(group, &mut changes);
        }
        (changes.added, changes.added_below) = alone(&self.left, &partnered[0]);
        (changes.cut, changes.cut_below) = alone(&self.right, &partnered[1]);
        self.quotations(&mut changes);
        for list in [&mut changes.added, &mut changes.cut] {
            list.truncate(TOLD.1);
            list.iter_mut().for_each(shorten);
        }
        changes.edits.truncate(TOLD.1);
        changes.facts.truncate(TOLD.1);
        changes
    }

    /// The words and facts of one group.
    fn compare(&self, group: &Group, changes: &mut Changes) {
        let (left, right) = (Passage::of(&self.left, &group.left), Passage::of(&self.right, &group.right));
        if hashes(&left.text) == hashes(&right.text) {
            changes.words.kept += hashes(&left.text).len() as u32;
            return;
        }
        let found = [facts::facts(&left.text, self.german), facts::facts(&right.text, self.german)];
        let (mut at, mut other) = (0, 0);
        for stretch in sides(&left.text, &right.text) {
            let (l, r) = (at..at + stretch.left.len(), other..other + stretch.right.len());
            (at, other) = (l.end, r.end);
            if stretch.equal || hashes(&stretch.left) == hashes(&stretch.right) {
                changes.words.kept += stretch.words.0.min(stretch.words.1) as u32;
                continue;
            }
            let small = stretch.words.0.max(stretch.words.1) <= SMALL;
            self.facts([&left, &right], [&l, &r], &found, small, &mut changes.facts);
            let mut edit = Edit { theirs: stretch.left.trim().to_owned(), origins: stretch.right.trim().to_owned() };
            shorten(&mut edit.theirs);
            shorten(&mut edit.origins);
            changes.edits.push(edit);
        }
    }

    /// The facts that one change touches. What is quoted is left to the quotations.
    fn facts(
        &self,
        passages: [&Passage; 2],
        changed: [&Range<usize>; 2],
        found: &[Vec<Fact>; 2],
        small: bool,
        lines: &mut Vec<FactLine>,
    ) {
        let touched = |side: usize, kind: FactKind| -> Vec<&Fact> {
            found[side]
                .iter()
                .filter(|fact| fact.kind == kind && overlap(&fact.range, changed[side]))
                .filter(|fact| !passages[side].quoted.iter().any(|quoted| overlap(quoted, &fact.range)))
                .collect()
        };
        let words = |side: usize, fact: &Fact| passages[side].text[fact.range.clone()].trim().to_owned();
        let mut named = false;
        for kind in [FactKind::Number, FactKind::Date, FactKind::Name, FactKind::Attribution] {
            let (mut left, mut right) = (touched(0, kind), touched(1, kind));
            left.retain(|fact| match right.iter().position(|other| other.value == fact.value) {
                Some(same) => {
                    right.remove(same);
                    false
                }
                None => true,
            });
            if kind == FactKind::Attribution {
                self.attributions([&left, &right], found, named, &words, lines);
                continue;
            }
            let pairs = left.len().min(right.len());
            for (theirs, origins) in left.iter().zip(&right) {
                let moved = !small && self.known[1].holds(theirs) && self.known[0].holds(origins);
                if moved || kind == FactKind::Name && facts::within(&theirs.value, &origins.value) {
                    continue;
                }
                named |= kind == FactKind::Name;
                lines.push(line(kind, Some(words(0, theirs)), Some(words(1, origins))));
            }
            let weekday = |fact: &Fact| kind == FactKind::Date && fact.value.starts_with("day ");
            let lone = |fact: &Fact, other: usize| !weekday(fact) && !self.known[other].speaks_of(fact);
            lines.extend(
                left[pairs..].iter().filter(|fact| lone(fact, 1)).map(|fact| line(kind, Some(words(0, fact)), None)),
            );
            lines.extend(
                right[pairs..].iter().filter(|fact| lone(fact, 0)).map(|fact| line(kind, None, Some(words(1, fact)))),
            );
        }
    }

    /// Who is named for the statement: dropped, put in, or somebody else.
    fn attributions(
        &self,
        sides: [&[&Fact]; 2],
        found: &[Vec<Fact>; 2],
        named: bool,
        words: &dyn Fn(usize, &Fact) -> String,
        lines: &mut Vec<FactLine>,
    ) {
        let kind = FactKind::Attribution;
        let has = |side: usize| found[side].iter().any(|fact| fact.kind == kind);
        match sides {
            [[theirs, ..], [origins, ..]] => {
                let pronoun = facts::is_pronoun(&theirs.value) || facts::is_pronoun(&origins.value);
                // Another name for the speaker was told as a name already.
                if !named && !pronoun && !facts::within(&theirs.value, &origins.value) {
                    lines.push(line(kind, Some(words(0, theirs)), Some(words(1, origins))));
                }
            }
            [[theirs, ..], []] if !has(1) => lines.push(line(kind, Some(words(0, theirs)), None)),
            [[], [origins, ..]] if !has(0) => lines.push(line(kind, None, Some(words(1, origins)))),
            _ => {}
        }
    }

    /// Quotations whose words are not the same, nor a part of the other's.
    fn quotations(&self, changes: &mut Changes) {
        let (left, right) = (quotes(self.a), quotes(self.b));
        let all =
            |quotes: &[(String, Vec<u32>)]| quotes.iter().flat_map(|(_, words)| words.clone()).collect::<Vec<_>>();
        let (all_left, all_right) = (all(&left), all(&right));
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let own = |quotes: &[(String, Vec<u32>)], others: &[u32]| -> Vec<usize> {
            (0..quotes.len()).filter(|at| !holds(others, &quotes[*at].1)).collect()
        };
        let (own_left, own_right) = (own(&left, &all_right), own(&right, &all_left));
        for at in &own_left {
            pairs.extend(like(&left[*at].1, &right).map(|other| (*at, other)));
        }
        for at in &own_right {
            pairs.extend(like(&right[*at].1, &left).map(|other| (other, *at)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (at, other) in pairs {
            let (a, b) = (&left[at], &right[other]);
            if holds(&a.1, &b.1) || holds(&b.1, &a.1) {
                continue;
            }
            let told = |words: &String| {
                let mut words = words.clone();
                shorten(&mut words);
                Some(words)
            };
            changes.facts.push(line(FactKind::Quotation, told(&a.0), told(&b.0)));
        }
    }
}

fn line(kind: FactKind, theirs: Option<String>, origins: Option<String>) -> FactLine {
    FactLine { kind, theirs, origins }
}

/// The sentences of a group as one text.
struct Passage {
    text: String,
    quoted: Vec<Range<usize>>,
}

impl Passage {
    fn of(sentences: &[Sentence<'_>], places: &[usize]) -> Self {
        let mut passage = Self { text: String::new(), quoted: Vec::new() };
        for at in places {
            if !passage.text.is_empty() {
                passage.text.push(' ');
            }
            let from = passage.text.len();
            let sentence = &sentences[*at];
            passage.quoted.extend(sentence.quoted.iter().map(|quoted| from + quoted.start..from + quoted.end));
            passage.text.push_str(sentence.text);
        }
        passage
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Passages of sentences without a partner, and the words of those below everything that has one.
fn alone(sentences: &[Sentence<'_>], paired: &HashSet<usize>) -> (Vec<String>, u32) {
    let mut passages: Vec<String> = Vec::new();
    let mut last = None;
    for (at, sentence) in sentences.iter().enumerate().filter(|(at, _)| !paired.contains(at)) {
        match (passages.last_mut(), last) {
            (Some(passage), Some(before)) if before + 1 == at => {
                passage.push(' ');
                passage.push_str(sentence.text);
            }
            _ => passages.push(sentence.text.to_owned()),
        }
        last = Some(at);
    }
    let end = paired.iter().max().map_or(0, |at| at + 1);
    let below = sentences[end.min(sentences.len())..].iter().map(|sentence| sentence.words.len() as u32).sum();
    (passages, below)
}

/// Quotations as printed, with their words.
fn quotes(article: &Article) -> Vec<(String, Vec<u32>)> {
    let found = article.body.quotations.iter().filter_map(|quotation| {
        let words = article.body.paragraphs.get(quotation.paragraph)?.get(quotation.bytes.clone())?;
        Some((words.to_owned(), hashes(words)))
    });
    found.filter(|(_, words)| words.len() > 2).collect()
}

/// Whether `part` stands in `whole` in one piece.
fn holds(whole: &[u32], part: &[u32]) -> bool {
    part.is_empty() || whole.windows(part.len()).any(|window| window == part)
}

/// The quotation most like this one, if it shares enough of its word pairs.
fn like(words: &[u32], others: &[(String, Vec<u32>)]) -> Option<usize> {
    let pairs: HashSet<&[u32]> = words.windows(2).collect();
    others
        .iter()
        .enumerate()
        .filter_map(|(at, (_, other))| {
            let theirs: HashSet<&[u32]> = other.windows(2).collect();
            let shared = pairs.intersection(&theirs).count();
            let smaller = pairs.len().min(theirs.len()).max(1);
            (shared >= 2 && shared as f32 >= PARTNER * smaller as f32).then_some((at, shared))
        })
        .max_by_key(|(at, shared)| (*shared, std::cmp::Reverse(*at)))
        .map(|(at, _)| at)
}

fn shorten(words: &mut String) {
    if let Some((end, _)) = words.char_indices().nth(TOLD.0) {
        words.truncate(end);
        words.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(theirs: &Article, origins: &Article) -> Changes {
        Compared::new(theirs.clone()).changes(&Compared::new(origins.clone()))
    }
    use crate::news::{Body, Quotation};

    /// An article of these paragraphs; stretches between straight marks are quotations.
    pub fn article(paragraphs: &[&str]) -> Article {
        let mut quotations = Vec::new();
        for (paragraph, text) in paragraphs.iter().enumerate() {
            let marks: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
            quotations.extend(marks.as_chunks::<2>().0.iter().map(|[a, b]| Quotation { paragraph, bytes: *a..b + 1 }));
        }
        let paragraphs = paragraphs.iter().map(|text| (*text).to_owned()).collect();
        Article { body: Body { paragraphs, quotations }, ..Article::default() }
    }

    const ORIGIN: &[&str] = &[
        "A car ferry with 212 people on board ran aground off the Skerry Light on Monday, and 41 passengers were taken to hospital, the coastguard said.",
        "\"The sea was flat, which was our luck,\" said Coastguard Commander Edda Brannick. Lifeboats took off the passengers in groups of twenty.",
        "The ferry was built in 1987 and carries nine lorries.",
    ];

    /// The facts that differ when each `(words, put in their place)` is done to the text above.
    #[track_caller]
    fn check(swaps: &[(&str, &str)], expected: &[(FactKind, &str, &str)]) {
        let theirs: Vec<String> = ORIGIN
            .iter()
            .map(|text| swaps.iter().fold((*text).to_owned(), |text, (from, to)| text.replace(from, to)))
            .collect();
        let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
        let found = changes(&article(&theirs), &article(ORIGIN)).facts;
        let side = |words: &Option<String>| words.clone().unwrap_or_default();
        let found: Vec<(FactKind, String, String)> =
            found.iter().map(|line| (line.kind, side(&line.theirs), side(&line.origins))).collect();
        let found: Vec<(FactKind, &str, &str)> =
            found.iter().map(|(kind, a, b)| (*kind, a.as_str(), b.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn facts_are_told_apart_from_wording() {
        use FactKind::{Attribution, Date, Name, Number, Quotation};
        check(&[], &[]);
        check(&[("41", "14")], &[(Number, "14", "41")]);
        check(&[("41 passengers", "fourteen passengers")], &[(Number, "fourteen", "41")]);
        check(&[("nine lorries", "9 trucks")], &[]);
        check(&[("Edda", "Ida")], &[(Name, "Coastguard Commander Ida Brannick", "Coastguard Commander Edda Brannick")]);
        check(&[("Coastguard Commander Edda Brannick", "Brannick")], &[]);
        check(&[("on Monday", "on Tuesday")], &[(Date, "Tuesday", "Monday")]);
        check(&[(" on Monday", "")], &[]);
        check(&[("in 1987", "in 1978")], &[(Date, "1978", "1987")]);
        check(&[(", the coastguard said", "")], &[(Attribution, "", "the coastguard said")]);
        check(&[("the coastguard said", "officials said")], &[(Attribution, "officials said", "the coastguard said")]);
        check(
            &[("was our luck", "was sheer luck")],
            &[(Quotation, "\"The sea was flat, which was sheer luck,\"", "\"The sea was flat, which was our luck,\"")],
        );
        check(&[("taken to hospital", "brought to a clinic")], &[]);
    }

    #[test]
    fn a_sentence_that_was_cut_or_added_changes_no_fact() {
        let cut = article(&ORIGIN[..2]);
        let found = changes(&cut, &article(ORIGIN));
        assert_eq!((found.facts, found.added, found.edits), (vec![], vec![], vec![]));
        assert_eq!(found.cut, [ORIGIN[2]]);
        assert_eq!(found.cut_below, 10);
        let led = article(&[&["Eleven pupils of Karsund lost a trumpet in the fog of 2021."], ORIGIN].concat());
        let found = changes(&led, &article(ORIGIN));
        assert!(found.facts.is_empty() && found.cut.is_empty() && found.edits.is_empty());
        assert_eq!((found.added.len(), found.added_below), (1, 0));
    }

    #[test]
    fn moved_split_and_rebroken_text_is_the_same_text() {
        let moved = article(&[ORIGIN[2], ORIGIN[0], ORIGIN[1]]);
        assert!(changes(&moved, &article(ORIGIN)).same_words());
        let joined = ORIGIN.join(" ");
        assert!(changes(&article(&[&joined]), &article(ORIGIN)).same_words());
        let split = ORIGIN[0].replace(", and 41 passengers", ". Some 41 passengers");
        let found = changes(&article(&[&split, ORIGIN[1], ORIGIN[2]]), &article(ORIGIN));
        assert_eq!((found.facts.len(), found.cut.len(), found.added.len()), (0, 0, 0));
    }

    #[test]
    fn other_scripts_are_compared_too() {
        let origin = article(&["सरितापुर में २०० गाँवों को पुल से राहत मिलेगी। काम सोमवार को शुरू हुआ।"]);
        let theirs = article(&["सरितापुर में ३०० गाँवों को पुल से राहत मिलेगी। काम सोमवार को शुरू हुआ।"]);
        let found = changes(&theirs, &origin);
        assert_eq!(found.facts, [line(FactKind::Number, Some("३००".into()), Some("२००".into()))]);
    }

    mod properties {
        use super::*;
        use proptest::prelude::*;

        /// Paragraphs of a small language: words, names, figures, quotations and speakers in any order.
        fn paragraphs() -> impl Strategy<Value = Vec<String>> {
            const WORDS: &[&str] = &[
                "ferry",
                "ran",
                "aground",
                "off the",
                "Skerry Light",
                "on Monday",
                "41",
                "fourteen",
                "people",
                "were",
                "hurt",
                "police said",
                "according to the mayor",
                "\"we saw it all\"",
                "Edda Brannick",
                "in 1987",
                "and",
                "three million",
                "the",
                "hospital",
            ];
            let sentence = prop::collection::vec(prop::sample::select(WORDS), 1..14);
            let paragraph = prop::collection::vec(sentence.prop_map(|words| format!("The {}.", words.join(" "))), 1..4);
            prop::collection::vec(paragraph.prop_map(|sentences| sentences.join(" ")), 0..6)
        }

        fn read(paragraphs: &[String]) -> Article {
            article(&paragraphs.iter().map(String::as_str).collect::<Vec<_>>())
        }

        proptest! {
            #[test]
            fn the_same_text_is_unchanged(text in paragraphs()) {
                let found = changes(&read(&text), &read(&text));
                prop_assert!(found.same_words() && found.facts.is_empty() && found.headline.is_none());
                prop_assert_eq!(found.words.kept, found.words.theirs);
            }

            #[test]
            fn from_the_other_side_everything_is_the_other_way_round(one in paragraphs(), other in paragraphs()) {
                let (one, other) = (read(&one), read(&other));
                let (there, mut back) = (changes(&one, &other), changes(&other, &one));
                flip(&mut back);
                back.facts.sort();
                let mut facts = there.facts.clone();
                facts.sort();
                prop_assert_eq!(facts, std::mem::take(&mut back.facts));
                prop_assert_eq!(Changes { facts: vec![], ..there }, back);
            }

            #[test]
            fn what_is_kept_is_no_more_than_there_is(one in paragraphs(), other in paragraphs()) {
                let found = changes(&read(&one), &read(&other)).words;
                prop_assert!(found.kept <= found.theirs.min(found.origins), "{found:?}");
            }
        }
    }
}
