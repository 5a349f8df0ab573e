"""The shop of the replay: an organization of its own, its policy, its stub provider."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from savoir.commands.uci.assumptions import Assumptions
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations as organizations
from savoir.organizations.queries import brands, organization_of_brand
from savoir.policies import operations as policies

FOUNDED = datetime(2010, 1, 1, tzinfo=UTC)
WEEK = [{"weekday": day, "opens": "09:00", "closes": "18:00"} for day in range(5)]


@dataclass(frozen=True, slots=True)
class ReplayShop:
    """Where the replay takes place."""

    org_id: int
    brand_id: int


def is_founded(assumed: Assumptions) -> bool:
    """Whether this replay took place in this database before: then the provider's books go on."""
    return organization_of_brand(assumed.slug) is not None


def replay_shop(assumed: Assumptions, *, base_url: str) -> ReplayShop:
    """Find or found the replay's organization and point its rail at the stub of this run."""
    found = organization_of_brand(assumed.slug)
    org_id = found[0] if found else _found(assumed)
    with organization_block(org_id):
        actor = system_actor(org_id)
        _connect(actor, {"api_key": "sk_test_replay", "base_url": base_url})
        return ReplayShop(org_id, brands(actor=actor)[0].id)


def _connect(actor: Actor, settings: dict[str, str]) -> None:
    """Unless the account names this very stub already."""
    known = organizations.account_settings(actor=actor, port="refund_rail.provider", brand_id=None)
    if known is None or dict(known.settings) != settings:
        organizations.connect_account(
            actor=actor, brand_id=None, port="refund_rail.provider", vendor="stripe", label="Stub",
            settings=settings, now=FOUNDED,
        )  # fmt: skip


def _found(assumed: Assumptions) -> int:
    org_id = organizations.found_organization(name="UCI Online Retail", slug=assumed.slug, now=FOUNDED)
    with organization_block(org_id):
        actor = system_actor(org_id)
        brand_id = _brand(actor, assumed)
        for fact in ("withdrawal_information_given", "return_cost_announced"):
            organizations.declare(
                actor=actor, brand_id=brand_id, fact=fact, value=True, channel="", begins_on=date(2010, 1, 1),
                ends_on=None, proof="assumption of the replay", now=FOUNDED,
            )  # fmt: skip
        policies.create_policy(actor=actor, brand_id=brand_id, name="Replay", now=FOUNDED)
        policies.found_version(
            actor=actor, brand_id=brand_id, starter=assumed.policy, begins_at=FOUNDED, now=FOUNDED
        )
        organizations.connect_account(
            actor=actor, brand_id=None, port="mail", vendor="null", label="Null", settings={}, now=FOUNDED
        )
    return org_id


def _brand(actor: Actor, assumed: Assumptions) -> int:
    calendar: Any = organizations.add_calendar(
        actor=actor, name="Replay", zone=assumed.zone, slots=WEEK, holiday_country="FR", now=FOUNDED
    )
    site = organizations.add_site(
        actor=actor, code="dock", name="Dock", kind="warehouse", street="1 Dock Street", postcode="E1 8JP",
        city="London", country="GB", calendar_id=calendar, now=FOUNDED,
    )  # fmt: skip
    return organizations.add_brand(
        actor=actor, slug=assumed.slug, name="UCI Online Retail", hue=200, languages=["fr", "en"],
        zone=assumed.zone, sender_name="UCI", sender_address="replay@savoir.example",
        legal_entity="UCI Online Retail",
        calendar_id=calendar, return_site_id=site, now=FOUNDED,
    )  # fmt: skip
