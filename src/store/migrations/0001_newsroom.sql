-- The newsroom: outlets and feeds, items with their versions and pages, articles, clusters, evidence, decisions.
-- Times are seconds since 1970 UTC. Columns named `body` hold compressed JSON or text and may be emptied by retention;
-- identities, fingerprints and clusters stay. Released migrations are never edited: a change is a new file.

CREATE TABLE outlets (
    id      INTEGER PRIMARY KEY,
    name    TEXT    NOT NULL UNIQUE,
    kind    TEXT    NOT NULL,
    family  TEXT,
    zone    TEXT,
    domains TEXT    NOT NULL,           -- JSON list
    aliases TEXT    NOT NULL,           -- JSON list
    place   INTEGER NOT NULL            -- order in config.toml
) STRICT;

CREATE TABLE feeds (
    id       INTEGER PRIMARY KEY,
    outlet   INTEGER NOT NULL REFERENCES outlets (id),
    url      TEXT    NOT NULL UNIQUE,   -- without credentials
    place    INTEGER NOT NULL,
    active   INTEGER NOT NULL,          -- still in config.toml
    poll     TEXT,                      -- state of polling, JSON: validators, next time, failures
    answered INTEGER,                   -- last poll that brought a readable answer
    whole    INTEGER NOT NULL DEFAULT 0,    -- items whose text was as long as on their page
    cut      INTEGER NOT NULL DEFAULT 0,    -- items whose page held more
    faults   TEXT    NOT NULL DEFAULT '[]'
) STRICT;

-- What hosts said of robots (RFC 9309), kept a day so that every run does not ask anew.
CREATE TABLE robots (
    origin TEXT    PRIMARY KEY,         -- scheme, host, port
    seen   INTEGER NOT NULL,
    body   BLOB                         -- rules as sent; empty: there are none
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
    id         INTEGER PRIMARY KEY,
    outlet     INTEGER NOT NULL REFERENCES outlets (id),
    identity   TEXT    NOT NULL,        -- as delivered first
    url        TEXT,
    seen       INTEGER NOT NULL,        -- first delivery
    pending    INTEGER NOT NULL,        -- 1: delivered or fetched, not yet read
    page_due   INTEGER,                 -- when its page is wanted next
    page_tries INTEGER NOT NULL DEFAULT 0,  -- failures in a row
    refetched  INTEGER NOT NULL DEFAULT 0,  -- fetches for later versions so far
    gone       INTEGER                      -- when its page was found taken down
) STRICT;
CREATE INDEX items_pending ON items (id) WHERE pending = 1;
CREATE INDEX items_page_due ON items (page_due) WHERE page_due IS NOT NULL;
CREATE INDEX items_seen ON items (seen, outlet);

