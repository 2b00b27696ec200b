-- Articles that are spread over several pages: the first is in `pages`, the further ones here, from number 2 on.
CREATE TABLE page_parts (
    page   INTEGER NOT NULL REFERENCES pages (id),
    number INTEGER NOT NULL,
    url    TEXT    NOT NULL,            -- after redirects
    kind   TEXT,                        -- Content-Type as sent
    body   BLOB    NOT NULL,
    PRIMARY KEY (page, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER pages_emptied AFTER UPDATE OF body ON pages WHEN NEW.body IS NULL
BEGIN
    DELETE FROM page_parts WHERE page = NEW.id;
END;
-- Why the last pages of the article are not there, in words.
ALTER TABLE pages ADD COLUMN missing TEXT;
-- 1: its first pages are kept, and the page due is the one after them.
ALTER TABLE items ADD COLUMN pages_begun INTEGER NOT NULL DEFAULT 0;
