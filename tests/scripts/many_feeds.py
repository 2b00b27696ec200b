#!/usr/bin/env python3
"""Polls many loopback feeds that are all unchanged with `wirecopy run`, and with a bare loop of the same HTTP library.

    cargo build --release --locked --example bare_poll
    tests/scripts/many_feeds.py [--feeds 5000] [--hosts 500] [--rounds 3]

The first run takes everything in. Then, in turns, one `wirecopy run` over all feeds (made due again, so that nothing but their
"unchanged" comes back) and one bare loop that sends the same conditional requests to the same server, each a process of its own.
Prints one JSON document: feeds a second of either (the median of the rounds, whole processes), their ratio, the ratio of their
processor time (which a busy machine changes little), and peak memory.
Needs Python's own library and Linux.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

from measuring import answered, make_due


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--program", default="target/release/wirecopy")
    arguments.add_argument("--bare", default="target/release/examples/bare_poll")
    arguments.add_argument("--feeds", type=int, default=5000)
    arguments.add_argument("--hosts", type=int, default=500)
    arguments.add_argument("--at-once", type=int, default=32)
    arguments.add_argument("--rounds", type=int, default=3)
    args = arguments.parse_args()
    server = subprocess.Popen([args.bare, "serve", str(args.hosts)], stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline())
        hosts = [f"127.1.{n // 250}.{n % 250 + 1}:{port}" for n in range(args.hosts)]
        with tempfile.TemporaryDirectory(prefix="wirecopy-feeds-") as folder:
            folder = pathlib.Path(folder)
            paths = [(hosts[n % args.hosts], f"/feed/{n}") for n in range(args.feeds)]
            (folder / "list").write_text("".join(f'http://{host}{path}\t"tag{path}"\n' for host, path in paths))
            outlets = {}
            for host, path in paths:
                outlets.setdefault(host, []).append(f'"http://{host}{path}"')
            config = folder / "config.toml"
            config.write_text(
                f'[network]\nallow = ["127.0.0.0/8"]\nat_once = {args.at_once}\nseconds_between_requests = 0.0\n\n[pages]\nfetch = false\n\n'
                + "".join(f'[[outlet]]\nname = "{host}"\nfeeds = [{", ".join(feeds)}]\n' for host, feeds in outlets.items())
            )
            run = [args.program, "--config", config, "run", "--json"]
            summary, first = answered(run)
            whole = summary["items_new"] == args.feeds * 10
            ours, bare = [], []
            for _ in range(args.rounds):
                make_due(folder / "wirecopy.db")
                summary, cost = answered(run)
                whole = whole and summary["unchanged"] == args.feeds
                ours.append(cost)
                answer, cost = answered([args.bare, "poll", str(args.at_once), folder / "list"])
                whole = whole and answer["unchanged"] == args.feeds
                bare.append(cost)
    finally:
        server.kill()
        server.wait()
    median = lambda costs, what: statistics.median(cost[what] for cost in costs)
    pace = {name: args.feeds / median(costs, "seconds") for name, costs in (("ours", ours), ("bare", bare))}
    print(json.dumps({
        "feeds": args.feeds, "hosts": args.hosts, "at_once": args.at_once, "all_unchanged": whole, "first": first, "ours": ours, "bare": bare,
        "feeds_a_second": {name: round(value) for name, value in pace.items()}, "ratio": round(pace["ours"] / pace["bare"], 2),
        "ratio_of_processor_time": round(median(bare, "cpu_seconds") / median(ours, "cpu_seconds"), 2),
    }, indent=2))
    sys.exit(0 if whole else 1)


if __name__ == "__main__":
    main()
