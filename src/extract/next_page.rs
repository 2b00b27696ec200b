//! Which link of a page leads to the next page of the same article. `rel=next` alone does not tell: most outlets mean the
//! next article by it. The address has to be that of the article with the next number.

use url::Url;

use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::text::space::tidy;

/// The highest number that a page of an article has; higher ones name articles, days and years.
const HIGHEST: u32 = 50;

/// Links looked at on one page, and bytes of the longest address.
const MOST_LINKS: usize = 5_000;
const LONGEST: usize = 2_000;
/// Parameters of the longest query.
const MOST_PARAMETERS: usize = 30;

/// Words for a page, as addresses have them.
const PAGE: &[&str] = &[
    "page", "pages", "pg", "p", "paged", "pagenum", "pageno", "page_no", "seite", "pagina", "página", "pag", "strona",
    "sivu", "sida", "side", "sayfa", "halaman", "hal", "trang", "stranica", "oldal",
];

/// What links to the next page say, without their arrows. A number says it as well.
const SAYS_NEXT: &[&str] = &[
    "next",
    "next page",
    "continue",
    "continue reading",
    "read on",
    "older",
    "weiter",
    "weiterlesen",
    "nächste",
    "nächste seite",
    "suivant",
    "suivante",
    "page suivante",
    "siguiente",
    "página siguiente",
    "siguiente página",
    "próxima",
    "próximo",
    "próxima página",
    "seguinte",
    "página seguinte",
    "avanti",
    "successiva",
    "pagina successiva",
    "pagina seguente",
    "dalej",
    "następna",
    "następna strona",
    "volgende",
    "volgende pagina",
    "nästa",
    "nästa sida",
    "næste",
    "næste side",
    "neste",
    "neste side",
    "seuraava",
    "seuraava sivu",
    "selanjutnya",
    "halaman selanjutnya",
    "halaman berikutnya",
    "sonraki",
    "sonraki sayfa",
    "далее",
    "дальше",
    "следующая",
    "следующая страница",
    "наступна",
    "следваща",
    "επόμενη",
    "επόμενη σελίδα",
    "次へ",
    "次のページ",
    "次のページへ",
    "下一页",
    "下一頁",
    "다음",
    "다음 페이지",
    "التالي",
    "الصفحة التالية",
    "अगला",
    "अगला पेज",
    "পরবর্তী",
    "tiếp",
    "trang sau",
];

/// The next page of the article that the page at `own` belongs to, by its links. `number` is the page's own number, where
/// that is known; pages count from 1.
pub fn find(tree: &Tree<'_>, own: &Url, number: Option<u32>) -> Option<String> {
    let here = numberings(own);
    tree.all()
        .filter(|id| matches!(tree.tag(*id), Some(Tag::Link | Tag::A)))
        .filter(|id| tree.raw_attribute(*id, "href").is_some_and(is_numbered))
        .take(MOST_LINKS)
        .find_map(|id| link(tree, id, own, &here, number))
}

/// Whether the page at `own` may have a next one: some address in its markup is its own with another number. Cheap, so that
/// most pages need not be read for it.
pub fn may_be(html: &str, own: &Url, number: Option<u32>) -> bool {
    let here = numberings(own);
    html.match_indices("href")
        .filter_map(|(at, _)| {
            let rest = html[at + 4..].trim_start().strip_prefix('=')?.trim_start();
            let (value, ends): (&str, &[char]) = match rest.chars().next()? {
                '"' => (&rest[1..], &['"']),
                '\'' => (&rest[1..], &['\'']),
                _ => (rest, &[' ', '>', '\t', '\n']),
            };
            let most = (0..=value.len().min(LONGEST)).rev().find(|at| value.is_char_boundary(*at))?;
            value[..most].split(ends).next().filter(|value| is_numbered(value))
        })
        .take(MOST_LINKS)
        .any(|value| {
            let next = own.join(&value.replace("&amp;", "&"));
            next.is_ok_and(|next| step(&here, own, &next, number).is_some())
        })
}

/// Whether an address may hold the number of a page.
fn is_numbered(address: &str) -> bool {
    address.len() < LONGEST && address.bytes().any(|b| b.is_ascii_digit())
}