-- What an item is known by within its outlet: guid and link, each as a 128-bit hash.
CREATE TABLE item_keys (
    outlet INTEGER NOT NULL,
    key    BLOB    NOT NULL,
    item   INTEGER NOT NULL REFERENCES items (id),
    PRIMARY KEY (outlet, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE versions (
    id     INTEGER PRIMARY KEY,
    item   INTEGER NOT NULL REFERENCES items (id),
    feed   INTEGER NOT NULL REFERENCES feeds (id),
    seen   INTEGER NOT NULL,
    before INTEGER,                     -- last answer of the feed before it: the item appeared between the two
    stamped INTEGER,                    -- first publication as claimed
    restamped INTEGER,                  -- another time of publication the same words came with since
    digest BLOB    NOT NULL,            -- of what readers see, not of its stamps
    length INTEGER NOT NULL,
    body   BLOB,
    UNIQUE (item, digest)
) STRICT;
CREATE INDEX versions_old ON versions (seen) WHERE body IS NOT NULL;

CREATE TABLE pages (
    id     INTEGER PRIMARY KEY,
    item   INTEGER NOT NULL REFERENCES items (id),
    seen   INTEGER NOT NULL,
    url    TEXT    NOT NULL,            -- after redirects
    kind   TEXT,                        -- Content-Type as sent
    digest BLOB    NOT NULL,
    body   BLOB,
    UNIQUE (item, digest)
) STRICT;
CREATE INDEX pages_old ON pages (seen) WHERE body IS NOT NULL;

CREATE TABLE item_faults (
    item  INTEGER NOT NULL REFERENCES items (id),
    kind  TEXT    NOT NULL,
    words TEXT    NOT NULL,
    seen  INTEGER NOT NULL,
    PRIMARY KEY (item, kind)
) STRICT, WITHOUT ROWID;

-- One reading of an item: a later version of the item is another article.
CREATE TABLE articles (
    id        INTEGER PRIMARY KEY,
    item      INTEGER NOT NULL REFERENCES items (id),
    outlet    INTEGER NOT NULL REFERENCES outlets (id),
    version   INTEGER NOT NULL,         -- 1 is the first of its item
    seen      INTEGER NOT NULL,
    before    INTEGER,
    at        INTEGER NOT NULL,         -- the time the detection window is reckoned by
    published TEXT,                     -- as claimed, JSON
    modified  TEXT,                     -- last change as claimed, JSON
    dateline  TEXT,                     -- the day its dateline names, as printed
    headline  TEXT,
    url       TEXT,
    language  TEXT,
    words     INTEGER NOT NULL,
    digest    BLOB    NOT NULL,         -- of headline and body: an equal reading is no new version
    notice    TEXT,                     -- JSON
    evidence  BLOB,                     -- credits and citations
    claim     TEXT,                     -- what it says of its own origin: an organisation, "own", "own+ORGANISATION", "house", "agencies", "none"
    body      BLOB,
    UNIQUE (item, version)
) STRICT;
-- Reports count from this index alone, without touching the texts.
CREATE INDEX articles_seen ON articles (seen, outlet, item, version, before, claim);
CREATE INDEX articles_notice ON articles (seen) WHERE notice IS NOT NULL;

-- Narrow, read in full at every start: the articles that later ones are compared with. Never pruned.
CREATE TABLE sketches (
    article INTEGER PRIMARY KEY REFERENCES articles (id),
    cluster INTEGER NOT NULL,           -- as in members
    leads   INTEGER NOT NULL,           -- as in clusters
    agency  INTEGER NOT NULL,           -- printed by an agency itself
    at      INTEGER NOT NULL,           -- as in articles
    recipe  INTEGER NOT NULL,
    digest  BLOB    NOT NULL,
    sketch  BLOB    NOT NULL
) STRICT;
CREATE INDEX sketches_at ON sketches (at);

-- What verification reads, for the one or two candidates of an article. Never pruned.
CREATE TABLE fingerprints (
    article  INTEGER PRIMARY KEY REFERENCES articles (id),
    recipe   INTEGER NOT NULL,
    words    INTEGER NOT NULL,
    simhash  INTEGER NOT NULL,
    digest   BLOB    NOT NULL,
    shingles BLOB    NOT NULL,
    track    BLOB    NOT NULL           -- the words in order, two bytes each
) STRICT;

-- Clusters that a short paragraph was seen in: what boilerplate is learned from.
CREATE TABLE sightings (
    paragraph INTEGER NOT NULL,         -- hash of its words
    cluster   INTEGER NOT NULL,
    PRIMARY KEY (paragraph, cluster)
) STRICT, WITHOUT ROWID;

-- Clusters as the detector decided them. Its own books: decisions of people do not touch them.
CREATE TABLE detected (
    cluster     INTEGER PRIMARY KEY,    -- the article that opened it
    leader      INTEGER NOT NULL,
    merged_into INTEGER
) STRICT;
CREATE INDEX detected_merged ON detected (cluster, merged_into) WHERE merged_into IS NOT NULL;

-- Clusters as they are shown: what was detected, and what people decided on top of it.
CREATE TABLE clusters (
    id           INTEGER PRIMARY KEY,   -- an article of it
    leader       INTEGER NOT NULL,
    merged_into  INTEGER,
    outlets      INTEGER NOT NULL,      -- distinct outlets among the members
    latest       INTEGER NOT NULL,      -- when its newest member was seen
    origin       BLOB,
    organisation TEXT,                  -- the strongest organisation of the origin
    disputed     INTEGER NOT NULL DEFAULT 0  -- its credits do not agree
) STRICT;
CREATE INDEX clusters_latest ON clusters (latest) WHERE outlets > 1;

CREATE TABLE members (
    article   INTEGER PRIMARY KEY REFERENCES articles (id),
    detected  INTEGER NOT NULL REFERENCES detected (cluster),
    cluster   INTEGER NOT NULL REFERENCES clusters (id),
    matched   INTEGER,                  -- the article it was verified against; empty for the opener
    relation  INTEGER NOT NULL DEFAULT 0,
    shared    INTEGER NOT NULL DEFAULT 0,
    of_item   REAL    NOT NULL DEFAULT 0,
    of_match  REAL    NOT NULL DEFAULT 0,
    spans     BLOB
) STRICT;
CREATE INDEX members_cluster ON members (cluster, article);
CREATE INDEX members_detected ON members (detected, article);

-- Verified matches that did not join.
CREATE TABLE edges (
    article  INTEGER NOT NULL REFERENCES articles (id),
    matched  INTEGER NOT NULL,
    relation INTEGER NOT NULL,
    shared   INTEGER NOT NULL,
    of_item  REAL    NOT NULL,
    of_match REAL    NOT NULL,
    spans    BLOB,
    PRIMARY KEY (article, matched)
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_matched ON edges (matched);

-- Paragraphs of an article that were left out as learned boilerplate.
CREATE TABLE dropped (
    article   INTEGER NOT NULL REFERENCES articles (id),
    paragraph INTEGER NOT NULL,
    PRIMARY KEY (article, paragraph)
) STRICT, WITHOUT ROWID;

-- What became of the origin's copy in one article: changes, disclaimer, clocks. Derived, and kept when the texts go.
CREATE TABLE traces (
    article INTEGER PRIMARY KEY REFERENCES articles (id),
    base    INTEGER,                    -- the reading of the origin's it was compared with
    newest  INTEGER NOT NULL,           -- the newest reading there was to compare with
    body    BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- Notices and the stories they speak of.
CREATE TABLE applied (
    notice INTEGER PRIMARY KEY REFERENCES articles (id),
    about  INTEGER NOT NULL REFERENCES articles (id),
    tie    TEXT    NOT NULL             -- how that is known
) STRICT;
CREATE INDEX applied_about ON applied (about);

-- Reprints that carried the text a notice speaks of.
CREATE TABLE carried (
    notice  INTEGER NOT NULL REFERENCES applied (notice),
    article INTEGER NOT NULL REFERENCES articles (id),  -- the last one with the old text
    until   INTEGER,                    -- first seen without it
    PRIMARY KEY (notice, article)
) STRICT, WITHOUT ROWID;

-- What people decided. Never pruned; laid over what was detected after every batch.
CREATE TABLE decisions (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    who    TEXT    NOT NULL,
    body   TEXT    NOT NULL,            -- what, JSON
    note   TEXT,
    after  INTEGER NOT NULL,            -- the newest article at that time
    undone INTEGER                      -- when it was taken back
) STRICT;

CREATE TABLE runs (
    id      INTEGER PRIMARY KEY,
    started INTEGER NOT NULL,
    ended   INTEGER NOT NULL,
    summary TEXT    NOT NULL            -- JSON
) STRICT;
