"""A second factor changed: it stands in the ledger, and the person hears of it at his address on file."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from savoir.kernel import jobs, ledger
from savoir.kernel.ledger import Code
from savoir.kernel.tenancy import WrongOrganization, current_organization, organization_block
from savoir.organizations.events import SecondFactorChanged
from savoir.organizations.models import Brand, Membership, User
from savoir.organizations.ports import AccountLetter
from savoir.organizations.queries import actor_of, key_digest

SEND_FACTOR_NOTICE = "organizations.send_factor_notice"


class Change(StrEnum):
    """What happened to somebody's second factor."""

    CODES_ADDED = "codes_added"
    PASSKEY_ADDED = "passkey_added"
    REMOVED = "removed"
    RECOVERY_RENEWED = "recovery_renewed"
    RESET = "reset"


def note_change(*, user_id: int, change: Change, now: datetime) -> None:
    """Record it as the person's own deed, in the open organization or the first he works for; tell him."""
    with _somewhere(user_id) as org_id:
        actor = actor_of(user_id, org_id) if org_id else None
        if actor is not None:
            changed = SecondFactorChanged(subject_id=org_id, member_id=actor.id, change=Code(change.value))
            ledger.record(changed, actor=actor, now=now)
            tell_change(org_id=org_id, user_id=user_id, change=change, now=now)


def tell_change(*, org_id: int, user_id: int, change: Change, now: datetime) -> None:
    """Promise the letter. Inside the block of `org_id`."""
    jobs.enqueue(SEND_FACTOR_NOTICE, org_id=org_id, user_id=user_id, change=change.value, at=now.isoformat())


@contextmanager
def _somewhere(user_id: int) -> Iterator[int]:
    """The open organization, else that of the person's first membership; 0 for who works nowhere."""
    try:
        yield current_organization()
        return
    except WrongOrganization:
        rows = Membership.objects.filter(user_id=user_id, active=True, org__active=True)
        first = rows.order_by("id").values_list("org_id", flat=True).first()
    if first is None:
        yield 0
        return
    with organization_block(first):
        yield first


def factor_letter(*, user_id: int, change: str, at: str) -> AccountLetter | None:
    """The letter about a change at an instant (ISO 8601); None for nobody."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    brand = Brand.objects.order_by("id").first()
    if user is None or brand is None:
        return None
    with translation.override(user.language):
        words = {"name": user.full_name, "change": change, "at": datetime.fromisoformat(at)}
        named = key_digest(f"factor {user_id} {change} {at}")[:24]
        return AccountLetter(
            message_id=f"<factor.{named}@{brand.sender_address.rpartition('@')[2]}>",
            to=user.email, subject=gettext("Votre double vérification a changé"),
            text=render_to_string("organizations/factor_letter.txt", words), language=user.language,
            sender_name=brand.sender_name, sender_address=brand.sender_address,
        )  # fmt: skip
