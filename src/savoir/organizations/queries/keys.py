"""Keys of the API: who holds one, and which there are."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import compare_digest

from django.db.models import Q

from savoir.kernel.access import Actor, Permission, key_actor, require
from savoir.kernel.ahead import Asked
from savoir.kernel.errors import NotFound
from savoir.kernel.prepared import prepared
from savoir.kernel.tenancy import current_organization
from savoir.organizations.models import ApiKey, Route
from savoir.organizations.values import ApiKeyCard

_KINDS = frozenset(Permission)
_ROUTE = prepared(
    lambda digest: Route.objects.filter(kind=Route.Kind.KEY, key_digest=digest, org__active=True).values_list(
        "org_id", flat=True
    )
)
_KEY = prepared(lambda org_id, prefix: ApiKey.objects.filter(org_id=org_id, prefix=prefix))


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A program that showed a living key; `last_used_at` is what was written down so far."""

    actor: Actor
    last_used_at: datetime | None


def organization_of_key(prefix: str) -> int | None:
    """The active organization a key belongs to, by its public prefix. Before any block."""
    return _ROUTE.first(digest=sha256(prefix.encode()).hexdigest())


def key_asked(prefix: str, org_id: int) -> Asked:
    """What `actor_of_key` will ask: for whoever opens the organization's block only to let a program in."""
    return _KEY, {"org_id": org_id, "prefix": prefix}


def actor_of_key(*, prefix: str, secret: str, now: datetime) -> KeyHolder | None:
    """Who shows this key; None when it is unknown, revoked or past its end. Compares in constant time."""
    row = _KEY.first(org_id=current_organization(), prefix=prefix)
    shown = sha256(secret.encode()).hexdigest()
    if not compare_digest(shown, row.digest if row else "-" * 64):
        return None
    if row is None or not card_of(row).is_usable(now):
        return None
    scopes = frozenset(Permission(scope) for scope in row.scopes if scope in _KINDS)
    actor = key_actor(org_id=row.org_id, key_id=row.id, permissions=scopes, brand_id=row.brand_id)
    return KeyHolder(actor=actor, last_used_at=row.last_used_at)


def api_keys(*, actor: Actor, limit: int = 50, before_id: int = 0) -> tuple[ApiKeyCard, ...]:
    """Keys of the organization, newest first, revoked ones too; `limit` at a time below `before_id`."""
    require(actor, Permission.KEY_MANAGE)
    rows = ApiKey.objects.filter(org_id=actor.org_id, **({"id__lt": before_id} if before_id else {}))
    return tuple(card_of(row) for row in rows.order_by("-id")[:limit])


def keys_made_by(*, actor: Actor, member_id: int, now: datetime) -> tuple[ApiKeyCard, ...]:
    """Keys a colleague made that still work, newest first. Raises NotAllowed."""
    require(actor, Permission.KEY_MANAGE)
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    rows = ApiKey.objects.filter(alive, org_id=actor.org_id, created_by_id=member_id, revoked_at=None)
    return tuple(card_of(row) for row in rows.order_by("-id"))


def api_key_card(*, actor: Actor, key_id: int) -> ApiKeyCard:
    """One key. Raises NotFound."""
    require(actor, Permission.KEY_MANAGE)
    row = ApiKey.objects.filter(org_id=actor.org_id, id=key_id).first()
    if row is None:
        raise NotFound("key")
    return card_of(row)


def card_of(row: ApiKey) -> ApiKeyCard:
    """The row as pages show it."""
    return ApiKeyCard(
        id=row.id, label=row.label, prefix=row.prefix, scopes=tuple(row.scopes), brand_id=row.brand_id,
        created_by=row.created_by_id, created_at=row.created_at, expires_at=row.expires_at,
        revoked_at=row.revoked_at, last_used_at=row.last_used_at,
    )  # fmt: skip
