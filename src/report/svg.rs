//! Charts as SVG, drawn once for a wide and once for a narrow page. Colours are classes, so that the page's light and dark
//! dress holds in the pictures too.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::chart::{Bar, Chart, TimeMark};
use super::numbers;
use super::overview::NOBODY;
use crate::text::shown::shown;

/// Width of a wide drawing, in its own units: pixels at a desk.
pub(super) const WIDE: f64 = 1100.0;
/// Width of a narrow drawing: pixels on a phone.
pub(super) const NARROW: f64 = 340.0;

/// A drawing as it grows.
struct Drawing {
    width: f64,
    height: f64,
    body: String,
}

/// Draws a chart `width` units wide.
pub(super) fn svg(chart: &Chart, width: f64) -> String {
    let drawing = match chart {
        Chart::Bars { bars, .. } => lying(bars, width),
        Chart::Columns { bars, .. } if width < 600.0 => lying(bars, width),
        Chart::Columns { bars, .. } => standing(bars, width),
        Chart::Layers { layers, bars, upright: false, .. } => shares(layers, bars, width),
        Chart::Layers { layers, bars, .. } => layered(layers, bars, width),
        Chart::Heat { rows, columns, values, .. } => heat(rows, columns, values, width),
        Chart::Flow { from, to, links, .. } => flow(from, to, links, width),
        Chart::Timeline { marks, .. } => timeline(marks, width),
    };
    format!(
        "<svg viewBox=\"0 0 {:.0} {:.0}\" width=\"{:.0}\" height=\"{:.0}\" role=\"img\" aria-label=\"{}\">{}</svg>",
        drawing.width,
        drawing.height,
        drawing.width,
        drawing.height,
        escaped(caption(chart)),
        drawing.body
    )
}

/// What is seen, in a sentence.
pub(super) fn caption(chart: &Chart) -> &str {
    match chart {
        Chart::Bars { caption, .. }
        | Chart::Columns { caption, .. }
        | Chart::Layers { caption, .. }
        | Chart::Heat { caption, .. }
        | Chart::Flow { caption, .. }
        | Chart::Timeline { caption, .. } => caption,
    }
}

impl Drawing {
    fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        let _ = write!(
            self.body,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            width.max(0.0),
            height.max(0.0)
        );
    }

    /// Words that fit `room` units, set from `x` to the right (`start`), to the left (`end`) or around it (`middle`).
    fn words(&mut self, class: &str, x: f64, y: f64, anchor: &str, room: f64, words: &str) {
        let _ = write!(
            self.body,
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
            escaped(&fitted(words, room))
        );
    }

    fn line(&mut self, class: &str, x1: f64, y1: f64, x2: f64, y2: f64) {
        let _ =
            write!(self.body, "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>");
    }
}

/// Text inside markup.
pub(super) fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// Units a letter takes at the size labels are set in, on average.
const LETTER: f64 = 7.3;

