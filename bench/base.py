"""The base of a million cases: one organization of 1,000,000, a hundred of 1,000, in a home of its own.

Run: `python -m bench.base [--cases N] [--again] [--migrate] [--stop]`. The demo shop is built by its own
command; each of its cases is then copied many times with a customer, numbers and a date of its own, up to
three years back, by one INSERT .. SELECT for each table. Kept between runs and built anew when the migrations
change; `--migrate` brings one that stands up to date instead. At the end every foreign key is checked, and
`savoir invariants` is asked.
"""

import argparse
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

from bench.ready import ROOT

from tests.databases import migrations_digest

from bench.million import filling, finishing, home
from bench.million.home import Home
from bench.million.plan import houses
from savoir.config.launcher.cluster import Cluster

CASES = 1_000_000


def read_stamp(at: Home) -> dict[str, Any]:
    """What stands there; {} when nothing whole does."""
    try:
        stamp: dict[str, Any] = json.loads(at.stamp().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return stamp


def build(at: Home, cases: int) -> dict[str, Any]:
    """Make the base from nothing; what it is."""
    began = time.monotonic()
    at.stamp().unlink(missing_ok=True)
    home.found(at, migrations_digest())
    filling.say("the demo stands", began)
    _fill(at, cases, began)
    lost = finishing.orphans(at)
    if lost:
        raise SystemExit("Keys that lead nowhere: " + ", ".join(lost))
    filling.say("every key finds its row", began)
    home.restart(at, quick=False)
    with at.superuser() as link:
        size = finishing.database_bytes(link)
    made = {"migrations": migrations_digest(), "cases": cases, "seconds": round(time.monotonic() - began),
            "bytes": size, "built_at": datetime.now(UTC).isoformat()}  # fmt: skip
    at.stamp().write_text(json.dumps(made), encoding="utf-8")
    return made


def _fill(at: Home, cases: int, began: float) -> None:
    with filling.hand(at) as link:
        org_id = int(filling.run(link, "SELECT min(id) FROM organizations_organization")[0][0])
        strides, samples = filling.strides_of(link), filling.samples_of(link)
        filling.keep_seed(link)
        first = 1 + int(filling.run(link, "SELECT max(id) FROM orders_customer")[0][0])
        made = houses(samples, cases, org_id, strides["organizations_organization"], first)
        filling.write_plan(link, made, samples)
        filling.say("the plan is written", began)
        drop, make = filling.secondary(link)
        for statement in drop:
            filling.run(link, statement)
        filling.write_houses(link, strides, org_id)
        filling.say("houses and customers stand", began)
        last = int(filling.run(link, "SELECT max(copy) FROM bench.plan")[0][0])
        filling.copy_all(at, strides, filling.kinds_of(link), last)
        filling.say("every case is copied", began)
        filling.write_link_routes(link)
        finishing.count_standing(link)
        finishing.set_sequences(link)
        finishing.make_again(at, make)
        filling.say("the indexes stand", began)
        finishing.write_words(at, link)
        filling.say("words are found", began)
        filling.run(link, "DROP SCHEMA bench CASCADE")
        finishing.sweep(at, finishing.table_names(link))
        filling.say("swept and analyzed", began)


def ensure(cases: int = CASES, *, again: bool = False, migrates: bool = False, anyhow: bool = False) -> Home:
    """The base, standing and running: made when it is not there or its tables are older.

    `anyhow`: one that stands is good enough whatever its size, brought up to date where that is possible.
    """
    at = home.bench_home()
    stamp = read_stamp(at)
    is_old = stamp.get("migrations") != migrations_digest()
    if stamp and is_old and (migrates or anyhow):
        home.restart(at, quick=False)
        home.migrate(at)
        at.stamp().write_text(json.dumps(stamp | {"migrations": migrations_digest()}), encoding="utf-8")
    elif again or not stamp or (not anyhow and (is_old or stamp["cases"] != cases)):
        stamp = build(at, cases)
        print(f"{cases} cases and {100} houses of 1,000: {stamp['seconds']} s, {stamp['bytes'] / 1e9:.1f} GB")
    Cluster(at.path).start()
    return at


def main(arguments: list[str]) -> int:
    """Make the base unless it stands; its invariants decide the status."""
    parser = argparse.ArgumentParser(prog="bin/bench base")
    parser.add_argument("--cases", type=int, default=CASES, help="of the large organization")
    parser.add_argument("--again", action="store_true", help="even when it stands")
    parser.add_argument("--migrate", action="store_true", help="bring it up to date, not anew")
    parser.add_argument("--stop", action="store_true", help="stop its server afterwards")
    given = parser.parse_args(arguments)
    at = ensure(given.cases, again=given.again, migrates=given.migrate)
    began = time.monotonic()
    command = [sys.executable, "-m", "savoir.config.cli", "invariants"]
    asked = subprocess.run(
        command, env=at.environment(), cwd=ROOT, check=False, capture_output=True, text=True
    )
    lines = asked.stdout.strip().splitlines()
    print(*[line for line in lines if "BROKEN" in line][:40], sep="\n")
    print(f"invariants: {lines[-1] if lines else asked.stderr} ({time.monotonic() - began:.0f} s)")
    if given.stop:
        Cluster(at.path).stop()
    return asked.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
