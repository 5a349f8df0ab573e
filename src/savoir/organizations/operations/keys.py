"""Keys of the API: made, shown once, revoked."""

import base64
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db.models import Q

from savoir.kernel import ledger
from savoir.kernel.access import KEY_PERMISSIONS, Actor, ActorKind, Permission, require
from savoir.kernel.errors import Invalid, NotFound
from savoir.organizations.events import ApiKeyCreated, ApiKeyRevoked
from savoir.organizations.models import ApiKey, Route
from savoir.organizations.queries import brand_card, key_digest
from savoir.organizations.queries.keys import card_of
from savoir.organizations.values import NewApiKey

TOKEN_MARK: Final = "sav"  # noqa: S105 - what every key begins with
SECRET_BYTES, PREFIX_BYTES = 32, 5
LONGEST_LABEL = 80
USE_WRITTEN_EVERY = timedelta(minutes=1)


class NoScope(Invalid):
    """A key needs at least one scope, and only those a key may have (`facts["unknown"]`)."""


def create_api_key(
    *, actor: Actor, label: str, scopes: Collection[str], brand_id: int | None = None,
    expires_at: datetime | None = None, now: datetime,
) -> NewApiKey:  # fmt: skip
    """Make a key; its token is in the answer this once, of its secret only a digest is kept.

    Raises Invalid("label"), Invalid("expires_at"), NoScope, NotFound("brand").
    """
    require(actor, Permission.KEY_MANAGE)
    granted = _checked(label, scopes, expires_at, now)
    if brand_id is not None:
        brand_card(actor=actor, brand_id=brand_id)
    prefix = base64.b32encode(secrets.token_bytes(PREFIX_BYTES)).decode().lower()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = ApiKey.objects.create(
        org_id=actor.org_id, label=label.strip(), prefix=prefix, scopes=granted, brand_id=brand_id,
        digest=sha256(secret.encode()).hexdigest(), created_at=now, expires_at=expires_at,
        created_by_id=actor.id if actor.kind is ActorKind.MEMBER else None,
    )  # fmt: skip
    Route.objects.create(kind=Route.Kind.KEY, key_digest=key_digest(prefix), org_id=actor.org_id)
    ledger.record(ApiKeyCreated(subject_id=actor.org_id, key_id=row.id), actor=actor, now=now)
    return NewApiKey(card=card_of(row), token=f"{TOKEN_MARK}_{prefix}_{secret}")


def _checked(label: str, scopes: Collection[str], expires_at: datetime | None, now: datetime) -> list[str]:
    if not label.strip() or len(label) > LONGEST_LABEL:
        raise Invalid("label", code="length", most=LONGEST_LABEL)
    if expires_at is not None and expires_at <= now:
        raise Invalid("expires_at", code="past")
    unknown = sorted(set(scopes) - {scope.value for scope in KEY_PERMISSIONS})
    if unknown or not scopes:
        raise NoScope("scopes", code="unknown" if unknown else "empty", unknown=", ".join(unknown))
    return sorted(set(scopes))


def revoke_api_key(*, actor: Actor, key_id: int, now: datetime) -> bool:
    """End a key at once; False when it was revoked already. Raises NotFound."""
    require(actor, Permission.KEY_MANAGE)
    row = ApiKey.objects.select_for_update().filter(org_id=actor.org_id, id=key_id).first()
    if row is None:
        raise NotFound("key")
    if row.revoked_at is not None:
        return False
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    Route.objects.filter(kind=Route.Kind.KEY, key_digest=key_digest(row.prefix)).delete()
    ledger.record(ApiKeyRevoked(subject_id=actor.org_id, key_id=row.id), actor=actor, now=now)
    return True


def note_key_use(*, actor: Actor, now: datetime) -> None:
    """Write down that the actor's own key was used, at most once a minute. Nothing for anybody else."""
    if actor.kind is not ActorKind.API:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_WRITTEN_EVERY)
    ApiKey.objects.filter(stale, org_id=actor.org_id, id=actor.id).update(last_used_at=now)
