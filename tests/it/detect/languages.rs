//! Hindi, Bengali, Tamil, Urdu, Chinese, Japanese, Thai, Arabic, Russian, Polish: a reprint, a trimmed print, a template.

use serde::Deserialize;

use super::{item, sorted, together};

#[derive(Deserialize)]
struct File {
    language: Vec<Language>,
}

#[derive(Deserialize)]
struct Language {
    code: String,
    headline: String,
    other_headline: String,
    story: String,
    market: String,
    trap: String,
}

fn languages() -> Vec<Language> {
    let file: File = toml::from_str(include_str!("../../fixtures/detect/languages.toml")).expect("languages.toml");
    assert_eq!(file.language.len(), 10);
    file.language
}

#[test]
fn a_reprint_under_another_headline_is_found_in_every_language() {
    for language in languages() {
        let mut first = item(1, "Ness Wire", &language.story);
        first.title = Some(language.headline.clone());
        let mut second = item(2, "Ness Courier", &format!("{}\n{}", language.other_headline, language.story));
        second.title = Some(language.other_headline.clone());
        let found = sorted(&[first, second]);
        assert_eq!(found[0].0, found[1].0, "{}", language.code);
    }
}

#[test]
fn a_trimmed_print_is_found_in_every_language() {
    for language in languages() {
        let paragraphs: Vec<&str> = language.story.trim().lines().collect();
        for kept in [1, 2] {
            assert!(together(&language.story, &paragraphs[..kept].join("\n")), "{} cut to {kept}", language.code);
        }
    }
}

#[test]
fn a_form_with_other_figures_is_no_copy_in_any_language() {
    for language in languages() {
        assert!(!together(&language.market, &language.trap), "{}", language.code);
        assert!(together(&language.market, &language.market), "{}", language.code);
        assert!(!together(&language.market, &language.story), "{}", language.code);
    }
}
