"""A person acts on the versions of a brand from a terminal: who it is, which version, what was refused."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext

from savoir.commands.brands import BrandUnclear, brand_named, unclear_words
from savoir.commands.policy.files import FileUnreadable
from savoir.kernel.access import Actor
from savoir.kernel.errors import Refused
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import check_code, check_password
from savoir.organizations.queries import actor_of, brand_card, factors_of
from savoir.policies import queries
from savoir.refusals.wording import sentence_for

DONE, REFUSED, UNREADABLE = 0, 1, 2
Deed = Callable[[Actor, int, datetime], None]


class WrongCall(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """What was typed names nothing; the words say what."""


def acting_parser(name: str, words: str | None) -> argparse.ArgumentParser:
    """A parser that knows who acts, for which brand, in which language."""
    parser = argparse.ArgumentParser(prog=f"savoir policy {name}", description=words)
    parser.add_argument("--login", required=True, metavar="EMAIL", help="who acts; the password is asked for")
    parser.add_argument("--org", default="", metavar="SLUG", help="organization (when there are several)")
    parser.add_argument("--brand", default="", metavar="SLUG", help="brand (when there are several)")
    language = "en" if os.environ.get("LANG", "").startswith("en") else "fr"
    parser.add_argument("--language", choices=["fr", "en"], default=language)
    return parser


def act(given: argparse.Namespace, deed: Deed) -> int:
    """Do `deed(actor, brand_id, now)` as the person of `--login`, or say why not.

    Status 0: done; 1: refused, and nothing changed; 2: a file cannot be read.
    """
    with translation.override(given.language):
        try:
            _as_person(given, deed, datetime.now(UTC))
        except (FileUnreadable, WrongCall) as fault:
            print(f"savoir policy: {fault}", file=sys.stderr)
            return UNREADABLE if isinstance(fault, FileUnreadable) else REFUSED
        except BrandUnclear as unclear:
            print(f"savoir: {unclear_words(unclear)}", file=sys.stderr)
            return REFUSED
        except Refused as refusal:
            _print_refusal(refusal)
            return REFUSED
    return DONE


def _as_person(given: argparse.Namespace, deed: Deed, now: datetime) -> None:
    org_id, brand_id = brand_named(given.org, given.brand)
    user_id = _person(given.login, now)
    with organization_block(org_id):
        actor = actor_of(user_id, org_id)
        if actor is None:
            raise WrongCall(gettext("Cette personne n’est pas de cette organisation."))
        deed(actor, brand_id, now)


def _person(email: str, now: datetime) -> int:
    """Who typed his password, and his code where he has a second factor. Raises Refused."""
    password = _secret(gettext("Mot de passe de %(email)s : ") % {"email": email})
    user_id = check_password(email=email, password=password, address="terminal", now=now)
    if factors_of(user_id):
        check_code(user_id=user_id, code=_secret(gettext("Code : ")), now=now)
    return user_id


def _secret(prompt: str) -> str:
    """Typed unseen; a line of the input where that is no terminal."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def numbered(actor: Actor, brand_id: int, number: int) -> queries.VersionCard:
    """A version of the brand by its number. Raises WrongCall."""
    found = (card for card in queries.versions(actor=actor, brand_id=brand_id) if card.number == number)
    if (card := next(found, None)) is None:
        raise WrongCall(gettext("Cette marque n’a pas de version %(number)s.") % {"number": number})
    return card


def first_instant(actor: Actor, brand_id: int, day: date | None, now: datetime) -> datetime:
    """Midnight where the brand's clocks stand; now without a day."""
    if day is None:
        return now
    zone = brand_card(actor=actor, brand_id=brand_id).zone
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _print_refusal(refusal: Refused) -> None:
    words = sentence_for(refusal)
    print(f"savoir: {words.title}. {words.text} {words.way_out}", file=sys.stderr)
    faults = refusal.facts.get("faults", ())
    language = "en" if (translation.get_language() or "").startswith("en") else "fr"
    for fault in faults if isinstance(faults, tuple) else ():
        print(f"  {fault.said(language)}", file=sys.stderr)
