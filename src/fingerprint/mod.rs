//! Body -> fingerprint: digest, simhash, sketch, shingles.
