"""`savoir policy replay FILE`: a draft on all past cases, beside the version in force."""

import argparse
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext

from savoir.commands.brands import BrandUnclear, brand_named, unclear_words
from savoir.commands.policy.files import FileUnreadable, read_compiled
from savoir.commands.policy.replayed import changed_lines, report
from savoir.insights import operations, queries
from savoir.insights.values import Span
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.tenancy import organization_block
from savoir.policies.queries import version_at, versions
from savoir.policies.tables import Compiled, WrongDocument

DONE, REFUSED, UNREADABLE = 0, 1, 2


class NothingToReplay(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """No version, or no past case; the words say which."""


def main(arguments: list[str]) -> int:
    """Print the report. Status 0: replayed; 1: nothing to replay; 2: the file cannot be read or is wrong."""
    given = _parser().parse_args(arguments)
    with translation.override(given.language):
        try:
            return _run(given)
        except (FileUnreadable, WrongDocument) as fault:
            print(f"savoir policy: {fault}", file=sys.stderr)
            return UNREADABLE
        except NothingToReplay as nothing:
            print(f"savoir policy: {nothing}", file=sys.stderr)
        except BrandUnclear as unclear:
            print(f"savoir: {unclear_words(unclear)}", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir policy replay", description=__doc__)
    parser.add_argument("draft", metavar="FILE", help="the draft, or the number of a version of the brand")
    parser.add_argument(
        "--against", metavar="FILE", help="instead of the version in force; a file or the number of a version"
    )
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="only cases asked from it on")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="only cases asked before it")
    parser.add_argument("--page", type=int, default=1, metavar="N", help="which 50 of the changed cases")
    parser.add_argument(
        "--minutes", type=_minutes, metavar="N",
        help="what a person takes for a case: the work is told in hours then",
    )  # fmt: skip
    parser.add_argument("--org", default="", metavar="SLUG", help="organization (when there are several)")
    parser.add_argument("--brand", default="", metavar="SLUG", help="brand (when there are several)")
    language = "en" if os.environ.get("LANG", "").startswith("en") else "fr"
    parser.add_argument("--language", choices=["fr", "en"], default=language)
    return parser


def _minutes(typed: str) -> int:
    """Whole minutes from 1 to 600. Raises ArgumentTypeError."""
    found = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    if not 1 <= found <= 600:
        raise argparse.ArgumentTypeError("whole minutes, 1 to 600")
    return found


def _run(given: argparse.Namespace) -> int:
    typed = _read(given.draft), _read(given.against)
    org_id, brand_id = brand_named(given.org, given.brand)
    span = Span(brand_id, given.since, given.until)
    with organization_block(org_id):
        actor = system_actor(org_id)
        after = typed[0] or _numbered(actor, brand_id, given.draft)
        before = typed[1] or _against(actor, brand_id, given.against)
        operations.rewrite_extract(actor=actor)
        replayed = queries.replay(actor=actor, before=before, after=after, span=span)
        if not replayed.cases:
            raise NothingToReplay(gettext("aucun dossier passé de cette marque dans cette période."))
        page = max(0, given.page - 1)
        changed = queries.changed_cases(actor=actor, before=before, after=after, span=span, page=page)
    for line in (*report(replayed, minutes=given.minutes), *changed_lines(changed)):
        print(line)
    return DONE


def _read(typed: str | None) -> Compiled | None:
    """The document of a file; None for a number, and for nothing. Raises FileUnreadable, WrongDocument."""
    return None if typed is None or _is_number(typed) else read_compiled(Path(typed))


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit()


def _against(actor: Actor, brand_id: int, typed: str | None) -> Compiled:
    if typed is not None:
        return _numbered(actor, brand_id, typed)
    card = version_at(actor=actor, brand_id=brand_id, at=datetime.now(UTC))
    if card is None:
        raise NothingToReplay(gettext("cette marque n’a pas de version en vigueur : indiquez --against."))
    return card.compiled


def _numbered(actor: Actor, brand_id: int, typed: str) -> Compiled:
    for card in versions(actor=actor, brand_id=brand_id):
        if str(card.number) == typed.lstrip("0"):
            return card.compiled
    raise NothingToReplay(gettext("cette marque n’a pas de version %(number)s.") % {"number": typed[:12]})
