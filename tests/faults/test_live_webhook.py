"""A fact of the shop reaches somebody else's tool through workers in processes of their own: signed, once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from savoir.config.launcher.cluster import Cluster
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint
from savoir.kernel.tenancy import organization_block
from tests.faults import nemesis
from tests.faults.warmed import Forked, Stable
from tests.faults.worlds import Agreed, agree
from tests.kernel.webhooks import listen
from tests.shop import Shop, make_shop
from tests.stories.test_webhook_receiver import Running, start

pytestmark = [pytest.mark.long, pytest.mark.concurrency]
PATIENCE = 90.0


@pytest.fixture
def shop(own_database: str) -> Shop:
    """A shop of real commits."""
    return make_shop()


@pytest.fixture
def tool(shop: Shop, tmp_path: Path, settings: Any) -> Iterator[Running]:
    """The sample receiver; it hears of opened cases from now on."""
    settings.WEBHOOKS_TO_LOOPBACK = True
    with organization_block(shop.org_id):
        endpoint_id, secret = listen(
            shop, url="http://127.0.0.1:9/", types=("case.opened",), now=datetime.now(UTC)
        )
    running = start(secret, tmp_path)
    with organization_block(shop.org_id):
        WebhookEndpoint.objects.filter(id=endpoint_id).update(url=running.url)
    yield running
    running.process.kill()
    running.process.communicate(timeout=10)


@pytest.fixture
def workers(
    own_database: str, template: tuple[Cluster, str], tmp_path: Path, shop: Shop
) -> Iterator[list[Forked]]:
    """Two, side by side."""
    told = nemesis.environment(template[0], tmp_path / "home", own_database)
    stable = Stable(told | {"SAVOIR_WEBHOOKS_TO_LOOPBACK": "1"}, tmp_path / "log")
    row = [stable.worker() for _ in range(2)]
    yield row
    for worker in row:
        worker.kill()
        worker.wait(timeout=10)
    stable.close()


def _opened(shop: Shop) -> Agreed:
    with organization_block(shop.org_id):
        return agree(shop, at=datetime.now(UTC))


def _states(shop: Shop) -> list[tuple[str, int | None]]:
    with organization_block(shop.org_id):
        return list(WebhookDelivery.objects.order_by("id").values_list("state", "last_status"))


def test_an_opened_case_is_told_to_the_tool_by_living_workers_once(
    shop: Shop, tool: Running, workers: list[Forked]
) -> None:
    opened = [_opened(shop), _opened(shop)]

    nemesis.wait_until(lambda: _states(shop) == [("delivered", 204)] * 2, PATIENCE, lambda: None)

    assert [worker.poll() for worker in workers] == [None, None]
    lines = tool.said()
    assert len(lines) == 2, lines
    for agreed in opened:
        (line,) = (one for one in lines if agreed.reference in one)
        assert "case.opened" in line
