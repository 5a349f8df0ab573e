"""`savoir found NAME ...`: a shop of one's own, its first brand, and the link by which its owner signs in."""

import argparse
import sys
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, validate_slug
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from savoir.commands.terminal import DONE, complain
from savoir.kernel.access import Actor, Role, system_actor
from savoir.kernel.errors import Refused
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations as organizations
from savoir.policies import operations as policies
from savoir.policies.queries import version_card

TRADES: Final = ("fashion", "home", "electronics", "beauty", "sports", "business")
WEEK: Final = tuple({"weekday": day, "opens": "09:00", "closes": "18:00"} for day in range(5))
_QUESTIONS: Final = {
    "address": "Its word in addresses (small letters, digits, hyphens)",
    "trade": f"Rules to begin with ({', '.join(TRADES)})",
    "sender": "E-mail address its customers are written to from",
    "street": "Where returns go: street and number",
    "postcode": "Postcode",
    "city": "City",
    "admin": "E-mail address of whoever runs it",
    "admin_name": "First and last name",
}
_CHECKED: Final[dict[str, Any]] = {
    "address": validate_slug, "sender": EmailValidator(), "admin": EmailValidator(),
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Found it. Status 0: done; 1: refused, with one sentence, and nothing is there."""
    given = _parser().parse_args(arguments)
    if unreadable := _unreadable(given):
        return complain(unreadable)
    try:
        with transaction.atomic():
            secret = found(given, now=datetime.now(UTC))
    except Refused as refusal:
        return complain(refusal)
    print(f"{given.name} is founded. Customers: {settings.BASE_URL}/sav/{given.address}/")
    print(invitation(given.admin_name, secret))
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir found", description=__doc__)
    parser.add_argument("name", help="what customers call the shop")
    for answer, words in _QUESTIONS.items():
        choices = TRADES if answer == "trade" else None
        parser.add_argument(f"--{answer.replace('_', '-')}", default="", help=words, choices=choices)
    parser.add_argument("--entity", default="", help="the company behind it (default: the name)")
    parser.add_argument("--country", default="FR", help="where returns go (default FR)")
    return parser


def _unreadable(given: argparse.Namespace) -> str:
    """Asks on a terminal for what was not said; "" or what can't be read."""
    for answer, question in _QUESTIONS.items():
        if not getattr(given, answer) and sys.stdin.isatty():
            offered = slugify(given.name) if answer == "address" else ""
            said = input(f"{question}{f' [{offered}]' if offered else ''}: ").strip()
            setattr(given, answer, said or offered)
        if not getattr(given, answer):
            return f"--{answer.replace('_', '-')} is missing: {question}."
    for answer, is_valid in _CHECKED.items():
        try:
            is_valid(getattr(given, answer))
        except ValidationError as bent:
            return f"--{answer}: {' '.join(bent.messages)}"
    return "" if given.trade in TRADES else f"--trade: one of {', '.join(TRADES)}."


def found(given: argparse.Namespace, *, now: datetime) -> str:
    """Organization, week, place of returns, brand, rules, administrator; the secret of the latter's link.

    Raises NameTaken.
    """
    org_id = organizations.found_organization(name=given.name, slug=given.address, now=now)
    system = system_actor(org_id)
    with organization_block(org_id):
        brand_id = _brand(system, given, now)
        policies.create_policy(actor=system, brand_id=brand_id, name=given.name, now=now)
        version_id = policies.found_version(
            actor=system, brand_id=brand_id, starter=given.trade, begins_at=now, now=now
        )
        digest = version_card(actor=system, version_id=version_id).digest
        policies.ask_proof(actor=system, version_id=version_id, digest=digest, now=now)
        member_id = organizations.add_member(
            actor=system, email=given.admin, full_name=given.admin_name, role=Role.ADMIN, now=now
        )
        return organizations.invite(actor=system, member_id=member_id, now=now)


def _brand(system: Actor, given: argparse.Namespace, now: datetime) -> int:
    week = organizations.add_calendar(
        actor=system, name="Service client", slots=WEEK, holiday_country=given.country, now=now
    )
    site = organizations.add_site(
        actor=system, code="retours", name="Retours", kind="warehouse", street=given.street,
        postcode=given.postcode, city=given.city, country=given.country, calendar_id=week, now=now,
    )  # fmt: skip
    organizations.add_team(actor=system, name="Service client", calendar_id=week, now=now)
    return organizations.add_brand(
        actor=system, slug=given.address, name=given.name, languages=["fr", "en"], sender_name=given.name,
        sender_address=given.sender, legal_entity=given.entity or given.name, calendar_id=week,
        return_site_id=site, now=now,
    )  # fmt: skip


def invitation(name: str, secret: str) -> str:
    """Two lines: whose link it is, and the link."""
    address = settings.BASE_URL + reverse("entrance:link", args=[secret])
    way = "accepts here, once, within seven days; whoever has the link can choose a new account’s password"
    return f"{name} {way}:\n{address}"
