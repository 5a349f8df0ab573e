"""Who comes in: Django's own sessions and accounts, read by prepared questions at every request.

At a door of the staff session, sign-in and person are read together, by one question; elsewhere a session is
mostly a customer's, and nobody's.
"""

from contextvars import ContextVar
from typing import Any, cast

from django.contrib.auth import SESSION_KEY, get_user, get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from savoir.kernel.prepared import prepared
from savoir.organizations.queries import Visit, visit_of

_SESSION = prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_USER = prepared(lambda user_id: get_user_model().objects.filter(id=user_id))
_here: ContextVar[Visit | None] = ContextVar("visit", default=None)


class SessionStore(db.SessionStore):
    """A row for each session; reading it is prepared, everything else is Django's.

    `is_of_staff`: set by a door of the staff before it looks; `visit` is then who signed in with it.
    """

    is_of_staff = False
    visit: Visit | None = None

    def _get_session_from_db(self) -> Session | None:
        key, now = self.session_key, timezone.now()
        self.visit = visit_of(session_key=key, now=now) if self.is_of_staff and key else None
        if self.visit is not None and key:
            return Session(session_key=key, session_data=self.visit.data, expire_date=self.visit.expires_at)
        found = _SESSION.first(key=key, now=now)
        if found is None:
            self._session_key = None
        return found


class Authentication(AuthenticationMiddleware):
    """Django's own look at who is signed in, with the person that was read along with the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Let `request.user` be found when it is first asked for."""
        super().process_request(request)
        request.user = cast(Any, SimpleLazyObject(lambda: _person(request)))


def _person(request: HttpRequest) -> Any:
    request.session.get(SESSION_KEY)  # reads the session
    token = _here.set(getattr(request.session, "visit", None))
    try:
        return get_user(request)
    finally:
        _here.reset(token)


class Accounts(ModelBackend):
    """Accounts by e-mail address and password."""

    def get_user(self, user_id: Any) -> Any:
        """The person of a session; None when he is gone or deactivated."""
        visit, asked = _here.get(), int(user_id)
        known = visit is not None and visit.user.id == asked
        found = visit.user if visit is not None and known else _USER.first(user_id=asked)
        return found if found is not None and self.user_can_authenticate(found) else None