fn link(tree: &Tree<'_>, id: Id, own: &Url, here: &[Numbering], number: Option<u32>) -> Option<String> {
    let href = tree.attribute(id, "href")?;
    let next = own.join(href.trim()).ok()?;
    let step = step(here, own, &next, number)?;
    let rel = tree.raw_attribute(id, "rel").unwrap_or_default().to_ascii_lowercase();
    let by_rel = rel.split_ascii_whitespace().any(|word| word == "next");
    let by_words = || tree.tag(id) == Some(Tag::A) && says_next(&tree.text(id), step.to);
    // A blog that gives two articles one name numbers them, too.
    let is_next = if step.doubtful { by_words() } else { by_rel || by_words() };
    (is_next && !is_of_comments(tree, id, &next)).then(|| {
        let mut next = next;
        next.set_fragment(None);
        next.to_string()
    })
}

/// A way from one page to the next.
struct Step {
    /// The number it leads to.
    to: u32,
    /// Other articles have such addresses, too.
    doubtful: bool,
}

/// How an address may be read as that of a page with a number.
struct Numbering {
    /// The path without the number.
    path: String,
    /// The query without the number.
    query: Vec<(String, String)>,
    number: u32,
    /// The number follows the name of the article: "ferry-2".
    glued: bool,
}

/// The step from one page to another, if it is one. What the first has in its query, such as marks of where readers came
/// from, need not be in the second.
fn step(here: &[Numbering], own: &Url, next: &Url, number: Option<u32>) -> Option<Step> {
    if !matches!(next.scheme(), "http" | "https")
        || next.host_str() != own.host_str()
        || next.port_or_known_default() != own.port_or_known_default()
    {
        return None;
    }
    let there = numberings(next);
    let pairs = here.iter().flat_map(|a| there.iter().map(move |b| (a, b)));
    pairs
        .filter(|(a, _)| number.is_none_or(|number| a.number == number))
        .find(|(a, b)| {
            b.number == a.number + 1 && a.path == b.path && b.query.iter().all(|pair| a.query.contains(pair))
        })
        .map(|(_, b)| Step { to: b.number, doubtful: b.glued })
}

/// All ways to read an address: as a first page without a number, and by a number in its query or at the end of its path.
fn numberings(url: &Url) -> Vec<Numbering> {
    let path = url.path().trim_end_matches('/');
    let query: Vec<(String, String)> = url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
    if path.is_empty() || query.len() > MOST_PARAMETERS {
        return Vec::new();
    }
    let mut all = vec![Numbering { path: path.to_owned(), query: query.clone(), number: 1, glued: false }];
    for (at, (key, value)) in query.iter().enumerate() {
        if PAGE.contains(&key.to_lowercase().as_str())
            && let Some(number) = number(value)
        {
            let mut query = query.clone();
            query.remove(at);
            all.push(Numbering { path: path.to_owned(), query, number, glued: false });
        }
    }
    if let Some((path, number, glued)) = numbered(path) {
        all.push(Numbering { path, query, number, glued });
    }
    all
}

/// A path that ends with a number: "/ferry/2", "/ferry/page/2/", "/ferry-2.html", "/ferry.html/2", "/ferry,seite-2.html".
fn numbered(path: &str) -> Option<(String, u32, bool)> {
    let name = path.rfind('/')? + 1;
    let (stem, ending) = match path[name..].rfind('.') {
        Some(dot)
            if dot > 0
                && path.len() - name - dot <= 6
                && !path[name + dot + 1..].bytes().all(|b| b.is_ascii_digit()) =>
        {
            path.split_at(name + dot)
        }
        _ => (path, ""),
    };
    let before = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = number(&stem[before.len()..])?;
    let is_mark = |c: char| matches!(c, '/' | '-' | '_' | ',' | ';' | '.' | '=' | ':');
    let bare = before.trim_end_matches(is_mark);
    let word_at = bare.rfind(is_mark).map_or(0, |at| at + 1);
    let says_page = PAGE.contains(&bare[word_at..].to_lowercase().as_str());
    let first = if says_page { bare[..word_at].trim_end_matches(is_mark) } else { bare };
    if (bare.len() == before.len() && !says_page) || first.is_empty() {
        return None;
    }
    let glued = !says_page && ending.is_empty() && before.ends_with(['-', '_']);
    Some((format!("{first}{ending}"), number, glued))
}

fn number(text: &str) -> Option<u32> {
    let short = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    short.then(|| text.parse().ok()).flatten().filter(|number| (1..=HIGHEST).contains(number))
}

