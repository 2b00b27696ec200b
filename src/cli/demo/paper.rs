//! The demo's feeds and pages, as bytes: each outlet in its own form and look.

use chrono::SecondsFormat;
use minijinja::{Environment, Value, context};
use serde_json::json;

use super::newsroom::{Form, Look, Newsroom, Outlet, Print};

/// Turns prints into feeds and pages.
#[derive(Debug)]
pub struct Paper {
    looks: Environment<'static>,
}

/// What a server sends.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
    /// `Last-Modified`, seconds since 1970 UTC.
    pub modified: i64,
}

impl Paper {
    /// Reads the templates.
    ///
    /// # Errors
    /// The template and what is wrong with it.
    pub fn open() -> Result<Self, String> {
        let mut looks = Environment::new();
        for (name, source) in [
            ("wire.html", include_str!("../../../data/demo/looks/wire.html")),
            ("modern.html", include_str!("../../../data/demo/looks/modern.html")),
            ("column.html", include_str!("../../../data/demo/looks/column.html")),
            ("table.html", include_str!("../../../data/demo/looks/table.html")),
            ("rss.xml", include_str!("../../../data/demo/looks/rss.xml")),
            ("atom.xml", include_str!("../../../data/demo/looks/atom.xml")),
        ] {
            looks.add_template(name, source).map_err(|error| format!("data/demo/looks/{name}: {error}"))?;
        }
        Ok(Self { looks })
    }

    /// The feed of an outlet in a round. `home` is where the outlet stands on loopback.
    ///
    /// # Errors
    /// When the template fails.
    pub fn feed(&self, newsroom: &Newsroom, outlet: usize, round: usize, home: &str) -> Result<Sheet, String> {
        let about = &newsroom.outlets[outlet];
        let prints = newsroom.shown(outlet, round);
        // A feed without stories was last touched when the newsroom opened.
        let modified = prints.iter().map(|p| p.updated).max().unwrap_or(newsroom.rounds[0]);
        let (content_type, body) = match about.feed {
            Form::Json => ("application/feed+json", json_feed(newsroom, about, &prints, home)),
            Form::Rss => ("application/rss+xml; charset=utf-8", self.xml("rss.xml", newsroom, about, &prints, home)?),
            Form::Atom => {
                ("application/atom+xml; charset=utf-8", self.xml("atom.xml", newsroom, about, &prints, home)?)
            }
        };
        Ok(Sheet { content_type, body, modified: modified.timestamp() })
    }

    /// The page of a story in a round; `None` when it is not out yet.
    ///
    /// # Errors
    /// When the template fails.
    pub fn page(&self, newsroom: &Newsroom, outlet: usize, round: usize, slug: &str) -> Result<Option<Sheet>, String> {
        let prints = newsroom.shown(outlet, round);
        let Some(print) = prints.iter().find(|print| print.slug == slug) else { return Ok(None) };
        let body = match print.page {
            Some(page) => page.to_owned(),
            None => self.own_page(newsroom, print, &prints)?,
        };
        Ok(Some(Sheet { content_type: "text/html; charset=utf-8", body, modified: print.updated.timestamp() }))
    }

    fn own_page(&self, newsroom: &Newsroom, print: &Print, all: &[&Print]) -> Result<String, String> {
        let outlet = &newsroom.outlets[print.outlet];
        let look = match outlet.look {
            Look::Wire => "wire.html",
            Look::Modern => "modern.html",
            Look::Column => "column.html",
            Look::Table => "table.html",
        };
        let related: Vec<Value> = all
            .iter()
            .filter(|other| other.slug != print.slug)
            .take(4)
            .map(|other| context! { headline => &other.headline, byline => &other.byline, path => path(outlet, other) })
            .collect();
        let canonical = print.source.map_or_else(
            || canonical(outlet, print),
            |source| {
                format!("https://{}/{}/{}", newsroom.outlets[source].domain, newsroom.outlets[source].id, print.slug)
            },
        );
        self.fill(
            look,
            context! {
                language => &outlet.language,
                outlet => &outlet.name,
                headline => &print.headline,
                byline => &print.byline,
                author => author(print).unwrap_or(&outlet.name),
                summary => &print.summary,
                canonical => &canonical,
                published => print.published.to_rfc3339_opts(SecondsFormat::Secs, true),
                modified => print.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
                shown => print.updated.format("%-d %B %Y, %H:%M GMT").to_string(),
                json_ld => Value::from_safe_string(json_ld(outlet, print, &canonical)),
                body => Value::from_safe_string(html(&print.paragraphs)),
                related => related,
            },
        )
    }

