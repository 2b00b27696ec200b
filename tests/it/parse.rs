//! Feeds of all kinds through the program: the public suites, and inputs made to do harm.

mod differences;
mod hostile;
mod suites;
