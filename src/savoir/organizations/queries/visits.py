"""Who signed in with a session: at every page of the staff, so by one question. Before any block."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import OuterRef, QuerySet, Subquery

from savoir.kernel.prepared import prepared
from savoir.organizations.models import User, UserSession


@dataclass(frozen=True, slots=True)
class Visit:
    """A living session of a person: its row, what Django keeps in it, until when, and the person."""

    row: UserSession
    user: User
    data: str
    expires_at: datetime


def _visits(key: Any, now: Any) -> QuerySet[UserSession]:
    kept = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    rows = UserSession.objects.filter(session_key=key).select_related("user")
    return rows.annotate(
        data=Subquery(kept.values("session_data")), expires_at=Subquery(kept.values("expire_date"))
    )


_VISIT = prepared(_visits)


def visit_of(*, session_key: str, now: datetime) -> Visit | None:
    """The person's visit with this key; None when the session ended, or is nobody's."""
    row: Any = _VISIT.first(key=session_key, now=now)
    return None if row is None or row.data is None else Visit(row, row.user, row.data, row.expires_at)
