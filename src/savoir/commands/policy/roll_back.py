"""`savoir policy roll-back`: the content of an older version begins anew, as a new version."""

import argparse
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from savoir.commands.policy.acting import act, acting_parser, first_instant, numbered
from savoir.kernel.access import Actor
from savoir.policies import operations, queries


def main(arguments: list[str]) -> int:
    """Run the command. Status 0: done; 1: refused, and nothing changed."""
    given = _parser().parse_args(arguments)
    return act(given, lambda actor, brand_id, now: _do(given, actor, brand_id, now))


def _parser() -> argparse.ArgumentParser:
    parser = acting_parser("roll-back", __doc__)
    parser.add_argument("number", type=int, metavar="NUMBER", help="the older version")
    parser.add_argument(
        "--begins", type=date.fromisoformat, metavar="DAY", help="from this day on (default: now)"
    )
    return parser


def _do(given: argparse.Namespace, actor: Actor, brand_id: int, now: datetime) -> None:
    card = numbered(actor, brand_id, given.number)
    begins_at = first_instant(actor, brand_id, given.begins, now)
    fresh = operations.roll_back(actor=actor, version_id=card.id, begins_at=begins_at, now=now)
    told = {
        "older": card.number, "number": queries.version_card(actor=actor, version_id=fresh).number,
        "begins_at": f"{begins_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
    }  # fmt: skip
    said = _("Version %(number)s publiée, contenu de la %(older)s : elle vaut à partir du %(begins_at)s.")
    print(said % told)