fn says_next(words: &str, number: u32) -> bool {
    let arrow =
        |c: char| matches!(c, '»' | '›' | '>' | '→' | '▶' | '⇒' | ':' | '.' | '…' | '(' | ')') || c.is_whitespace();
    let words = tidy(words).trim_matches(arrow).to_lowercase();
    let is_number = |word: &str| word.parse() == Ok(number);
    let page = words.rsplit_once(' ').is_some_and(|(page, last)| is_number(last) && PAGE.contains(&page));
    is_number(&words) || page || SAYS_NEXT.contains(&words.as_str())
}

/// Readers' comments have pages of their own.
fn is_of_comments(tree: &Tree<'_>, id: Id, next: &Url) -> bool {
    let speaks = |words: &str| words.to_ascii_lowercase().contains("comment");
    let boxed = |id: Id| ["class", "id"].iter().any(|name| tree.raw_attribute(id, name).is_some_and(speaks));
    speaks(next.path())
        || next.query().is_some_and(speaks)
        || next.fragment().is_some_and(speaks)
        || std::iter::once(id).chain(tree.ancestors(id).take(6)).any(boxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(own: &str, link: &str) -> bool {
        let own = Url::parse(own).expect("an address");
        let html = format!("<html><body>{link}</body></html>");
        let found = find(&Tree::read(&html), &own, Some(1)).is_some();
        assert!(!found || may_be(&html, &own, Some(1)), "the cheap look misses {link}");
        found
    }

    #[test]
    fn the_next_page_has_the_articles_own_address_and_the_next_number() {
        let own = "https://post.example/news/ferry-back";
        for (own, next) in [
            (own, "/news/ferry-back/2"),
            (own, "/news/ferry-back/2/"),
            (own, "/news/ferry-back/page/2"),
            (own, "?page=2"),
            (own, "/news/ferry-back,seite-2"),
            ("https://post.example/news/ferry-back?utm_source=rss", "/news/ferry-back?page=2"),
            ("https://post.example/news/view.html?idx=8576&page=1", "view.html?idx=8576&amp;page=2"),
            ("https://post.example/ferry.html", "/ferry-2.html"),
            ("https://post.example/ferry.html", "/ferry.html/2"),
            ("https://post.example/ferry.html", "/ferry/seite-2.html"),
            ("https://post.example/article/3834/1", "/article/3834/2"),
            ("https://post.example/?p=1234", "?p=1234&page=2"),
        ] {
            // An address of a query alone says too little of what is an article.
            let expected = !own.ends_with("?p=1234");
            assert_eq!(found(own, &format!("<a rel=\"next\" href=\"{next}\">x</a>")), expected, "{own} -> {next}");
            assert_eq!(found(own, &format!("<a href='{next}'>2</a>")), expected, "{own} -> {next}");
            assert_eq!(found(own, &format!("<a href='{next}'>Next page »</a>")), expected, "{own} -> {next}");
            assert!(!found(own, &format!("<a href='{next}'>The quay</a>")), "{own} -> {next}");
            assert!(!found(own, &format!("<div id=comments><a href='{next}'>2</a></div>")), "{own} -> {next}");
        }
    }

    #[test]
    fn other_articles_days_and_hosts_are_no_next_page() {
        for (own, next) in [
            ("https://post.example/news/ferry-back", "/news/harbour-2"),
            ("https://post.example/news/ferry-back", "/news/ferry-back-again/2"),
            ("https://post.example/news/ferry-back", "https://other.example/news/ferry-back/2"),
            ("https://post.example/news/ferry-back", "https://post.example:8080/news/ferry-back/2"),
            ("https://post.example/news/ferry-back", "/news/ferry-back/3"),
            ("https://post.example/news/ferry-back", "/news/ferry-back/2019"),
            ("https://post.example/news/ferry-back", "/news/ferry-back/comment-page-2#comments"),
            ("https://post.example/news/12345", "/news/12346"),
            ("https://post.example/news?id=1", "/news?id=2"),
            ("https://post.example/news/ferry-7", "/news/ferry-8"),
            ("https://post.example/", "/2"),
            ("https://post.example/", "?page=2"),
            ("https://post.example/news/ferry-back", "javascript:page(2)"),
        ] {
            assert!(!found(own, &format!("<a rel=\"next\" href=\"{next}\">2</a>")), "{own} -> {next}");
        }
        // Two articles of one name.
        let own = "https://post.example/news/letters";
        assert!(!found(own, "<link rel=next href=/news/letters-2>"));
        assert!(found(own, "<a href=/news/letters-2>2</a>"));
    }
}
