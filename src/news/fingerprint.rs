//! What is kept of a body so that it can be found again.

/// Names a way of making fingerprints. Fingerprints of two recipes never compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct RecipeId(pub u32);

/// Digest, simhash, sketch and shingles of a body, and the recipe that made them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Fingerprint {
    /// The recipe that made it.
    pub recipe: RecipeId,
    /// xxh3-128 of the normalised words: equal words, equal digest.
    pub digest: u128,
    /// 64-bit simhash over word 2-grams (Charikar 2002): a cheap near-identity and a short name for people.
    pub simhash: u64,
    /// Number of normalised words.
    pub words: u32,
    /// Sampled hashes of word 4-grams that find it in the index, in order of appearance.
    pub sketch: Vec<u32>,
    /// All hashes of its word 4-grams, sorted, each once.
    pub shingles: Vec<u32>,
    /// Its words in order, 13 bits of each one's hash and three flags: enough to see how two texts share their words.
    pub track: Vec<u16>,
}
