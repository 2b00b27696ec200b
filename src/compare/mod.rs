//! Fingerprint + index of leaders -> verified matches.
