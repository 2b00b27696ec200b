-- When the page of an item was last read, whether it had changed or not: "still stands" is worth as much as the last look.
-- Until now only pages with new bytes left a mark.
ALTER TABLE items ADD COLUMN looked INTEGER;
UPDATE items SET looked = (SELECT max(p.seen) FROM pages p WHERE p.item = items.id);
