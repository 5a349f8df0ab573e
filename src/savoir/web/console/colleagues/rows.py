"""A colleague with his words: what he is here, and whether he has come in yet."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from savoir.kernel.access import Role
from savoir.organizations.queries import Colleague
from savoir.web.requests import StaffRequest
from savoir.web.roles import ROLE_DEEDS, ROLE_NAMES

Words = str | Promise


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """`is_awaited`: he has not accepted yet, so his invitation may be sent again or withdrawn.
    `invited_until` is told of a link that still works.
    """

    one: Colleague
    role: Words
    deeds: Words
    state: str
    level: str
    is_self: bool
    is_awaited: bool
    invited_until: datetime | None


def row_of(one: Colleague, request: StaffRequest) -> ColleagueRow:
    """The row, at the instant of the request."""
    is_awaited = one.is_active and not one.has_joined
    state, level = _state(one, request.now)
    until = one.invited_until if is_awaited else None
    return ColleagueRow(
        one=one, role=ROLE_NAMES[Role(one.role)], deeds=ROLE_DEEDS[Role(one.role)], state=state, level=level,
        is_self=one.id == request.actor.id, is_awaited=is_awaited,
        invited_until=until if until and until > request.now else None,
    )  # fmt: skip


def _state(one: Colleague, now: datetime) -> tuple[str, str]:
    if not one.is_active:
        return _("accès terminé"), "quiet"
    if one.has_joined:
        return _("a son accès"), "ok"
    if one.invited_until is None:
        return _("invitation pas encore partie"), "warn"
    return (
        (_("invitation à accepter"), "info") if one.invited_until > now else (_("invitation expirée"), "warn")
    )