    fn xml(
        &self,
        template: &str,
        newsroom: &Newsroom,
        outlet: &Outlet,
        prints: &[&Print],
        home: &str,
    ) -> Result<String, String> {
        let items: Vec<Value> = prints
            .iter()
            .map(|print| {
                let source = print.source.map(|n| &newsroom.outlets[n]);
                context! {
                    id => id(outlet, print),
                    url => format!("{home}{}", path(outlet, print)),
                    headline => &print.headline,
                    author => author(print),
                    summary => &print.summary,
                    html => outlet.full.then(|| html(&print.paragraphs)),
                    published_822 => print.published.to_rfc2822(),
                    published_3339 => print.published.to_rfc3339_opts(SecondsFormat::Secs, true),
                    updated_3339 => print.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
                    source => source.map(|s| context! { name => &s.name, home => format!("https://{}", s.domain) }),
                }
            })
            .collect();
        let built = prints.iter().map(|print| print.updated).max().unwrap_or(newsroom.rounds[0]);
        self.fill(
            template,
            context! {
                outlet => &outlet.name,
                language => &outlet.language,
                home => home,
                path => feed_path(outlet),
                built_822 => built.to_rfc2822(),
                built_3339 => built.to_rfc3339_opts(SecondsFormat::Secs, true),
                items => items,
            },
        )
    }

    fn fill(&self, template: &str, context: Value) -> Result<String, String> {
        let filled = self.looks.get_template(template).and_then(|look| look.render(context));
        filled.map_err(|error| format!("data/demo/looks/{template}: {error}"))
    }
}

/// Where the feed of an outlet stands.
pub fn feed_path(outlet: &Outlet) -> &'static str {
    match outlet.feed {
        Form::Rss => "/feed.xml",
        Form::Atom => "/atom.xml",
        Form::Json => "/feed.json",
    }
}

fn path(outlet: &Outlet, print: &Print) -> String {
    format!("/{}/{}", outlet.id, print.slug)
}

fn canonical(outlet: &Outlet, print: &Print) -> String {
    format!("https://{}{}", outlet.domain, path(outlet, print))
}

fn id(outlet: &Outlet, print: &Print) -> String {
    format!("tag:{},{}:{}", outlet.domain, print.published.format("%Y-%m-%d"), print.slug)
}

/// The byline as feeds and metadata give it.
fn author(print: &Print) -> Option<&str> {
    print.byline.as_deref().map(|byline| byline.strip_prefix("By ").unwrap_or(byline))
}

fn html(paragraphs: &[String]) -> String {
    paragraphs.iter().map(|paragraph| format!("<p>{}</p>\n", escape(paragraph))).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn json_ld(outlet: &Outlet, print: &Print, canonical: &str) -> String {
    let person =
        author(print).is_some_and(|author| !author.contains("Wire") && !author.contains("Agency") && author != "NPA");
    let author = author(print).map_or_else(
        || json!({ "@type": "Organization", "name": outlet.name }),
        |name| json!({ "@type": if person { "Person" } else { "Organization" }, "name": name }),
    );
    let fact = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": canonical,
        "headline": print.headline,
        "datePublished": print.published.to_rfc3339_opts(SecondsFormat::Secs, true),
        "dateModified": print.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
        "author": author,
        "publisher": { "@type": "Organization", "name": outlet.name },
    });
    fact.to_string().replace('<', "\\u003c")
}

fn json_feed(newsroom: &Newsroom, outlet: &Outlet, prints: &[&Print], home: &str) -> String {
    let items: Vec<_> = prints
        .iter()
        .map(|print| {
            let mut item = json!({
                "id": id(outlet, print),
                "url": format!("{home}{}", path(outlet, print)),
                "title": print.headline,
                "summary": print.summary,
                "date_published": print.published.to_rfc3339_opts(SecondsFormat::Secs, true),
                "date_modified": print.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
                "language": outlet.language,
            });
            if outlet.full {
                item["content_html"] = html(&print.paragraphs).into();
            }
            if let Some(author) = author(print) {
                item["authors"] = json!([{ "name": author }]);
            }
            if let Some(source) = print.source {
                item["external_url"] = format!("https://{}/", newsroom.outlets[source].domain).into();
            }
            item
        })
        .collect();
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": format!("{home}/"),
        "feed_url": format!("{home}{}", feed_path(outlet)),
        "language": outlet.language,
        "items": items,
    })
    .to_string()
}
