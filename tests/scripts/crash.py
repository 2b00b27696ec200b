#!/usr/bin/env python3
"""Kills `wirecopy run` (SIGKILL) at random moments of a demo round and runs it again.

    tests/scripts/crash.py [--program target/release/wirecopy] [--times 200] [--seed 1]

The demo's newsroom is left open by `wirecopy demo --serve`. One undisturbed run shows what there is to find; then, that many
times, a run over an empty database is killed at a random moment and followed by an undisturbed one. Every time the database
has to hold the same items once, the same articles and the same clusters, and to pass SQLite's integrity check. Needs nothing
but Python's own library. Exit 1 when anything differs.
"""

import argparse
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse


def run(program, config, db, after=None):
    """One run; killed `after` so many seconds, where given. Gives how long it took and whether it was killed."""
    command = [program, "--config", str(config), "--db", str(db), "--quiet", "run"]
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _, err = process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        _, err = process.communicate()
        return time.monotonic() - started, True
    if process.returncode != 0:
        sys.exit(f"wirecopy run ended with {process.returncode}: {err.decode()}")
    return time.monotonic() - started, False


def found(db):
    """What a database holds, without its row numbers: items, articles, and the clusters by the stories in them."""
    base = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    check = base.execute("PRAGMA integrity_check").fetchall() + base.execute("PRAGMA foreign_key_check").fetchall()
    if check != [("ok",)]:
        sys.exit(f"{db}: the integrity check says {check}")
    name = lambda url: urllib.parse.urlsplit(url).path
    items = sorted(name(url) for (url,) in base.execute("SELECT url FROM items"))
    waiting = base.execute("SELECT count(*) FROM items WHERE pending = 1").fetchone()[0]
    clusters = {}
    rows = base.execute(
        "SELECT members.cluster, items.url, articles.version, articles.words FROM members"
        " JOIN articles ON articles.id = members.article JOIN items ON items.id = articles.item"
    )
    articles = []
    for cluster, url, version, words in rows:
        articles.append((name(url), version, words))
        clusters.setdefault(cluster, set()).add(name(url))
    base.close()
    return {
        "items": items,
        "waiting": waiting,
        "articles": sorted(articles),
        "clusters": sorted(sorted(names) for names in clusters.values()),
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--program", default="target/release/wirecopy")
    arguments.add_argument("--times", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    args = arguments.parse_args()
    chance = random.Random(args.seed)
    with tempfile.TemporaryDirectory(prefix="wirecopy-crash-") as folder:
        folder = pathlib.Path(folder)
        newsroom = subprocess.Popen([args.program, "demo", "--serve", "--keep", str(folder / "newsroom")],
                                    stdout=subprocess.PIPE, text=True)
        try:
            for line in newsroom.stdout:
                if line.startswith("End it"):
                    break
            ended = trials(args, chance, folder)
        finally:
            newsroom.kill()
            newsroom.wait()
    sys.exit(ended)


def trials(args, chance, folder):
    config = folder / "newsroom" / "config.toml"
    took, _ = run(args.program, config, folder / "whole.db")
    whole = found(folder / "whole.db")
    copies = [names for names in whole["clusters"] if len(names) > 1]
    print(f"undisturbed: {took:.2f} s, {len(whole['items'])} items, {len(copies)} clusters of several stories")
    killed = wrong = empty = 0
    for trial in range(args.times):
        db = folder / f"trial-{trial}.db"
        _, was_killed = run(args.program, config, db, after=chance.uniform(0.0, took * 1.05))
        killed += was_killed
        empty += not db.exists()
        run(args.program, config, db)
        again = found(db)
        if again != whole:
            wrong += 1
            differs = [key for key in whole if whole[key] != again[key]]
            print(f"trial {trial}: differs in {', '.join(differs)}")
            for key in differs:
                if isinstance(whole[key], list):
                    print(f"  {key} missing: {[x for x in whole[key] if x not in again[key]][:3]}")
                    print(f"  {key} added:   {[x for x in again[key] if x not in whole[key]][:3]}")
        for path in folder.glob(f"trial-{trial}.db*"):
            path.unlink()
    print(f"{args.times} trials, {killed} killed ({empty} before there was a database): {wrong} came out different")
    return 1 if wrong or not killed else 0


if __name__ == "__main__":
    main()
