"""Signing in, and where somebody is signed in. Before any block: a session is in no organization."""

from datetime import datetime, timedelta
from enum import Enum

from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.prepared import prepared
from savoir.kernel.throttle import count_try, tries
from savoir.organizations.models import UserSession
from savoir.organizations.queries import Visit, session_handle
from savoir.organizations.values import ABSOLUTE_LIMIT, IDLE_LIMIT, normalized_email

ADDRESS_WINDOW, ADDRESS_TRIES = timedelta(minutes=1), 10
ACCOUNT_WINDOW, ACCOUNT_TRIES = timedelta(minutes=5), 5
_SEEN_EVERY = timedelta(minutes=1)


class WrongCredentials(Invalid):
    """No active account has this e-mail and password: always the same answer."""


class TooManyTries(Conflict):
    """The door rests; `facts["minutes"]` says how long. The same for accounts that do not exist."""


class _Outcome(Enum):
    WRONG = "wrong"
    RESTS = "rests"


def check_password(*, email: str, password: str, address: str, now: datetime) -> int:
    """Return the id of the person with this e-mail and password.

    At most 10 tries a minute from one address and 5 failures in 5 minutes on one account, known or not; an
    unknown account costs the same hash. Raises TooManyTries, WrongCredentials.
    """
    count_address_try(purpose="login", address=address, now=now)
    outcome = _try_account(normalized_email(email), password, now)
    if outcome is _Outcome.RESTS:
        raise TooManyTries("email", minutes=5)
    if outcome is _Outcome.WRONG:
        raise WrongCredentials("password", code="wrong")
    return outcome


def count_address_try(*, purpose: str, address: str, now: datetime) -> None:
    """Count one try from an address. Raises TooManyTries after 10 in a minute."""
    if count_try(key=f"{purpose} address {address}", window=ADDRESS_WINDOW, now=now) > ADDRESS_TRIES:
        raise TooManyTries("", minutes=1)


def _try_account(account: str, password: str, now: datetime) -> int | _Outcome:
    key = f"login account {account}"
    with transaction.atomic():
        with connection.cursor() as cursor:  # one try at a time: a hundred at once count as a hundred
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        if tries(key=key, window=ACCOUNT_WINDOW, now=now) >= ACCOUNT_TRIES:
            return _Outcome.RESTS
        user = authenticate(request=None, username=account, password=password)
        if user is None:
            count_try(key=key, window=ACCOUNT_WINDOW, now=now)
            return _Outcome.WRONG
        return int(user.pk)


def start_session(*, user_id: int, session_key: str, former_key: str, agent: str, now: datetime) -> None:
    """Write down where a person signed in; what the browser held before is forgotten."""
    UserSession.objects.filter(session_key__in=[session_key, former_key]).delete()
    UserSession.objects.create(
        user_id=user_id, session_key=session_key, agent=agent[:200], created_at=now, seen_at=now
    )


_KEPT = prepared(
    lambda session_key, user_id: UserSession.objects.filter(session_key=session_key, user_id=user_id)
)


def keep_session(*, user_id: int, session_key: str, now: datetime, visit: Visit | None = None) -> bool:
    """Whether a session still holds: not revoked, seen in the last 30 minutes, begun less than 8 hours ago.

    Moves its last use forward, at most once a minute; one that ended is deleted. `visit`: what was read of it
    in this request already.
    """
    row = visit.row if visit else None
    if row is None or (row.session_key, row.user_id) != (session_key, user_id):
        row = _KEPT.first(session_key=session_key, user_id=user_id)
    if row is None:
        return False
    if now - row.seen_at >= IDLE_LIMIT or now - row.created_at >= ABSOLUTE_LIMIT:
        _end(row)
        return False
    if now - row.seen_at >= _SEEN_EVERY:
        UserSession.objects.filter(id=row.id).update(seen_at=now)
    return True


def end_session(*, session_key: str) -> None:
    """Sign out here."""
    UserSession.objects.filter(session_key=session_key).delete()


def revoke_session(*, user_id: int, handle: str) -> None:
    """Sign a person out of one of his own places. Raises NotFound."""
    rows = UserSession.objects.filter(user_id=user_id)
    row = next((row for row in rows if session_handle(row.session_key) == handle), None)
    if row is None:
        raise NotFound("session")
    _end(row)


def end_sessions_of(*, user_id: int, except_key: str = "") -> int:
    """Sign a person out everywhere (but in `except_key`); return from how many places."""
    rows = list(UserSession.objects.filter(user_id=user_id).exclude(session_key=except_key))
    for row in rows:
        _end(row)
    return len(rows)


def _end(row: UserSession) -> None:
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
