"""Everybody who might knock at the doors of the matrix, each with his browser."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from savoir.kernel.access import Actor, Role, member_actor
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member, Membership, SecondFactor, Site, User
from savoir.organizations.operations import begin_codes
from savoir.organizations.queries import session_handle
from tests.shop import Shop

Login = Callable[..., None]
Prove = Callable[..., None]
STAFF = {
    "agent": Role.AGENT, "senior": Role.SENIOR, "superv": Role.SUPERVISOR, "finance": Role.FINANCE,
    "store1": Role.STORE, "wareh": Role.WAREHOUSE, "admin": Role.ADMIN,
}  # fmt: skip
ACTORS = ("nobody", "half", "cust_a", "link_a", "link_b", *STAFF, "store2", "org2", "cust_2")


CANARIES = {
    "name": "Zoé Canarinom", "phone": "0699887766", "street": "77 rue du Canari",
    "email": "canari.a@exemple.fr", "note": "NOTE-CANARI", "other name": "Yves Canariautre",
    "other order": "FR-CANARI-2", "refund": "731,17",
}  # fmt: skip


@dataclass
class World:
    """What stands in an address (`names`), behind it (`queries`), in a form (`bodies`), and who asks;
    `counted`: rows touched in each table until now.
    """

    shop: Shop
    names: dict[str, Any] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)


def members(world: World, neighbor: Shop, login: Login) -> None:
    actors = {name: world.shop.actors[role] for name, role in STAFF.items()}
    actors |= {"store2": _second_store(world.shop), "org2": neighbor.actors[Role.ADMIN]}
    for name, actor in actors.items():
        world.clients[name] = Client()
        login(world.clients[name], actor)
    _half_way(world)
    world.names["handle"] = session_handle(world.clients["agent"].session.session_key or "")


def _half_way(world: World) -> None:
    """The senior gave a right password and has not shown his second factor; Léa has one too."""
    shop, client = world.shop, Client()
    with organization_block(shop.org_id):
        lea, waiting = (
            Member.objects.get(id=shop.actors[role].id).user_id for role in (Role.AGENT, Role.SENIOR)
        )
    factors = [_factor(user_id) for user_id in (lea, waiting)]
    session = client.session
    session["signing_in"] = {
        "user_id": waiting, "next": "", "at": timezone.now().isoformat(), "passed": [],
    }  # fmt: skip
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    world.clients["half"] = client
    world.names["factor_id"] = factors[0]
    world.names["console:security_reset:member_id"] = shop.actors[Role.SENIOR].id
    world.bodies["console:security_rule"] = {"required": "yes"}
    world.bodies |= {"entrance:second": {"code": "123456"}, "entrance:removal": {"password": "wrong"}}


def _factor(user_id: int) -> int:
    begin_codes(user_id=user_id, now=timezone.now())
    rows = SecondFactor.objects.filter(user_id=user_id)
    rows.update(confirmed_at=timezone.now())
    return rows.get().id


def _second_store(shop: Shop) -> Actor:
    with organization_block(shop.org_id):
        site = Site.objects.create(
            org_id=shop.org_id, code="store-2", name="Roubaix", kind=Site.Kind.STORE, street="1 Grand-Place",
            postcode="59100", city="Roubaix", calendar_id=shop.calendar_id,
        )  # fmt: skip
        user = User.objects.create(email=f"store2.{shop.brand_slug}@lenoir.example", full_name="Store two")
        Membership.objects.create(user=user, org_id=shop.org_id)
        member = Member.objects.create(org_id=shop.org_id, user=user, role=Role.STORE.value, site=site)
    return member_actor(
        org_id=shop.org_id, member_id=member.id, name="Store two", role=Role.STORE,
        site_ids=frozenset({site.id}),
    )  # fmt: skip


def proves(world: World, prove: Prove, name: str, order: tuple[int, int], *, verified: bool) -> None:
    """An actor of the portal, with one more order of a house."""
    prove(world.clients.setdefault(name, Client()), *order, verified=verified)
