"""Coming in through the doors."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from savoir.kernel.access import Actor
from savoir.kernel.errors import Refused
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member, Organization
from savoir.organizations.operations import start_session
from savoir.web.story.ports import StoryProps
from tests.doors.desks import late_return
from tests.doors.portals import Visitor
from tests.doors.stages import Props
from tests.shop import NOON, Shop

Login = Callable[..., None]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is Monday at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visitor(clock: time_machine.Traveller, shop: Shop) -> Visitor:
    """Somebody at the shop's portal, at noon."""
    return Visitor(shop, Client())


@pytest.fixture
def login() -> Login:
    """`login(client, actor)`: the member is signed in here, as if he had typed his password just now."""

    def sign_in(client: Client, actor: Actor, *, at: datetime | None = None) -> None:
        with organization_block(actor.org_id):
            user_id = Member.objects.get(id=actor.id).user_id
        client.force_login(get_user_model().objects.get(id=user_id))
        key = client.session.session_key or ""
        start_session(
            user_id=user_id, session_key=key, former_key="", agent="Firefox", now=at or timezone.now()
        )

    return sign_in


@pytest.fixture
def prove() -> Callable[..., None]:
    """`prove(client, org_id, order_id, verified=False)`: the browser proved an order at the portal."""

    def remember(client: Client, org_id: int, order_id: int, *, verified: bool = False) -> None:
        session = client.session
        key = f"portal_orders:{org_id}"
        session[key] = {**session.get(key, {}), str(order_id): verified}
        session.save()

    return remember


@pytest.fixture
def get_refusals() -> Callable[[], list[type]]:
    """Every class of refusal that is loaded."""

    def below(base: type) -> list[type]:
        return [base, *(deeper for child in base.__subclasses__() for deeper in below(child))]

    return lambda: [found for found in below(Refused) if found.__module__.startswith("savoir.")]


@pytest.fixture
def mode(settings: Any) -> Iterator[Any]:
    """`mode("production")`: what the operator set."""
    former = settings.ENVIRONMENT.mode
    yield lambda name: object.__setattr__(settings.ENVIRONMENT, "mode", name)
    object.__setattr__(settings.ENVIRONMENT, "mode", former)


@pytest.fixture
def props(shop: Shop, mode: Any) -> Iterator[Props]:
    """A demo is served: its organization is invented, its stagehand is there."""
    mode("demo")
    Organization.objects.filter(id=shop.org_id).update(is_demo=True)
    _case, sale = late_return(shop, product={"name": "Aspirateur balai Zéphyr 3"})
    found, former = Props(shop, sale), bound(StoryProps)
    bind(StoryProps, lambda **_: found)
    yield found
    if former is not None:
        bind(StoryProps, former)
