"""Credentials of outside systems: stored sealed, opened only for the machine's own work."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from savoir.kernel import ledger
from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.ledger import Code
from savoir.kernel.memory import recall
from savoir.kernel.sealing import reseal, seal, unseal
from savoir.organizations.events import AccountConnected
from savoir.organizations.models import Brand, ConnectorAccount, Route
from savoir.organizations.queries import key_digest
from savoir.organizations.values import AccountSettings, ConnectedAccount

_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def connect_account(
    *, actor: Actor, brand_id: int | None, port: str, vendor: str, label: str, settings: Mapping[str, Any],
    now: datetime,
) -> int:  # fmt: skip
    """Store or replace the credentials called `label` for a port; return the account's id.

    `brand_id` None = the whole organization. The address by which the system reaches us (see `inbound_key`)
    is made once and stays. Raises NotAllowed, NotFound.
    """
    require(actor, Permission.CONNECTOR_WRITE)
    if brand_id is not None and not Brand.objects.filter(org_id=actor.org_id, id=brand_id).exists():
        raise NotFound("brand")
    of_brand = Q(brand_id__isnull=True) if brand_id is None else Q(brand_id=brand_id)
    serves = _active(actor).filter(of_brand, port=port, label=label)
    since = {} if serves.exists() else {"connected_at": now}
    row, _ = ConnectorAccount.objects.update_or_create(
        org_id=actor.org_id, port=port, label=label,
        defaults={
            "brand_id": brand_id, "vendor": vendor, "sealed": seal(settings), "last_error": "",
            "last_error_at": None, "state": ConnectorAccount.State.ACTIVE, **since,
        },
    )  # fmt: skip
    _open_address(row)
    connected = AccountConnected(
        subject_id=actor.org_id, account_id=row.id, port=Code(port), vendor=Code(vendor)
    )
    ledger.record(connected, actor=actor, now=now)
    return row.id


def _open_address(row: ConnectorAccount) -> None:
    if row.inbound_key:
        return
    row.inbound_key = secrets.token_urlsafe(16)
    row.save(update_fields=["inbound_key"])
    Route.objects.create(kind=Route.Kind.PROVIDER, key_digest=key_digest(row.inbound_key), org_id=row.org_id)


def inbound_key(*, actor: Actor, account_id: int) -> str:
    """The last part of the address an outside system calls us at, for whoever sets it up there.

    Raises NotAllowed, NotFound.
    """
    require(actor, Permission.CONNECTOR_WRITE)
    row = ConnectorAccount.objects.filter(org_id=actor.org_id, id=account_id).first()
    if row is None:
        raise NotFound("account")
    return row.inbound_key


def account_of_key(*, actor: Actor, key: str) -> ConnectedAccount | None:
    """The active account that an outside system calls at this address; None when there is none.

    Only the system reads credentials: raises NotAllowed for any person.
    """
    _only_the_system(actor)
    row = _active(actor).filter(inbound_key=key).exclude(inbound_key="").first()
    return None if row is None else _opened(row)


def account_by_id(*, actor: Actor, account_id: int) -> ConnectedAccount | None:
    """An active account with its opened settings, None when it is not used any more. Raises NotAllowed."""
    _only_the_system(actor)
    row = _active(actor).filter(id=account_id).first()
    return None if row is None else _opened(row)


def accounts_of_ports(*, actor: Actor, prefix: str) -> tuple[int, ...]:
    """Ids of the active accounts whose port begins so, oldest first. Raises NotAllowed."""
    require(actor, Permission.CONNECTOR_WRITE)
    found = _active(actor).filter(port__startswith=prefix).order_by("id").values_list("id", flat=True)
    return tuple(found)


def _only_the_system(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed(permission=Permission.CONNECTOR_WRITE.value)


def _active(actor: Actor) -> QuerySet[ConnectorAccount]:
    return ConnectorAccount.objects.filter(org_id=actor.org_id, state=ConnectorAccount.State.ACTIVE)


def _opened(row: ConnectorAccount) -> ConnectedAccount:
    settings = unseal(bytes(row.sealed))
    return ConnectedAccount(row.id, row.port, row.vendor, row.brand_id, settings, _others(row))


def _others(row: ConnectorAccount) -> dict[int, datetime]:
    """Brands with an active account of their own beside one of the organization, each since when."""
    if row.brand_id is not None:
        return {}
    own = ConnectorAccount.objects.filter(
        org_id=row.org_id, port=row.port, state=ConnectorAccount.State.ACTIVE, brand_id__isnull=False
    )
    since = Min(Coalesce("connected_at", Value(_ALWAYS)))
    return dict(own.values_list("brand_id").annotate(since=since))


def account_settings(*, actor: Actor, port: str, brand_id: int | None) -> AccountSettings | None:
    """The active account of a port for a brand, else the organization's; opened. None when there is none.

    Only the system reads credentials: raises NotAllowed for any person.
    """
    _only_the_system(actor)
    return recall(
        ("account", actor.org_id, port, brand_id), is_steady=True,  # secrets outlive no block
        tables=("organizations_connectoraccount",),
        read=lambda: _settings(actor, port, brand_id),
    )  # fmt: skip


def _settings(actor: Actor, port: str, brand_id: int | None) -> AccountSettings | None:
    fitting = _active(actor).filter(port=port).filter(Q(brand_id__isnull=True) | Q(brand_id=brand_id or 0))
    row = fitting.order_by(F("brand_id").asc(nulls_last=True), "id").first()
    return None if row is None else AccountSettings(row.vendor, row.label, unseal(bytes(row.sealed)))


def disable_account(*, actor: Actor, account_id: int, now: datetime) -> None:
    """Use an account no longer. Raises NotAllowed, NotFound."""
    require(actor, Permission.CONNECTOR_WRITE)
    rows = ConnectorAccount.objects.filter(org_id=actor.org_id, id=account_id)
    if not rows.update(state=ConnectorAccount.State.DISABLED):
        raise NotFound("account")


def reseal_accounts(*, actor: Actor, now: datetime) -> int:
    """Put every account of the organization under the current secret key; return how many.

    Run it after a new key was set and before the old one leaves `SECRET_KEY_FALLBACKS`.
    """
    require(actor, Permission.CONNECTOR_WRITE)
    rows = list(ConnectorAccount.objects.select_for_update().filter(org_id=actor.org_id).order_by("id"))
    for row in rows:
        row.sealed = reseal(bytes(row.sealed))
    ConnectorAccount.objects.bulk_update(rows, ["sealed"])
    return len(rows)
