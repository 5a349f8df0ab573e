"""`savoir apikey create|list|revoke`: keys of the API, for the person at the terminal."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from savoir.commands.terminal import DONE, OrganizationUnclear, complain, organization_meant
from savoir.kernel.access import KEY_PERMISSIONS, Actor, system_actor
from savoir.kernel.errors import NotFound, Refused
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.organizations.values import ApiKeyCard

_PAGE = 100


def main(arguments: list[str]) -> int:
    """Run one of the three. Status 0: done; 1: refused, with one sentence."""
    given = _parser().parse_args(arguments)
    try:
        org_id = organization_meant(given.org)
        with organization_block(org_id):
            given.handler(given, org_id)
    except (OrganizationUnclear, Refused) as refusal:
        return complain(refusal)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir apikey", description=__doc__)
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    made = _verb(verbs, "create", "make a key; its token is shown this once", _create)
    made.add_argument("label", help="what the key is for, as lists show it")
    made.add_argument(
        "--scope", action="append", default=[], metavar="SCOPE", help="a right of the key; may be repeated",
        choices=sorted(scope.value for scope in KEY_PERMISSIONS),
    )  # fmt: skip
    made.add_argument("--all-scopes", action="store_true", help="every right a key may have")
    made.add_argument("--brand", default="", metavar="SLUG", help="limit the key to one brand")
    made.add_argument("--days", type=int, default=0, help="how long it works (default: until revoked)")
    _verb(verbs, "list", "every key, never its secret", _list)
    ended = _verb(verbs, "revoke", "end a key at once", _revoke)
    ended.add_argument("prefix", help="the part of the key that lists show")
    return parser


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, words: str, handler: object
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words, description=words)
    parser.add_argument("--org", default="", metavar="SLUG", help="organization (when there are several)")
    parser.set_defaults(handler=handler)
    return parser


def _create(given: argparse.Namespace, org_id: int) -> None:
    actor, now = system_actor(org_id), datetime.now(UTC)
    brand = queries.brand_of_address(actor=actor, slug=given.brand) if given.brand else None
    scopes = [scope.value for scope in KEY_PERMISSIONS] if given.all_scopes else given.scope
    made = operations.create_api_key(
        actor=actor, label=given.label, scopes=scopes, brand_id=brand.id if brand else None, now=now,
        expires_at=now + timedelta(days=given.days) if given.days else None,
    )  # fmt: skip
    print(made.token)
    print("Keep it: it is never shown again.", file=sys.stderr)


def _list(_given: argparse.Namespace, org_id: int) -> None:
    now = datetime.now(UTC)
    for card in _every(system_actor(org_id)):
        used = f"{card.last_used_at:%Y-%m-%d %H:%M}" if card.last_used_at else "never"
        print(f"{card.prefix}  {_state(card, now):8}  last use {used}  {card.label}  {' '.join(card.scopes)}")


def _every(actor: Actor) -> Iterator[ApiKeyCard]:
    """Every key, newest first, page by page."""
    before = 0
    while page := queries.api_keys(actor=actor, limit=_PAGE, before_id=before):
        yield from page
        before = page[-1].id


def _state(card: ApiKeyCard, now: datetime) -> str:
    if card.is_usable(now):
        return "works"
    return "revoked" if card.revoked_at else "over"


def _revoke(given: argparse.Namespace, org_id: int) -> None:
    actor = system_actor(org_id)
    found = next((card for card in _every(actor) if card.prefix == given.prefix), None)
    if found is None:
        raise NotFound("prefix")
    was_living = operations.revoke_api_key(actor=actor, key_id=found.id, now=datetime.now(UTC))
    print("Revoked." if was_living else "It was revoked already.")
