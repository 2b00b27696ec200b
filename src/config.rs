//! config.toml, read and resolved once; every wrong key named with its line and the nearest right name.
