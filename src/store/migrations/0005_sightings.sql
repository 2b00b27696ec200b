-- Paragraphs are known by the hashes of their words, and each fingerprint recipe has its own: sightings of another are of no use.
ALTER TABLE sightings ADD COLUMN recipe INTEGER NOT NULL DEFAULT 0;
UPDATE sightings SET recipe = coalesce((SELECT recipe FROM fingerprints ORDER BY article DESC LIMIT 1), 0);
