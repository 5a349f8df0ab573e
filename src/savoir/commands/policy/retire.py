"""`savoir policy retire`: the version in force ends now without a successor: a person answers."""

import argparse
from datetime import datetime

from django.utils.translation import gettext

from savoir.commands.policy.acting import act, acting_parser, numbered
from savoir.kernel.access import Actor
from savoir.policies import operations


def main(arguments: list[str]) -> int:
    """Run the command. Status 0: done; 1: refused, and nothing changed."""
    given = _parser().parse_args(arguments)
    return act(given, lambda actor, brand_id, now: _do(given, actor, brand_id, now))


def _parser() -> argparse.ArgumentParser:
    parser = acting_parser("retire", __doc__)
    parser.add_argument("number", type=int, metavar="NUMBER", help="the version in force")
    return parser


def _do(given: argparse.Namespace, actor: Actor, brand_id: int, now: datetime) -> None:
    card = numbered(actor, brand_id, given.number)
    operations.retire(actor=actor, version_id=card.id, now=now)
    told = {"number": card.number}
    print(gettext("Version %(number)s retirée : une personne répond désormais à chaque demande.") % told)
