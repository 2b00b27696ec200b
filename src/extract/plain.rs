//! Plain text handed in: its paragraphs, also where an old hand broke every line at the same width.

use super::printout;
use crate::news::{Block, BlockKind, Draft, Fault, FaultKind, Reading};
use crate::text::sentences::ends_or_introduces;
use crate::text::space::tidy;

/// Characters of the longest line of a text that was broken by hand (a wire printer had 69, a terminal 80).
const WIDEST: usize = 100;
/// Characters from which a line may have been broken for its length.
const BROKEN: usize = 40;

/// Plain text handed in: a paragraph a line, or, in a text whose lines were broken at one width, what blank lines, indents
/// and short last lines set apart.
pub fn text(text: &str) -> Draft {
    let paragraphs = paragraphs(text);
    let around = printout::around(&paragraphs);
    let kind = |around| if around { BlockKind::Chrome } else { BlockKind::Paragraph };
    let blocks: Vec<Block> =
        paragraphs.into_iter().zip(around).map(|(text, around)| Block { kind: kind(around), text }).collect();
    let mut draft = Draft { blocks, reading: Reading::Text, ..Draft::default() };
    if draft.blocks.is_empty() {
        draft.faults.push(Fault::new(FaultKind::NoText, "the text is empty"));
    }
    draft
}

/// Plain text handed in with everything around it: a block a line.
pub fn lines(text: &str) -> Draft {
    let lines = text.split('\n').map(tidy).filter(|line| !line.is_empty());
    let blocks = lines.map(|text| Block { kind: BlockKind::Paragraph, text }).collect();
    Draft { blocks, reading: Reading::Text, ..Draft::default() }
}

fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let widest = lines.iter().map(|line| line.trim().chars().count()).max().unwrap_or(0);
    let broken = is_broken(&lines, widest);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut before = "";
    for line in &lines {
        let clean = tidy(line);
        if !clean.is_empty() {
            match paragraphs.last_mut() {
                Some(last) if broken && goes_on(before, line, widest) => {
                    last.push(' ');
                    last.push_str(&clean);
                }
                _ => paragraphs.push(clean),
            }
        }
        before = line;
    }
    paragraphs
}

/// Most lines are short and stop in the middle of a sentence.
fn is_broken(lines: &[&str], widest: usize) -> bool {
    let inner: Vec<&str> = lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect();
    if widest > WIDEST || inner.len() < 2 {
        return false;
    }
    let open = inner[..inner.len() - 1]
        .iter()
        .zip(&inner[1..])
        .filter(|(line, next)| {
            line.chars().count() >= BROKEN && (!ends_or_introduces(line) || next.starts_with(char::is_lowercase))
        })
        .count();
    open * 2 >= inner.len() - 1
}

/// Whether `line` goes on with the paragraph of the line before it.
fn goes_on(before: &str, line: &str, widest: usize) -> bool {
    let indented = line.starts_with(char::is_whitespace) && !before.starts_with(char::is_whitespace);
    let short = before.trim().chars().count() * 4 < widest * 3;
    !before.trim().is_empty()
        && !indented
        && !(short && (ends_or_introduces(before) || before.trim().chars().count() < BROKEN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(paragraphs(text), expected);
    }

    #[test]
    fn a_line_is_a_paragraph_unless_lines_were_broken_by_hand() {
        check("The ferry left at noon.\nThe board said so.", &["The ferry left at noon.", "The board said so."]);
        check("\n\n  One  line \n\n", &["One line"]);
        check(
            "The harbour board of Ness said it has bought\na second ferry, to carry cars and their drivers\nover the sound.\n \
             The ship will sail in May, weather and the\nskippers' union permitting, the board said.\n Ness Wire",
            &[
                "The harbour board of Ness said it has bought a second ferry, to carry cars and their drivers over the sound.",
                "The ship will sail in May, weather and the skippers' union permitting, the board said.",
                "Ness Wire",
            ],
        );
        check(
            "Share\nThe ferry left the quay at noon with 200 people aboard, the harbour board said on Monday.",
            &["Share", "The ferry left the quay at noon with 200 people aboard, the harbour board said on Monday."],
        );
    }
}
