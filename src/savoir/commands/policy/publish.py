"""`savoir policy publish`: a document becomes a draft, a second person reads it, it is published."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from django.utils.translation import gettext

from savoir.commands.policy.acting import WrongCall, act, acting_parser, first_instant, numbered
from savoir.commands.policy.files import read_json
from savoir.kernel.access import Actor
from savoir.policies import operations, queries

ONE_OF = ("file", "approve", "refuse", "settle", "version")


def main(arguments: list[str]) -> int:
    """Run the command. Status 0: done; 1: refused, and nothing changed; 2: the file cannot be read."""
    given = _parser().parse_args(arguments)
    return act(given, lambda actor, brand_id, now: _do(given, actor, brand_id, now))


def _parser() -> argparse.ArgumentParser:
    parser = acting_parser("publish", __doc__)
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="write it as a draft, ask for a review"
    )
    parser.add_argument("--approve", type=int, metavar="NUMBER", help="say that a version may be published")
    parser.add_argument("--refuse", type=int, metavar="NUMBER", help="send a version back to its author")
    parser.add_argument("--settle", type=int, metavar="NUMBER", help="answer for what its proof left open")
    parser.add_argument("--motive", default="", metavar="WORDS", help="why, for --refuse and --settle")
    parser.add_argument("--version", type=int, metavar="NUMBER", help="publish a reviewed and proved version")
    parser.add_argument(
        "--begins", type=date.fromisoformat, metavar="DAY", help="publish from this day on (default: now)"
    )
    return parser


def _do(given: argparse.Namespace, actor: Actor, brand_id: int, now: datetime) -> None:
    asked = [name for name in ONE_OF if getattr(given, name) is not None]
    if len(asked) != 1:
        words = gettext("Indiquez un fichier, --approve, --refuse, --settle ou --version : un seul des cinq.")
        raise WrongCall(words)
    if given.file:
        _draft(actor, brand_id, read_json(given.file), now)
        return
    card = numbered(actor, brand_id, getattr(given, asked[0]))
    if given.version:
        _publish(actor, card, first_instant(actor, brand_id, given.begins, now), now)
    elif given.settle:
        _settle(actor, card, given.motive, now)
    else:
        _review(actor, card, granted=bool(given.approve), motive=given.motive, now=now)


def _draft(actor: Actor, brand_id: int, document: object, now: datetime) -> None:
    version_id = operations.draft_version(actor=actor, brand_id=brand_id, document=document, now=now)
    card = queries.version_card(actor=actor, version_id=version_id)
    operations.ask_review(actor=actor, version_id=card.id, digest=card.digest, now=now)
    told = {"number": card.number, "digest": card.digest}
    print(gettext("Version %(number)s écrite (empreinte %(digest)s) ; sa relecture est demandée.") % told)
    _warn_of_teams(actor, card)
    print(gettext("Une autre personne : savoir policy publish --approve %(number)s --login …") % told)


def _review(actor: Actor, card: queries.VersionCard, *, granted: bool, motive: str, now: datetime) -> None:
    operations.review_version(
        actor=actor, version_id=card.id, digest=card.digest, granted=granted, motive=motive, now=now
    )
    told = {"number": card.number}
    if granted:
        print(
            gettext("Version %(number)s relue. Ensuite : savoir policy publish --version %(number)s") % told
        )
    else:
        print(gettext("Version %(number)s renvoyée à son auteur.") % told)


def _settle(actor: Actor, card: queries.VersionCard, motive: str, now: datetime) -> None:
    operations.settle_proof(actor=actor, version_id=card.id, digest=card.digest, motive=motive, now=now)
    print(
        gettext("Vous répondez de ce que la preuve de la version %(n)s a laissé ouvert.") % {"n": card.number}
    )


def _publish(actor: Actor, card: queries.VersionCard, begins_at: datetime, now: datetime) -> None:
    operations.publish_version(
        actor=actor, version_id=card.id, digest=card.digest, begins_at=begins_at, now=now
    )
    told = {"number": card.number, "begins_at": f"{begins_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"}
    _warn_of_teams(actor, card)
    print(gettext("Version %(number)s publiée : elle vaut à partir du %(begins_at)s.") % told)


def _warn_of_teams(actor: Actor, card: queries.VersionCard) -> None:
    """A team that rows name and nobody made forbids nothing: its cases fall to the agents."""
    said = gettext("L’équipe « %(code)s » n’existe pas : ses dossiers iront aux conseillers.")
    for code in queries.missing_teams(actor=actor, compiled=card.compiled):
        print(said % {"code": code})
