-- Sixteen bits of the outlet, to tell that two articles are of different ones; 0 where it is not known.
ALTER TABLE sketches ADD COLUMN outlet INTEGER NOT NULL DEFAULT 0;
