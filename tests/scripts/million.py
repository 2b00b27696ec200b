#!/usr/bin/env python3
"""Times the weekly overview over a million items: makes such a database (articles with texts, a third of them in
clusters, a fifth of a million in the week before) and runs the report. Not part of the gate.
    tests/scripts/million.py [FOLDER] [ITEMS]"""
import os, random, sqlite3, subprocess, sys, time
here = os.path.dirname(os.path.abspath(__file__))
root = os.path.join(here, "..", "..")
folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(root, "target", "million")
items = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
program = os.environ.get("WIRECOPY", os.path.join(root, "target", "release", "wirecopy"))
os.makedirs(folder, exist_ok=True)
path = os.path.join(folder, "news.db")

def make():
    rng = random.Random(7)
    db = sqlite3.connect(path)
    db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000;")
    steps = sorted(os.listdir(os.path.join(root, "src/store/migrations")))
    for step in steps:
        db.executescript(open(os.path.join(root, "src/store/migrations", step)).read())
    db.executescript(f"PRAGMA application_id={0x77697265}; PRAGMA user_version={len(steps)};")
    outlets = 200
    for n in range(outlets):
        kind = "agency" if n < 12 else "publisher"
        family = f"Family {n // 4}" if n % 3 == 0 else None
        db.execute("INSERT INTO outlets (id, name, kind, family, domains, aliases, place) VALUES (?, ?, ?, ?, '[]', '[]', ?)",
                   (n + 1, f"Outlet {n}", kind, family, n))
    week, now = 7 * 86400, int(time.time())
    begin = now - now % 86400 - 6 * 86400
    body = rng.randbytes(1200)
    open_stories, item, rows = [], 0, {"items": [], "articles": [], "members": []}
    clusters = {}
    total = items + items // 5
    for n in range(1, total + 1):
        early = n <= items // 5
        seen = (begin - week + n * week // (items // 5 + 1)) if early else begin + (n - items // 5) * (now - begin) // (items + 1)
        outlet = rng.randrange(outlets) + 1
        cluster, matched = n, None
        claim = rng.choice(["none", "own", "own", "agencies", f"Outlet {rng.randrange(12)}"])
        if open_stories and rng.random() < 0.33:
            cluster = matched = rng.choice(open_stories)
        elif rng.random() < 0.2:
            open_stories.append(n)
            del open_stories[:-2000]
        entry = clusters.setdefault(cluster, [set(), 0])
        entry[0].add(outlet)
        entry[1] = seen
        rows["items"].append((n, outlet, f"id-{n}", seen))
        rows["articles"].append((n, n, outlet, seen, seen - 900, seen, f"Headline of item {n} about something", f"https://example.org/{n}", 400, b"0" * 16, claim, body))
        rows["members"].append((n, cluster, cluster, matched, rng.randrange(1, 6) if matched else 0, rng.random(), rng.random(), b"12345678" if matched else None))
        if n % 100_000 == 0 or n == total:
            db.executemany("INSERT INTO items (id, outlet, identity, seen, pending) VALUES (?, ?, ?, ?, 0)", rows["items"])
            db.executemany("INSERT INTO articles (id, item, outlet, version, seen, before, at, headline, url, words, digest, claim, body) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows["articles"])
            db.executemany("INSERT INTO members (article, detected, cluster, matched, relation, of_item, of_match, spans) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows["members"])
            rows = {"items": [], "articles": [], "members": []}
    db.executemany("INSERT INTO clusters (id, leader, outlets, latest, organisation) VALUES (?, ?, ?, ?, ?)",
                   ((c, c, len(e[0]), e[1], f"Outlet {c % 12}" if c % 5 else None) for c, e in clusters.items()))
    db.commit()
    db.execute("ANALYZE")
    db.close()

if not os.path.exists(path):
    # In a process of its own: a program is charged with the memory of the one that starts it.
    if os.fork() == 0:
        make()
        os._exit(0)
    if os.wait()[1]:
        sys.exit("the database could not be made")
if os.environ.get("ONLY_MAKE"):
    sys.exit()
for attempt in range(3):
    start = time.time()
    out = os.path.join(folder, "wall.html")
    run = subprocess.Popen([program, "--db", path, "report", "--period", "week", "--zone", "UTC", "--format", "html", "-o", out])
    _, status, usage = os.wait4(run.pid, 0)
    if status:
        sys.exit("the report failed")
    print(f"{time.time() - start:.2f} s, {usage.ru_maxrss / 1024:.0f} MiB peak, {os.path.getsize(path) / 1e9:.1f} GB database")
