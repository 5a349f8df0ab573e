"""`savoir demo`: builds the shop once, connects its payment provider, and says who may come in."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from savoir.commands.demo.building import build
from savoir.commands.demo.examples import EXAMPLES, email_of
from savoir.commands.demo.founding import BRANDS, SLUG, connect_provider
from savoir.commands.demo.people import COLLEAGUES, PASSPHRASE
from savoir.commands.demo.telling import Teller
from savoir.organizations.queries import organization_of_brand

FINISHED, WELCOME = "demo.json", "welcome.txt"
EVERY_BRAND = range(sys.maxsize)


def main(argv: list[str]) -> int:
    """Build the shop unless it stands; `--provider URL` is where its payment provider answers, and with
    `--address URL` the welcome is written beside the data.

    Status 1 when an earlier build was cut off: `savoir demo --reset` starts afresh.
    """
    parser = argparse.ArgumentParser(prog="savoir demo")
    parser.add_argument("--provider", default="", help="address of the payment stub")
    parser.add_argument("--address", default="", help="address of the pages, for the welcome")
    given = parser.parse_args(argv)
    now = datetime.now(UTC)
    found = organization_of_brand(SLUG)
    if found is None:
        found = (_build(now), 0)
    elif not _is_finished(found[0]):
        print("The demo was not finished last time. Start afresh: bin/savoir demo --reset", file=sys.stderr)
        return 1
    if given.provider:
        connect_provider(found[0], EVERY_BRAND, given.provider, now=now)
    if given.address:
        (_place().parent / WELCOME).write_text(welcome(given.address), encoding="utf-8")
    return 0


def _build(now: datetime) -> int:
    print("Building Maison Lenoir: three brands, 400 cases, 90 days. A few minutes, only once.", flush=True)
    began, teller = time.monotonic(), Teller()
    try:
        shop, played = build(now=now, progress=teller)
    finally:
        teller.end()
    _mark(shop.org_id, now)
    print(f"Maison Lenoir is built: {played} deeds in {time.monotonic() - began:.0f} s.", flush=True)
    return shop.org_id


def _place() -> Path:
    return Path(settings.ENVIRONMENT.home) / FINISHED


def _mark(org_id: int, now: datetime) -> None:
    facts = {"org_id": org_id, "built_at": now.isoformat(), "examples": [asdict(e) for e in EXAMPLES]}
    _place().write_text(json.dumps(facts), encoding="utf-8")


def _is_finished(org_id: int) -> bool:
    try:
        facts = json.loads(_place().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return isinstance(facts, dict) and facts.get("org_id") == org_id


def welcome(base_url: str) -> str:
    """Addresses, one login per actor, customers to be, and how to start afresh."""
    lines = [
        "",
        "Maison Lenoir vous attend. L’histoire en deux minutes, sans mot de passe :",
        f"  {base_url}/",
    ]
    lines += ["", "Clients (numéro de commande et adresse) :"]
    lines += [f"  {base_url}/sav/{brand.slug}/   {brand.name}" for brand in BRANDS]
    lines += [f"  {e.number}  {email_of(e):28}  {e.what}" for e in EXAMPLES]
    lines += ["", f"Équipe : {base_url}/entree/   mot de passe de tous : {PASSPHRASE}"]
    lines += [f"  {c.email:38}  {c.role.value:10}  {c.welcome}" for c in COLLEAGUES if c.welcome]
    lines += ["", "Repartir de zéro : bin/savoir demo --reset", ""]
    return "\n".join(lines).replace(" :", "\u00a0:")
