#!/usr/bin/env python3
"""Runs wirecopy over many loopback feeds, twice, and reports time and peak memory.

    tests/scripts/thousand_feeds.py [--program target/release/wirecopy] [--feeds 1000] [--items 20]

One server on loopback answers for every feed, with an ETag. Every fifth story is carried by four feeds, so that there are
copies to find. The first run stores everything; the second finds every feed unchanged. Needs nothing but Python's own library
and Linux (peak memory is read from the ended process). Prints one JSON document.
"""

import argparse
import datetime
import http.server
import json
import pathlib
import random
import socketserver
import sys
import tempfile
import threading

from measuring import answered, make_due

WORDS = """harbour council engine winter minister signal bridge harvest letter market garden copper railway village budget
storm museum orchard tunnel doctor festival quarry senate island factory lantern valley pilot grain theatre ferry inspector
reservoir teacher union herring cable glacier satellite verdict subsidy vaccine referendum drought archive turbine customs
refinery cathedral wrestler parliament tariff orchestra landslide microscope ceasefire pension avalanche broadcaster""".split()


def story(number):
    """A story of about 250 words, decided by its number alone."""
    chance = random.Random(number)
    paragraphs = []
    for _ in range(6):
        words = [chance.choice(WORDS) for _ in range(42)]
        paragraphs.append("<p>" + " ".join(words).capitalize() + ".</p>")
    return "".join(paragraphs)


def feed(number, items, now, home):
    entries = []
    for n in range(items):
        shared = n % 5 == 0
        subject = (number // 4) * items + n if shared else 10_000_000 + number * items + n
        stamp = (now - datetime.timedelta(minutes=number % 240 + 1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        entries.append(
            f"<item><title>Story {subject} as feed {number} has it</title><link>{home}/{number}/{n}</link>"
            f"<guid isPermaLink=\"false\">{number}-{n}</guid><pubDate>{stamp}</pubDate>"
            f"<description><![CDATA[{story(subject)}]]></description></item>"
        )
    return (
        f"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Feed {number}</title><link>{home}/</link>"
        f"<description>Feed {number}</description>{''.join(entries)}</channel></rss>"
    ).encode()


class Feeds(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bodies = []
    answered = {200: 0, 304: 0}

    def do_GET(self):
        number = int(self.path.rsplit("/", 1)[-1].split(".")[0])
        tag = f'"feed-{number}"'
        same = self.headers.get("If-None-Match") == tag
        body = b"" if same else self.bodies[number]
        self.answered[304 if same else 200] += 1
        self.send_response(304 if same else 200)
        self.send_header("ETag", tag)
        if not same:
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 512


def run(program, config):
    """One run: its summary and what it cost."""
    summary, cost = answered([program, "--config", config, "run", "--json"])
    return cost | {"summary": summary}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--program", default="target/release/wirecopy")
    arguments.add_argument("--feeds", type=int, default=1000)
    arguments.add_argument("--items", type=int, default=20)
    args = arguments.parse_args()
    server = Server(("127.0.0.1", 0), Feeds)
    home = f"http://127.0.0.1:{server.server_address[1]}"
    now = datetime.datetime.now(datetime.timezone.utc)
    Feeds.bodies = [feed(number, args.items, now, home) for number in range(args.feeds)]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="wirecopy-feeds-") as folder:
        folder = pathlib.Path(folder)
        config = folder / "config.toml"
        outlets = (f'[[outlet]]\nname = "Outlet {n}"\nfeeds = ["{home}/feed/{n}.xml"]\n' for n in range(args.feeds))
        config.write_text(
            '[network]\nallow = ["127.0.0.1"]\nat_once_a_host = 32\nseconds_between_requests = 0.0\n\n'
            "[pages]\nfetch = false\n\n" + "\n".join(outlets)
        )
        first = run(args.program, config)
        make_due(folder / "wirecopy.db")
        second = run(args.program, config)
        size = (folder / "wirecopy.db").stat().st_size
    report = {
        "feeds": args.feeds, "items_a_feed": args.items, "first": first, "second": second,
        "answers": Feeds.answered, "database_mib": round(size / 2**20, 1),
    }
    print(json.dumps(report, indent=2))
    whole = first["summary"]["items_new"] == args.feeds * args.items
    sys.exit(0 if whole and second["summary"]["unchanged"] == args.feeds else 1)


if __name__ == "__main__":
    main()
