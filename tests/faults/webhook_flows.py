"""A fact is told to another system, tried again after a death: it may come twice, it is never lost."""

from itertools import count
from typing import Any

from django.utils import timezone

from savoir.kernel.models import WebhookDelivery, WebhookEndpoint
from savoir.kernel.outbox.endpoints import remove_endpoint
from savoir.kernel.outbox.naming import webhook_id
from savoir.kernel.tenancy import organization_block
from tests.faults.flows import Flow, World
from tests.kernel.webhooks import admin, listen
from tests.settled import others_end

CLAIM_ENDS = 4  # minutes; what a dead worker had in hand is taken up after three
_worlds = count(1)


def _prepare(world: World) -> int:
    """Somebody listens, then a customer agrees to a return; it is settled for every reader."""
    with organization_block(world.shop.org_id):
        url = f"https://erp{next(_worlds)}.example.com/hook"
        endpoint_id, _ = listen(world.shop, url=url, now=timezone.now())
    world.agreed()
    others_end()
    return endpoint_id


def _tell(world: World, _endpoint_id: int) -> None:
    world.works_off(seconds=20)


def _told(world: World, endpoint_id: int) -> None:
    """Everything owed arrived, what is of one case in its order; then the address is taken off."""
    world.works_off(minutes=CLAIM_ENDS)
    heard = world.outside.listener.heard()
    with organization_block(world.shop.org_id):
        rows = list(WebhookDelivery.objects.filter(endpoint_id=endpoint_id).select_related("event"))
        told = _by_case(rows)
        assert len(rows) >= 3
        assert {row.state for row in rows} == {"delivered"}
        assert {row.claim for row in rows} == {None}
        assert not WebhookEndpoint.objects.get(id=endpoint_id).failing_since
        for ids in told.values():
            assert ids == sorted(ids, key=heard.index)
            assert max(heard.count(one) for one in ids) <= 2
        remove_endpoint(actor=admin(world.shop), endpoint_id=endpoint_id, now=timezone.now())
    world.works_off(minutes=CLAIM_ENDS + 1)  # the last beat finds nobody


def _by_case(rows: list[WebhookDelivery]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        found.setdefault((row.subject_kind, row.subject_id), []).append(webhook_id(row))
    return found


TOLD_OUTSIDE = Flow("a return is told to another system", _prepare, _tell, _told)
