"""Who comes in: Django's own sessions and accounts, read by prepared questions at every request."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from savoir.kernel.prepared import prepared

_SESSION = prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_USER = prepared(lambda user_id: get_user_model().objects.filter(id=user_id))


class SessionStore(db.SessionStore):
    """A row for each session; reading it is prepared, everything else is Django's."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


class Accounts(ModelBackend):
    """Accounts by e-mail address and password."""

    def get_user(self, user_id: Any) -> Any:
        """The person of a session; None when he is gone or deactivated."""
        found = _USER.first(user_id=int(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None
