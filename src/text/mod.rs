//! Words, case, white space, scripts, dates: what can be said of text without knowing news.

pub mod dates;
pub mod entities;
mod number_words;
mod runs;
pub mod sentences;
pub mod shown;
pub mod sides;
pub mod space;
pub mod words;
