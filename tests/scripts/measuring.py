"""What the scripts that measure share: one process timed, and a database made due again."""

import json
import os
import sqlite3
import subprocess
import sys
import time


def ended(command):
    """One process to its end: what it printed, its exit code, and what it cost (seconds, processor seconds, peak MiB)."""
    started = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    cost = {
        "seconds": round(seconds, 3),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "peak_mib": round(usage.ru_maxrss / 1024, 1),
    }
    return out, process.returncode, cost


def answered(command):
    """One process that must succeed and print one JSON document: the document, and what it cost."""
    out, code, cost = ended(command)
    if code != 0:
        sys.exit(f"{command[0]} ended with {code}: {out.decode()}")
    return json.loads(out), cost


def make_due(db):
    """Makes every feed of a database due again, as if its time had come; its validators stay."""
    base = sqlite3.connect(db)
    for feed, poll in base.execute("SELECT id, poll FROM feeds").fetchall():
        state = json.loads(poll)
        state["next_poll"] = 0
        base.execute("UPDATE feeds SET poll = ? WHERE id = ?", (json.dumps(state), feed))
    base.commit()
    base.close()
