"""Letters to those who administer the organization: something of its settings no longer works."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from savoir.kernel import jobs
from savoir.kernel.access import Actor, Permission, Role, require
from savoir.organizations.models import Brand, Member
from savoir.organizations.ports import AccountLetter

ALERT: Final = "organizations.alert"
WEBHOOK_DISABLED: Final = "webhook_disabled"


def warn_administrators(*, actor: Actor, code: str, subject_id: int, occasion: int, now: datetime) -> int:
    """Promise a letter about `code` to each active administrator; return how many.

    `occasion` tells two alerts of the same thing apart. Raises NotAllowed.
    """
    require(actor, Permission.CONNECTOR_WRITE)
    rows = Member.objects.filter(
        org_id=actor.org_id, role=Role.ADMIN.value, active=True, awaited_as="", user__is_active=True
    )
    ids = list(rows.order_by("id").values_list("id", flat=True))
    for member_id in ids:
        jobs.enqueue(
            ALERT, org_id=actor.org_id, run_at=now, member_id=member_id, code=code, about_id=subject_id,
            occasion=occasion,
        )  # fmt: skip
    return len(ids)


def alert_letter(*, member_id: int, code: str, subject_id: int, occasion: int) -> AccountLetter | None:
    """The letter, in the person's language; None for somebody who left. Raises KeyError for another code."""
    row = (
        Member.objects.filter(id=member_id, active=True, user__is_active=True).select_related("user").first()
    )
    brand = Brand.objects.order_by("id").first()
    if row is None or brand is None:
        return None
    url = settings.BASE_URL + {WEBHOOK_DISABLED: f"/console/webhooks/{subject_id}/"}[code]
    words = {"name": row.user.full_name, "url": url}
    host = brand.sender_address.rpartition("@")[2]
    with translation.override(row.user.language):
        return AccountLetter(
            message_id=f"<alert.{code}.{subject_id}.{occasion}.{member_id}@{host}>", to=row.user.email,
            subject=gettext("Une adresse de webhook est arrêtée"), language=row.user.language,
            text=render_to_string(f"organizations/{code}_letter.txt", words),
            sender_name=brand.sender_name, sender_address=brand.sender_address,
        )  # fmt: skip
