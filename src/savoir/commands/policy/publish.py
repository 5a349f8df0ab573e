"""`savoir policy publish`: a document becomes a draft, a second person reads it, it is published."""

import argparse
import getpass
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext

from savoir.commands.brands import BrandUnclear, brand_named, unclear_words
from savoir.commands.policy.files import FileUnreadable, read_json
from savoir.kernel.access import Actor
from savoir.kernel.errors import Refused
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import check_code, check_password
from savoir.organizations.queries import actor_of, brand_card, factors_of
from savoir.policies import operations, queries
from savoir.refusals.wording import sentence_for

DONE, REFUSED, UNREADABLE = 0, 1, 2


class WrongCall(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """What was typed names nothing; the words say what."""


def main(arguments: list[str]) -> int:
    """Run the command. Status 0: done; 1: refused, and nothing changed; 2: the file cannot be read."""
    given = _parser().parse_args(arguments)
    with translation.override(given.language):
        try:
            return _run(given, datetime.now(UTC))
        except (FileUnreadable, WrongCall) as fault:
            print(f"savoir policy: {fault}", file=sys.stderr)
            return UNREADABLE if isinstance(fault, FileUnreadable) else REFUSED
        except BrandUnclear as unclear:
            print(f"savoir: {unclear_words(unclear)}", file=sys.stderr)
        except Refused as refusal:
            _print_refusal(refusal)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir policy publish", description=__doc__)
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="write it as a draft, ask for a review"
    )
    parser.add_argument("--approve", type=int, metavar="NUMBER", help="say that a version may be published")
    parser.add_argument("--version", type=int, metavar="NUMBER", help="publish a reviewed and proved version")
    parser.add_argument("--login", required=True, metavar="EMAIL", help="who acts; the password is asked for")
    parser.add_argument(
        "--begins", type=date.fromisoformat, metavar="DAY", help="publish from this day on (default: now)"
    )
    parser.add_argument("--org", default="", metavar="SLUG", help="organization (when there are several)")
    parser.add_argument("--brand", default="", metavar="SLUG", help="brand (when there are several)")
    language = "en" if os.environ.get("LANG", "").startswith("en") else "fr"
    parser.add_argument("--language", choices=["fr", "en"], default=language)
    return parser


def _run(given: argparse.Namespace, now: datetime) -> int:
    asked = [one for one in (given.file, given.approve, given.version) if one is not None]
    if len(asked) != 1:
        raise WrongCall(gettext("Indiquez un fichier, --approve ou --version : l’un des trois."))
    document = read_json(given.file) if given.file else None
    org_id, brand_id = brand_named(given.org, given.brand)
    user_id = _person(given.login, now)
    with organization_block(org_id):
        actor = actor_of(user_id, org_id)
        if actor is None:
            raise WrongCall(gettext("Cette personne n’est pas de cette organisation."))
        if given.file:
            _draft(actor, brand_id, document, now)
        elif given.approve:
            _approve(actor, _numbered(actor, brand_id, given.approve), now)
        else:
            _publish(actor, _numbered(actor, brand_id, given.version), brand_id, given.begins, now)
    return DONE


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


def _numbered(actor: Actor, brand_id: int, number: int) -> queries.VersionCard:
    found = (card for card in queries.versions(actor=actor, brand_id=brand_id) if card.number == number)
    if (card := next(found, None)) is None:
        raise WrongCall(gettext("Cette marque n’a pas de version %(number)s.") % {"number": number})
    return card


def _draft(actor: Actor, brand_id: int, document: object, now: datetime) -> None:
    version_id = operations.draft_version(actor=actor, brand_id=brand_id, document=document, now=now)
    card = queries.version_card(actor=actor, version_id=version_id)
    operations.ask_review(actor=actor, version_id=card.id, digest=card.digest, now=now)
    told = {"number": card.number, "digest": card.digest}
    print(gettext("Version %(number)s écrite (empreinte %(digest)s) ; sa relecture est demandée.") % told)
    print(gettext("Une autre personne : savoir policy publish --approve %(number)s --login …") % told)


def _approve(actor: Actor, card: queries.VersionCard, now: datetime) -> None:
    operations.review_version(
        actor=actor, version_id=card.id, digest=card.digest, granted=True, motive="", now=now
    )
    told = {"number": card.number}
    print(gettext("Version %(number)s relue. Ensuite : savoir policy publish --version %(number)s") % told)


def _publish(
    actor: Actor, card: queries.VersionCard, brand_id: int, begins: date | None, now: datetime
) -> None:
    begins_at = now if begins is None else _first_instant(actor, brand_id, begins)
    operations.publish_version(
        actor=actor, version_id=card.id, digest=card.digest, begins_at=begins_at, now=now
    )
    told = {"number": card.number, "begins_at": f"{begins_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"}
    print(gettext("Version %(number)s publiée : elle vaut à partir du %(begins_at)s.") % told)


def _first_instant(actor: Actor, brand_id: int, day: date) -> datetime:
    """Midnight where the brand's clocks stand."""
    zone = brand_card(actor=actor, brand_id=brand_id).zone
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _print_refusal(refusal: Refused) -> None:
    words = sentence_for(refusal)
    print(f"savoir: {words.title}. {words.text} {words.way_out}", file=sys.stderr)
    faults = refusal.facts.get("faults", ())
    for fault in faults if isinstance(faults, tuple) else ():
        print(f"  {fault}", file=sys.stderr)
