//! Words of any script, folded so that equal words compare equal.
