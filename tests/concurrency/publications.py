"""Deeds on versions of a brand's rules, each on a connection of its own."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from savoir.kernel.tenancy import organization_block
from savoir.policies import operations
from tests.concurrency.races import at_once
from tests.policies.publishing import ANA, draft, ready
from tests.shop import NOON, Shop

DAY = timedelta(days=1)
Deed = Callable[[], object]


def both(shop: Shop, *deeds: tuple[str, Deed]) -> list[str]:
    """What each deed came to: its name when it was done, else its refusal, or what the database said."""

    def run(name: str, deed: Deed) -> Callable[[], str]:
        def act() -> str:
            try:
                with organization_block(shop.org_id):
                    deed()
            except DatabaseError as error:
                return f"database: {str(error).splitlines()[0]}"
            return name

        return act

    return at_once(*(run(name, deed) for name, deed in deeds))


def inside(shop: Shop, deed: Callable[[], Any]) -> Any:
    with organization_block(shop.org_id):
        return deed()


def publish(shop: Shop, version_id: int, digest: str, *, after: int = 0) -> Deed:
    return lambda: operations.publish_version(
        actor=shop.actors[ANA], version_id=version_id, digest=digest, begins_at=NOON + after * DAY, now=NOON
    )


class Last:
    """Lets what `wait_in` names wait until the other deed is committed."""

    def __init__(self) -> None:
        self.committed = threading.Event()

    def after(self, deed: Deed) -> Deed:
        """The deed that comes first."""

        def first() -> None:
            deed()
            transaction.on_commit(self.committed.set)

        return first

    def wait_in(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        """The deed that writes last."""
        write = getattr(module, name)

        def wait_then_write(*given: Any, **named: Any) -> Any:
            assert self.committed.wait(20)
            return write(*given, **named)

        monkeypatch.setattr(module, name, wait_then_write)


def one_ready(shop: Shop) -> tuple[int, str]:
    version = inside(shop, lambda: draft(shop))
    return version, inside(shop, lambda: ready(shop, version))