fn fitted(words: &str, room: f64) -> String {
    let words = &shown(words, 200);
    let most = (room / LETTER).floor().max(2.0) as usize;
    if words.width() <= most {
        return words.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in words.chars() {
        used += c.width().unwrap_or(0);
        if used > most {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

fn most(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, f64::max).max(1e-9)
}

/// Lying bars: the label before the bar on a wide page, above it on a narrow one.
fn lying(bars: &[Bar], width: f64) -> Drawing {
    let narrow = width < 600.0;
    let longest = bars.iter().map(|bar| bar.label.width() as f64 * LETTER).fold(0.0, f64::max);
    let (label, step) = if narrow { (0.0, 40.0) } else { (longest.min(width * 0.48) + 18.0, 28.0) };
    let mut drawing = Drawing::new(width, bars.len() as f64 * step + 4.0);
    let most = most(bars.iter().map(|bar| bar.value));
    let room = width - label - 64.0;
    for (at, bar) in bars.iter().enumerate() {
        let y = at as f64 * step + 4.0;
        let length = bar.value / most * room;
        let (bar_y, text_y) = if narrow { (y + 17.0, y + 12.0) } else { (y + 2.0, y + 15.0) };
        if narrow {
            drawing.words("label", 0.0, text_y, "start", width, &bar.label);
        } else {
            drawing.words("label", label - 10.0, text_y, "end", label - 10.0, &bar.label);
        }
        drawing.rect("c0", label, bar_y, length, 18.0);
        drawing.words("value", label + length + 7.0, bar_y + 13.5, "start", 60.0, &bar.words);
    }
    drawing
}

/// Standing columns with their values above and labels below.
fn standing(bars: &[Bar], width: f64) -> Drawing {
    let mut drawing = Drawing::new(width, 232.0);
    let most = most(bars.iter().map(|bar| bar.value));
    let step = width / bars.len().max(1) as f64;
    for (at, bar) in bars.iter().enumerate() {
        let height = bar.value / most * 165.0;
        let x = at as f64 * step;
        drawing.rect("c0", x + step * 0.12, 192.0 - height, step * 0.76, height);
        drawing.words("value", x + step / 2.0, 184.0 - height, "middle", step, &bar.words);
        let (one, two) = halves(&bar.label, (step / LETTER) as usize);
        drawing.words("label", x + step / 2.0, 209.0, "middle", step, one);
        drawing.words("label", x + step / 2.0, 225.0, "middle", step, two);
    }
    drawing.line("axis", 0.0, 192.5, width, 192.5);
    drawing
}

/// A label on one or two lines.
fn halves(label: &str, most: usize) -> (&str, &str) {
    if label.width() <= most {
        return (label, "");
    }
    label
        .match_indices(' ')
        .min_by_key(|(at, _)| at.abs_diff(label.len() / 2))
        .map_or((label, ""), |(at, _)| (&label[..at], &label[at + 1..]))
}

fn legend(drawing: &mut Drawing, layers: &[&str]) -> f64 {
    let (mut x, mut y) = (0.0, 0.0);
    for (at, layer) in layers.iter().enumerate() {
        let width = 24.0 + layer.width() as f64 * 7.2 + 14.0;
        if x + width > drawing.width && x > 0.0 {
            x = 0.0;
            y += 20.0;
        }
        drawing.rect(&format!("c{at}"), x, y + 3.0, 12.0, 12.0);
        drawing.words("label", x + 18.0, y + 13.5, "start", width, layer);
        x += width;
    }
    y + 28.0
}

/// Lying bars filled to a whole.
fn shares(layers: &[&'static str], bars: &[(String, Vec<f64>)], width: f64) -> Drawing {
    let narrow = width < 600.0;
    let longest = bars.iter().map(|(label, _)| label.width() as f64 * LETTER).fold(0.0, f64::max);
    let (label, step) = if narrow { (0.0, 40.0) } else { (longest.min(240.0) + 12.0, 28.0) };
    let mut drawing = Drawing::new(width, 0.0);
    let top = legend(&mut drawing, layers);
    drawing.height = top + bars.len() as f64 * step + 4.0;
    let room = width - label - 50.0;
    for (at, (name, values)) in bars.iter().enumerate() {
        let y = top + at as f64 * step;
        let sum: f64 = values.iter().sum();
        let (bar_y, text_y) = if narrow { (y + 17.0, y + 12.0) } else { (y + 2.0, y + 15.0) };
        if narrow {
            drawing.words("label", 0.0, text_y, "start", width, name);
        } else {
            drawing.words("label", label - 10.0, text_y, "end", label - 10.0, name);
        }
        let mut x = label;
        for (layer, value) in values.iter().enumerate().filter(|(_, value)| **value > 0.0) {
            let part = value / sum.max(1e-9) * room;
            drawing.rect(&format!("c{layer}"), x, bar_y, (part - 1.0).max(0.8), 18.0);
            x += part;
        }
        drawing.words("value", label + room + 7.0, bar_y + 13.5, "start", 50.0, &numbers::count(sum as u64));
    }
    drawing
}

/// Standing columns in layers, in time.
fn layered(layers: &[&'static str], bars: &[(String, Vec<f64>)], width: f64) -> Drawing {
    let mut drawing = Drawing::new(width, 0.0);
    let top = legend(&mut drawing, layers) + 14.0;
    let (height, left) = (170.0, 46.0);
    drawing.height = top + height + 26.0;
    let sums: Vec<f64> = bars.iter().map(|(_, values)| values.iter().sum()).collect();
    let most = most(sums.iter().copied());
    for part in [0.5, 1.0] {
        let y = top + height * (1.0 - part);
        drawing.line("grid", left, y, width, y);
        let value = most * part;
        let words = if value >= 10.0 || value.fract() == 0.0 {
            numbers::count(value.round() as u64)
        } else {
            format!("{value:.1}")
        };
        drawing.words("value", left - 7.0, y + 4.0, "end", left, &words);
    }
    let step = (width - left) / bars.len().max(1) as f64;
    let gap = if step > 6.0 { 1.5 } else { 0.0 };
    let every = (76.0 / step).ceil().max(1.0) as usize;
    for (at, (label, values)) in bars.iter().enumerate() {
        let x = left + at as f64 * step;
        let mut y = top + height;
        for (layer, value) in values.iter().enumerate().filter(|(_, value)| **value > 0.0) {
            let part = value / most * height;
            y -= part;
            drawing.rect(&format!("c{layer}"), x + gap / 2.0, y, (step - gap).min(60.0), part);
        }
        if at % every == 0 && x + label.width() as f64 * LETTER <= width + 6.0 {
            drawing.words("label", x, top + height + 17.0, "start", 90.0, label);
        }
    }
    drawing.line("axis", left, top + height + 0.5, width, top + height + 0.5);
    drawing
}

/// A matrix: the darker the more.
fn heat(rows: &[String], columns: &[String], values: &[Vec<u64>], width: f64) -> Drawing {
    let narrow = width < 600.0;
    let longest = |labels: &[String]| labels.iter().map(|label| label.width() as f64 * LETTER).fold(0.0, f64::max);
    let left = longest(rows).min(if narrow { 110.0 } else { 240.0 }) + 14.0;
    let above = longest(columns).min(if narrow { 90.0 } else { 165.0 }) * 0.78 + 18.0;
    let lean = longest(columns).min(if narrow { 90.0 } else { 165.0 }) * 0.62;
    let room = width - left - if columns.len() > 2 { lean.min(70.0) } else { lean };
    let step = (room / columns.len().max(1) as f64).min(if narrow { 40.0 } else { 64.0 });
    let tall = if narrow { step.clamp(16.0, 26.0) } else { 30.0 };
    let mut drawing = Drawing::new(width, above + rows.len() as f64 * tall + 4.0);
    let most = values.iter().flatten().copied().max().unwrap_or(0).max(1) as f64;
    for (at, column) in columns.iter().enumerate() {
        let (x, y) = (left + (at as f64 + 0.5) * step, above - 8.0);
        let _ = write!(
            drawing.body,
            "<text class=\"label\" transform=\"translate({x:.1} {y:.1}) rotate(-52)\">{}</text>",
            escaped(&fitted(column, if narrow { 90.0 } else { 165.0 }))
        );
    }
    for (row, label) in rows.iter().enumerate() {
        let y = above + row as f64 * tall;
        drawing.words("label", left - 8.0, y + tall / 2.0 + 4.5, "end", left - 8.0, label);
        for (column, &value) in values[row].iter().enumerate() {
            let x = left + column as f64 * step;
            // Root scale: one reprint is seen beside a hundred.
            let depth = (value as f64 / most).sqrt();
            let class = if value == 0 { "none" } else { "heat" };
            let _ = write!(
                drawing.body,
                "<rect class=\"{class}\" fill-opacity=\"{:.2}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
                if value == 0 { 1.0 } else { shade(depth) },
                step - 2.0,
                tall - 2.0
            );
            if value > 0 && step > 22.0 {
                let class = if depth > DEEP { "on" } else { "under" };
                drawing.words(
                    class,
                    x + step / 2.0 - 1.0,
                    y + tall / 2.0 + 3.5,
                    "middle",
                    step + 8.0,
                    &numbers::count(value),
                );
            }
        }
    }
    drawing
}

/// From this depth on, words stand in the light colour.
const DEEP: f64 = 0.62;

/// How much of the colour a cell takes. The middle is left out: neither dark nor light words could be read on it.
fn shade(depth: f64) -> f64 {
    if depth > DEEP { 0.85 + 0.15 * (depth - DEEP) / (1.0 - DEEP) } else { 0.1 + 0.42 * depth / DEEP }
}

/// Where copy goes: ribbons as broad as the number of reprints.
fn flow(from: &[String], to: &[String], links: &[(usize, usize, u64)], width: f64) -> Drawing {
    let narrow = width < 600.0;
    let side = if narrow { 96.0 } else { 240.0 };
    let (x1, x2) = (side, width - side);
    let total: u64 = links.iter().map(|link| link.2).sum();
    let nodes = from.len().max(to.len()) as f64;
    let gap = 7.0;
    // Tall enough that the labels of the smallest do not touch.
    let height = (nodes * 26.0).max(160.0);
    let scale = |count: usize| (height - gap * count.saturating_sub(1) as f64).max(40.0) / total.max(1) as f64;
    let unit = scale(from.len()).min(scale(to.len()));
    let sums = |side: usize, n: usize| {
        (0..n)
            .map(|at| {
                links.iter().filter(|link| [link.0, link.1][side] == at).map(|link| link.2).sum::<u64>() as f64 * unit
            })
            .collect::<Vec<f64>>()
    };
    let (left, right) = (sums(0, from.len()), sums(1, to.len()));
    let (left_at, right_at) = (places(&left, height), places(&right, height));
    let mut drawing = Drawing::new(width, height + 8.0);
    let (mut left_used, mut right_used) = (left_at.clone(), right_at.clone());
    let mut ordered = links.to_vec();
    ordered.sort_by_key(|link| (link.0, link.1));
    for (source, target, n) in ordered {
        let thick = n as f64 * unit;
        let (a, b) = (left_used[source], right_used[target]);
        left_used[source] += thick;
        right_used[target] += thick;
        let middle = (x1 + x2) / 2.0;
        let _ = write!(
            drawing.body,
            "<path class=\"ribbon {}\" d=\"M{:.1} {a:.1}C{middle:.1} {a:.1} {middle:.1} {b:.1} {:.1} {b:.1}V{:.1}C{middle:.1} {:.1} {middle:.1} {:.1} {:.1} {:.1}Z\"/>",
            tint(&from[source], source),
            x1 + 8.0,
            x2 - 8.0,
            b + thick.max(0.6),
            b + thick.max(0.6),
            a + thick.max(0.6),
            x1 + 8.0,
            a + thick.max(0.6),
        );
    }
    for (at, label) in from.iter().enumerate() {
        drawing.rect(&tint(label, at), x1, left_at[at], 8.0, left[at].max(1.0));
        drawing.words("label", x1 - 7.0, left_at[at] + left[at] / 2.0 + 4.5, "end", side - 10.0, label);
    }
    for (at, label) in to.iter().enumerate() {
        drawing.rect("axisfill", x2 - 8.0, right_at[at], 8.0, right[at].max(1.0));
        drawing.words("label", x2 + 7.0, right_at[at] + right[at] / 2.0 + 4.5, "start", side - 10.0, label);
    }
    drawing
}

/// The colour of an origin; nobody in particular is grey.
fn tint(origin: &str, place: usize) -> String {
    if origin == NOBODY { "r5".into() } else { format!("r{}", place % 5) }
}

/// Upper ends of nodes spread over a height, so that no two centres are nearer than a line of text where there is room.
fn places(sizes: &[f64], height: f64) -> Vec<f64> {
    let line = (height / sizes.len().max(1) as f64).min(15.0);
    let slots: Vec<f64> = sizes.iter().map(|size| size.max(line)).collect();
    let rest = (height - slots.iter().sum::<f64>()).max(0.0);
    let gap = if sizes.len() > 1 { rest / (sizes.len() - 1) as f64 } else { 0.0 };
    // Where slots need more than there is, they are pressed together evenly.
    let press = (height / slots.iter().sum::<f64>().max(1e-9)).min(1.0);
    let mut y = 4.0;
    slots
        .iter()
        .zip(sizes)
        .map(|(slot, size)| {
            let at = y + (slot * press - size) / 2.0;
            y += slot * press + gap;
            at.max(4.0)
        })
        .collect()
}

/// Who came when, on a scale that shows minutes and days alike.
fn timeline(marks: &[TimeMark], width: f64) -> Drawing {
    const TICKS: [(i64, &str); 10] = [
        (0, "first"),
        (300, "5 min"),
        (900, "15 min"),
        (3_600, "1 h"),
        (10_800, "3 h"),
        (43_200, "12 h"),
        (86_400, "1 d"),
        (259_200, "3 d"),
        (864_000, "10 d"),
        (2_592_000, "30 d"),
    ];
    let narrow = width < 600.0;
    let longest = marks.iter().map(|mark| mark.label.width() as f64 * LETTER).fold(0.0, f64::max);
    let left = longest.min(if narrow { 92.0 } else { 190.0 }) + 18.0;
    let room = width - left - 96.0;
    let first = marks.iter().map(|mark| mark.seen).min().unwrap_or(0);
    let last = marks.iter().map(|mark| mark.seen - first).max().unwrap_or(0).max(600);
    let scale = |seconds: i64| (1.0 + seconds.max(0) as f64 / 60.0).ln();
    let x = |seconds: i64| left + scale(seconds) / scale(last) * room;
    let step = 24.0;
    let mut drawing = Drawing::new(width, marks.len() as f64 * step + 34.0);
    let bottom = marks.len() as f64 * step + 8.0;
    let mut free = f64::MIN;
    for (at, label) in TICKS.iter().filter(|(at, _)| *at <= last) {
        drawing.line("grid", x(*at), 4.0, x(*at), bottom);
        if x(*at) > free {
            drawing.words("value", x(*at), bottom + 16.0, "middle", 60.0, label);
            free = x(*at) + if narrow { 46.0 } else { 52.0 };
        }
    }
    for (at, mark) in marks.iter().enumerate() {
        let y = at as f64 * step + 18.0;
        drawing.words("label", left - 12.0, y + 4.0, "end", left - 12.0, &mark.label);
        let seen = x(mark.seen - first);
        if let Some(before) = mark.before {
            drawing.line("error", x(before - first), y, seen, y);
        }
        let _ = write!(drawing.body, "<circle class=\"mark {}\" cx=\"{seen:.1}\" cy=\"{y:.1}\" r=\"5\"/>", mark.kind);
        let words = match mark.kind {
            "reprint" if !mark.words.is_empty() => format!("+{}", mark.words.trim_start_matches('−')),
            "reprint" => String::new(),
            kind => kind.to_owned(),
        };
        let words = if mark.words.starts_with('−') { mark.words.clone() } else { words };
        drawing.words("value", seen + 9.0, y + 4.0, "start", 104.0, &words);
    }
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_labels_stay_labels() {
        let bars = vec![Bar { label: "</text><script>alert(1)</script>\"'&".into(), value: 1.0, words: "<b>".into() }];
        let chart = Chart::Bars { caption: "\"><script>".into(), bars };
        let drawn = svg(&chart, WIDE);
        assert!(!drawn.contains("<script") && !drawn.contains("<b>"), "{drawn}");
    }

    #[test]
    fn empty_charts_are_drawn() {
        for width in [WIDE, NARROW] {
            for chart in [
                Chart::Bars { caption: String::new(), bars: vec![] },
                Chart::Columns { caption: String::new(), bars: vec![] },
                Chart::Layers { caption: String::new(), layers: vec!["a"], bars: vec![], upright: true },
                Chart::Heat { caption: String::new(), rows: vec![], columns: vec![], values: vec![] },
                Chart::Flow { caption: String::new(), from: vec![], to: vec![], links: vec![] },
                Chart::Timeline { caption: String::new(), marks: vec![] },
            ] {
                let drawn = svg(&chart, width);
                assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
            }
        }
    }
}
