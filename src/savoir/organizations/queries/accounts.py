"""Accounts of outside systems as a page shows them: never their credentials."""

from savoir.kernel.access import Actor, Permission, require
from savoir.organizations.models import ConnectorAccount
from savoir.organizations.values import AccountCard


def accounts(*, actor: Actor) -> tuple[AccountCard, ...]:
    """Every account of the organization, active ones first, then by name. Raises NotAllowed."""
    require(actor, Permission.CONNECTOR_WRITE)
    rows = (
        ConnectorAccount.objects.filter(org_id=actor.org_id).defer("sealed").order_by("state", "label", "id")
    )
    return tuple(
        AccountCard(
            id=row.id, port=row.port, vendor=row.vendor, label=row.label, brand_id=row.brand_id,
            is_active=row.state == ConnectorAccount.State.ACTIVE, inbound_key=row.inbound_key,
        )
        for row in rows
    )  # fmt: skip
