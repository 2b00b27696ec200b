#!/usr/bin/env python3
"""Text to cluster with datasketch: MinHash-LSH, 128 permutations, threshold .5, word 4-grams, shingling included.

usage: datasketch_lsh.py COUNT < TEXTS (a JSON string a line); prints a JSON line. `pip install datasketch` first.
"""
import json, re, sys, time

try:
    from datasketch import MinHash, MinHashLSH
except ImportError:
    sys.exit("datasketch is not installed: pip install datasketch")

texts = [json.loads(line) for line in sys.stdin][: int(sys.argv[1])]
word = re.compile(r"\w+")


def clusters(texts, enter):
    """Seconds for all texts, and the clusters opened; `enter` puts the grams of a text into its sketch."""
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    clusters, opened = {}, 0
    started = time.thread_time()
    for n, text in enumerate(texts):
        words = word.findall(text.lower())
        grams = {" ".join(words[i:i + 4]).encode() for i in range(max(1, len(words) - 3))}
        sketch = MinHash(num_perm=128)
        enter(sketch, grams)
        found = lsh.query(sketch)
        clusters[n] = clusters[found[0]] if found else n
        opened += not found
        lsh.insert(n, sketch)
    return time.thread_time() - started, opened


def one_by_one(sketch, grams):
    for gram in grams:
        sketch.update(gram)


# As the library's documentation shows it, and the fastest way it has. The first is slow: a part of the texts tells.
part = texts[:4000]
documented, _ = clusters(part, one_by_one)
batch, opened = clusters(texts, lambda sketch, grams: sketch.update_batch(grams))
us = lambda seconds, texts: round(seconds / len(texts) * 1e6, 2)
print(json.dumps({"texts": len(texts), "datasketch_us": us(batch, texts), "datasketch_documented_us": us(documented, part), "datasketch_clusters": opened}))
