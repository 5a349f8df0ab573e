"""Founding the shop: brands, places, hours, people, policies, accounts; all through the operations."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from savoir.commands.demo.people import COLLEAGUES, MAIL, PASSPHRASE, Colleague
from savoir.kernel.access import Actor, Role, member_actor, system_actor
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations as organizations
from savoir.organizations.queries import brands
from savoir.policies import operations as policies
from savoir.policies.queries import version_card

SLUG = "maison-lenoir"
FOUNDED = datetime(2019, 3, 4, 8, 0, tzinfo=UTC)
WEEK = [{"weekday": day, "opens": "09:00", "closes": "19:00"} for day in range(6)]
DOCK_WEEK = [{"weekday": day, "opens": "07:30", "closes": "17:30"} for day in range(5)]
RAIL, RAIL_LABEL, RAIL_KEY = "refund_rail.provider", "Prestataire de paiement", "sk_test_maison_lenoir"


@dataclass(frozen=True, slots=True)
class BrandPlan:
    """What customers know of a brand, and the policy it begins with."""

    slug: str
    name: str
    hue: int
    policy: str
    starter: str
    phone: str
    mail: str
    clock: str = "business"


BRANDS = (
    BrandPlan("maison-lenoir", "Maison Lenoir", 243, "Règles maison", "home", "03 53 01 42 17", "bonjour"),
    BrandPlan("lenoir-electro", "Lenoir Électro", 196, "Règles électro", "electronics", "03 53 01 42 18",
              "electro", "elapsed"),
    BrandPlan("atelier-lenoir", "Atelier Lenoir", 338, "Règles mode, 100 jours", "fashion",
              "03 53 01 42 19", "atelier"),
)  # fmt: skip
SITES = (
    ("lesquin", "Entrepôt de Lesquin", "warehouse", "12 rue du Grand-But", "59810", "Lesquin"),
    ("lille", "Maison Lenoir Lille", "store", "27 rue de Béthune", "59000", "Lille"),
    ("arras", "Maison Lenoir Arras", "store", "8 place des Héros", "62000", "Arras"),
    ("amiens", "Maison Lenoir Amiens", "store", "31 rue des Trois-Cailloux", "80000", "Amiens"),
)
# Named by the rules the brands begin with; who is in none of them works for the first.
TEAMS = ("Service client", "Sécurité", "Transport", "Qualité", "SAV", "Magasins", "Conseil")
DECLARED = {"withdrawal_information_given": True, "return_cost_announced": True}


@dataclass(frozen=True, slots=True)
class Shop:
    """Ids and actors of the founded shop."""

    org_id: int
    brand_ids: dict[str, int]
    site_ids: dict[str, int]
    actors: dict[str, Actor]

    @property
    def system(self) -> Actor:
        """Imports and jobs."""
        return system_actor(self.org_id)

    def one(self, role: Role) -> Actor:
        """The first colleague of a role."""
        return next(actor for actor in self.actors.values() if actor.role is role)


def found_shop(*, now: datetime) -> Shop:
    """Create the organization and everybody in it. Raises NameTaken when it stands already."""
    org_id = organizations.found_organization(name="Maison Lenoir", slug=SLUG, is_demo=True, now=now)
    system = system_actor(org_id)
    with organization_block(org_id):
        week = organizations.add_calendar(actor=system, name="Service client", slots=WEEK, now=now)
        dock = organizations.add_calendar(actor=system, name="Entrepôt", slots=DOCK_WEEK, now=now)
        site_ids = {site[0]: _site(system, site, dock if site[2] == "warehouse" else week, now)
                    for site in SITES}  # fmt: skip
        brand_ids = {plan.slug: _brand(system, plan, week, site_ids["lesquin"], now) for plan in BRANDS}
        teams = [organizations.add_team(actor=system, name=name, calendar_id=week, now=now) for name in TEAMS]
        hired = {person.name: _hire(system, person, teams[0], site_ids, now) for person in COLLEAGUES}
    for _, secret in hired.values():
        organizations.choose_password(secret=secret, password=PASSPHRASE, now=now)
    return Shop(org_id, brand_ids, site_ids, {name: actor for name, (actor, _) in hired.items()})


def _site(system: Actor, site: tuple[str, ...], calendar_id: int, now: datetime) -> int:
    code, name, kind, street, postcode, city = site
    return organizations.add_site(
        actor=system, code=code, name=name, kind=kind, calendar_id=calendar_id, street=street,
        postcode=postcode, city=city, now=now,
    )  # fmt: skip


def _brand(system: Actor, plan: BrandPlan, calendar_id: int, site_id: int, now: datetime) -> int:
    brand_id = organizations.add_brand(
        actor=system, slug=plan.slug, name=plan.name, hue=plan.hue, languages=["fr", "en"],
        sender_name=plan.name, sender_address=f"{plan.mail}@{MAIL}", legal_entity="Maison Lenoir SAS",
        phone=plan.phone.replace(" ", "\u00a0"), phone_hours="lundi au samedi, 9\u00a0h à 19\u00a0h",
        mediator_name="Médiation Exemple", mediator_site="mediation.example", calendar_id=calendar_id,
        return_site_id=site_id, answer_clock=plan.clock, now=now,
    )  # fmt: skip
    for fact, value in DECLARED.items():
        organizations.declare(
            actor=system, brand_id=brand_id, fact=fact, value=value, begins_on=date(2019, 1, 1),
            proof="Conditions générales de vente, version de 2019", now=now,
        )  # fmt: skip
    policies.create_policy(actor=system, brand_id=brand_id, name=plan.policy, now=now)
    version_id = policies.found_version(
        actor=system, brand_id=brand_id, starter=plan.starter, begins_at=FOUNDED, now=now
    )
    digest = version_card(actor=system, version_id=version_id).digest
    policies.ask_proof(actor=system, version_id=version_id, digest=digest, now=now)
    return brand_id


def _hire(
    system: Actor, person: Colleague, team_id: int, site_ids: dict[str, int], now: datetime
) -> tuple[Actor, str]:
    site_id = site_ids[person.site] if person.site else None
    member_id = organizations.add_member(
        actor=system, email=person.email, full_name=person.name, role=person.role,
        team_id=team_id if person.team else None, site_id=site_id, now=now,
    )  # fmt: skip
    secret = organizations.invite(actor=system, member_id=member_id, now=now)
    where = frozenset((site_id,) if site_id else ())
    actor = member_actor(
        org_id=system.org_id, member_id=member_id, name=person.name, role=person.role, site_ids=where
    )
    return actor, secret


def connect_provider(org_id: int, brand_ids: Container[int], url: str, *, now: datetime) -> None:
    """Let the refunds of brands leave by the payment provider at `url`; nothing is written when they do
    already.
    """
    system, wanted = system_actor(org_id), {"api_key": RAIL_KEY, "base_url": url}
    with organization_block(org_id):
        for brand in brands(actor=system):
            if brand.id in brand_ids and _connected(system, brand.id) != wanted:
                organizations.connect_account(
                    actor=system, brand_id=brand.id, port=RAIL, vendor="stripe",
                    label=f"{RAIL_LABEL}, {brand.name}", settings=wanted, now=now,
                )  # fmt: skip


def _connected(system: Actor, brand_id: int) -> dict[str, Any] | None:
    """How a brand reaches its provider; None when it does not, or when its home has another key since."""
    try:
        found = organizations.account_settings(actor=system, port=RAIL, brand_id=brand_id)
    except organizations.SealBroken:
        return None
    return None if found is None else dict(found.settings)
