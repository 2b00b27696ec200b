#!/usr/bin/env python3
"""Reads the feeds of a database with Python's feedparser, a third opinion beside feed-rs and our own parser, and checks
JSON Feed 1.1 by its rules. Fails on anything that is not well formed, lacks what its format asks for, or differs from
what the lines for researchers say. Needs feedparser (pip install feedparser). Not part of the gate.
    tests/scripts/feeds.py DATABASE"""
import calendar, datetime, json, os, re, subprocess, sys
import feedparser
here = os.path.dirname(os.path.abspath(__file__))
program = os.environ.get("WIRECOPY", os.path.join(here, "..", "..", "target", "release", "wirecopy"))
database = sys.argv[1]
faults = 0

def fault(words):
    global faults
    faults += 1
    print("FAULT", words)

def export(format, *more):
    return subprocess.run([program, "--db", database, "export", "--format", format, "--limit", "0", *more], check=True, capture_output=True).stdout

stamp = lambda words: int(datetime.datetime.fromisoformat(words.replace("Z", "+00:00")).timestamp())
lines = [json.loads(line) for line in export("jsonl").splitlines()]
clusters = {line["id"]: line for line in lines if line["type"] == "cluster"}
for policy in ["origin", "first", "fullest", "prefer:" + next(line["outlet"] for line in reversed(lines) if line["type"] == "item")]:
    told = {}
    for format in ["atom", "rss"]:
        feed = feedparser.parse(export(format, "--address", "https://desk.example/wire", "--policy", policy))
        if feed.bozo:
            fault(f"{format}: {feed.bozo_exception}")
        if not feed.version.startswith(format) or not feed.feed.get("title"):
            fault(f"{format}: is read as {feed.version!r}, title {feed.feed.get('title')!r}")
        entries = {entry.id: entry for entry in feed.entries}
        if len(entries) != len(feed.entries) or entries.keys() != clusters.keys():
            fault(f"{format}: {len(feed.entries)} entries, {len(entries)} ids, {len(clusters)} clusters")
        for id, entry in entries.items():
            if not re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", id):
                fault(f"{format}: {id} is no urn:uuid")
            if calendar.timegm(entry.published_parsed) != stamp(clusters[id]["first_seen"]):
                fault(f"{format}: {id} was published {entry.published}")
            if not entry.get("link", "").startswith("http") or not entry.title or not entry.get("source", {}).get("title", entry.get("author")):
                fault(f"{format}: {id} lacks a link, a title or a source")
            related = [link for link in entry.links if link.rel == "related"]
            if len(related) + 1 < clusters[id]["outlets"]:
                fault(f"{format}: {id} links {len(related) + 1} of {clusters[id]['outlets']} outlets")
        told[format] = {id: (entry.title, entry.link) for id, entry in entries.items()}
    feed = json.loads(export("jsonfeed", "--address", "https://desk.example/wire", "--policy", policy))
    if feed["version"] != "https://jsonfeed.org/version/1.1" or feed["feed_url"] != "https://desk.example/wire":
        fault("jsonfeed: version or feed_url")
    for item in feed["items"]:
        if not isinstance(item["id"], str) or not (item.get("content_html") or item.get("content_text")):
            fault(f"jsonfeed: {item['id']} lacks what an item must have")
        for name in ["date_published", "date_modified"]:
            stamp(item[name])
    told["jsonfeed"] = {item["id"]: (item["title"], item["url"]) for item in feed["items"]}
    for format in ["rss", "jsonfeed"]:
        for id in told["atom"].keys() | told[format].keys():
            squeezed = lambda pair: pair and (" ".join(pair[0].split()), pair[1])
            if squeezed(told["atom"].get(id)) != squeezed(told[format].get(id)):
                fault(f"{format}: {id} is {told[format].get(id)}, in atom {told['atom'].get(id)}")
    print(f"{policy}: {len(clusters)} entries in atom, rss and jsonfeed")
print("no faults" if not faults else f"{faults} faults")
sys.exit(1 if faults else 0)
