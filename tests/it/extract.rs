//! Reading articles: the public pages with the scorer's own measure, pages written for this project, hostile pages, what is
//! printed, and when a page is fetched at all.

mod fixtures;
mod hostile;
mod learned;
mod output;
mod score;
