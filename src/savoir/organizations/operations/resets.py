"""A forgotten password: asked by anybody, answered only to the address on file."""

from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from savoir.kernel import jobs
from savoir.kernel.tenancy import organization_block
from savoir.kernel.throttle import count_try
from savoir.organizations.models import Brand, Membership, Organization, User, UserLink
from savoir.organizations.operations.people import RESET_LASTS, make_link
from savoir.organizations.operations.sessions import count_address_try
from savoir.organizations.ports import AccountLetter
from savoir.organizations.queries import key_digest
from savoir.organizations.values import normalized_email

SEND_RESET = "organizations.send_reset"
_LETTERS_AN_HOUR = 3


def ask_password_reset(*, email: str, address: str, now: datetime) -> None:
    """Promise a letter to the person with this e-mail, if there is one; the answer is the same if not.

    The job that follows is queued for unknown accounts too, so that both take the same time. Before any
    block. Raises TooManyTries for an address that asks too often.
    """
    count_address_try(purpose="reset", address=address, now=now)
    account = normalized_email(email)
    asked = count_try(key=f"reset account {account}", window=timedelta(hours=1), now=now)
    found = Membership.objects.filter(
        user__email=account, user__is_active=True, active=True, org__active=True
    ).order_by("id")
    first = found.values_list("org_id", "user_id").first() or _awaited_again(account, now)
    org_id, user_id = first or (_some_organization(), 0)
    if asked <= _LETTERS_AN_HOUR and org_id is not None:
        with organization_block(org_id):
            jobs.enqueue(SEND_RESET, org_id=org_id, user_id=user_id)


def _awaited_again(account: str, now: datetime) -> tuple[int, int] | None:
    """Who worked somewhere, works nowhere now and is invited there again needs his password to accept."""
    links = UserLink.objects.filter(
        user__email=account, user__is_active=True, org__active=True, used_at=None, expires_at__gt=now
    ).order_by("id")
    found = links.values_list("org_id", "user_id").first()
    return None if found is None or found[0] is None else (found[0], found[1])


def reset_letter(*, user_id: int, now: datetime) -> AccountLetter | None:
    """Make a fresh reset link (30 minutes) and the letter that carries it; None for nobody.

    Called by the job when it sends: the secret stands in the letter only, in no row and no job.
    """
    user = User.objects.filter(id=user_id, is_active=True).first()
    brand = Brand.objects.order_by("id").first()
    if user is None or brand is None:
        return None
    secret = make_link(user, UserLink.Purpose.RESET, now + RESET_LASTS)
    words = {
        "name": user.full_name,
        "url": settings.BASE_URL + reverse("entrance:link", args=[secret]),
        "minutes": int(RESET_LASTS.total_seconds() // 60),
    }
    with translation.override(user.language):
        return AccountLetter(
            message_id=f"<reset.{key_digest(secret)[:24]}@{brand.sender_address.rpartition('@')[2]}>",
            to=user.email, subject=gettext("Choisir un nouveau mot de passe"),
            text=render_to_string("organizations/reset_letter.txt", words), language=user.language,
            sender_name=brand.sender_name, sender_address=brand.sender_address,
        )  # fmt: skip


def _some_organization() -> int | None:
    return Organization.objects.filter(active=True).order_by("id").values_list("id", flat=True).first()
