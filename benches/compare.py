#!/usr/bin/env python3
"""Measures wirecopy beside its peers on the same texts, one after the other, and prints the ratios.

usage: benches/compare.py [TEXTS]

Wants a built project (`cargo bench --no-run`), the labelled data in ../shared or WIRECOPY_SHARED (made-up texts serve where
it is absent), and for the Python peers `pip install datasketch feedparser`; a peer that is not installed is left out, with a
word. Everything is measured in time of one core's work, so that neighbours on the machine count for little. Last line: JSON.
"""
import gzip, json, os, pathlib, subprocess, sys

HOME = pathlib.Path(__file__).resolve().parent
SHARED = pathlib.Path(os.environ.get("WIRECOPY_SHARED", HOME.parent.parent / "shared"))


def bench(name, *args):
    cargo = ["cargo", "bench", "--quiet", "--locked", "--bench", name, "--", *args]
    return subprocess.run(cargo, cwd=HOME.parent, check=True, text=True, stdout=subprocess.PIPE).stdout


def last(told):
    lines = [line for line in told.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if lines else {}


def peer(script, given, *args):
    run = subprocess.run([sys.executable, str(HOME / "peers" / script), *args], input=given, text=True, capture_output=True)
    if run.returncode:
        print(run.stderr.strip(), file=sys.stderr)
        return {}
    return last(run.stdout)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    told = {"cluster": last(bench("cluster", str(count)))}
    items = SHARED / "data/dedup/edits-en/items.jsonl.gz"
    if items.exists():
        texts = [json.dumps(json.loads(line)["text"]) for line in gzip.open(items, "rt")][:count]
    else:
        texts = bench("cluster", "--texts", str(count)).splitlines()
    told["cluster"] |= peer("datasketch_lsh.py", "\n".join(texts), str(count))
    told["feeds"] = last(bench("feeds")) | peer("feedparser_read.py", bench("feeds", "--list"))
    told["pages"] = last(bench("pages"))
    cluster, feeds, pages = told["cluster"], told["feeds"], told["pages"]
    told["ratios"] = {
        "text to cluster, times datasketch, shingle by shingle": ratio(cluster, "datasketch_documented_us", "wirecopy_us"),
        "text to cluster, times datasketch, in batches": ratio(cluster, "datasketch_us", "wirecopy_us"),
        "text to cluster, times gaoya": ratio(cluster, "gaoya_us", "wirecopy_us"),
        "feeds, times feedparser": ratio(feeds, "feedparser_ms", "wirecopy_ms"),
        "feeds, times bare feed-rs": ratio(feeds, "feed_rs_ms", "wirecopy_ms"),
        "pages, times bare trafilatura": ratio(pages, "trafilatura_ms", "wirecopy_ms"),
    }
    for name, value in told["ratios"].items():
        print(f"{name}: {value if value is not None else 'not measured'}")
    print(json.dumps(told))


def ratio(told, peer, ours):
    return round(told[peer] / told[ours], 2) if peer in told and ours in told else None


if __name__ == "__main__":
    main()
