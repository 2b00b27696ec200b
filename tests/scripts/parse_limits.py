#!/usr/bin/env python3
"""Reads every file of the feed suites with a process of its own and reports the slowest and the greediest.

    tests/scripts/parse_limits.py [--suites ../shared/feeds] [--program target/release/wirecopy]

The inputs made to do harm (`tests/it/parse/hostile.rs`) are held to the same limits once their test has written them down:

    WIRECOPY_HOSTILE=/tmp/hostile cargo test --release --test it hostile_inputs
    tests/scripts/parse_limits.py --suites /tmp/hostile

No file may take over 2 seconds of processor time or 256 MiB, and none may end the program. Prints one JSON document; exit code 1
when a limit was broken. Needs Python's own library and Linux.
"""

import argparse
import json
import pathlib
import sys

from measuring import ended

SECONDS, MIB = 2.0, 256.0


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--program", default="target/release/wirecopy")
    arguments.add_argument("--suites", default="../shared/feeds", type=pathlib.Path)
    args = arguments.parse_args()
    files = sorted(p for p in args.suites.glob("*/**/*") if p.is_file() and p.name != "LICENSE")
    costs, broken = [], []
    for path in files:
        out, code, spent = ended([args.program, "parse", path])
        cost = (spent["cpu_seconds"], spent["peak_mib"], str(path.relative_to(args.suites)))
        costs.append(cost)
        try:
            json.loads(out)
        except ValueError:
            code = 1
        if code != 0 or cost[0] > SECONDS or cost[1] > MIB:
            broken.append(cost[2])
    slowest, largest = max(costs), max(costs, key=lambda cost: cost[1])
    print(json.dumps({
        "files": len(files), "broken": broken, "slowest": {"file": slowest[2], "cpu_seconds": round(slowest[0], 3)},
        "largest": {"file": largest[2], "peak_mib": round(largest[1], 1)},
    }, indent=2))
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
