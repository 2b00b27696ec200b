//! Clusters -> Report -> text, json, csv, html, feeds.
