//! Matches -> join, open, re-root or merge a cluster.

