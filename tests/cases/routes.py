"""Builders: a house whose policy says who takes a case and who looks first."""

from datetime import datetime, timedelta
from typing import Any

from savoir.kernel.tenancy import organization_block
from savoir.orders.operations import count_in_standing
from savoir.organizations.models import Team
from savoir.organizations.operations import add_team
from savoir.policies.proof.reports import Report
from savoir.policies.proof.requests import Request
from tests.groundwork import house_document
from tests.policies.publishing import published
from tests.shop import NOON, Sale, Shop, sell

BEGUN = NOON - timedelta(days=60)  # sales since then are decided by the house's new version


def rows(point: str, *rules: tuple[str, dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    """A table of a point that asks its rows in order: (label, when, then)."""
    columns = list(dict.fromkeys(fact for _label, when, _then in rules for fact in when))
    return {
        "id": f"table-{point}", "point": point, "hit": "first", "columns": columns,
        "rows": [{"id": f"r{n}", "label_fr": label, "label_en": label, "when": when, "then": then}
                 for n, (label, when, then) in enumerate(rules, start=1)],
    }  # fmt: skip


TEAMS = rows(
    "routing",
    ("Batterie : équipe sécurité", {"dangerous_goods": "pas none"},
     {"team": "securite", "urgency": "urgent"}),
    ("Cassé en route : transport", {"reason": "= damaged_on_arrival"},
     {"team": "transport", "handled_by": "supplier", "urgency": "high"}),
    ("Acheté en magasin : le magasin répond", {"channel": "= store"}, {"handled_by": "store"}),
    ("Réparation choisie : atelier", {"remedy": "= repair"}, {"handled_by": "repair_center"}),
)  # fmt: skip
LOOKS = rows(
    "risk_look",
    ("Trois retours refusés : une personne regarde", {"customer_rejected": ">= 3"},
     {"look": True, "look_within_days": 2}),
)  # fmt: skip


def decide_by(shop: Shop, *tables: dict[str, Any], begun: datetime = BEGUN) -> None:
    """From sixty days ago on, the house's rules and these tables."""
    document = house_document()
    document = {**document, "tables": [*document["tables"], *tables]}
    with organization_block(shop.org_id):
        published(shop, {**document, "name": "Avec équipes"}, begins_at=begun, now=begun)


def proved_already(asked: Request, _tell: object) -> dict[str, Any]:
    """Stands for `policies.jobs.proved_elsewhere` where nobody asks what a proof finds: its process takes a
    second, and `published` has written a proof down.
    """
    return Report(asked.digest, (), (), 0, 0.0).plain()


def team(shop: Shop, name: str, *, now: datetime = NOON) -> int:
    """A team of the house; its code is its name as an address writes it."""
    with organization_block(shop.org_id):
        return add_team(actor=shop.system, name=name, calendar_id=shop.calendar_id, now=now)


def code_of(team_id: int) -> str:
    """The code rules name a team by."""
    return Team.objects.get(id=team_id).code


def sold(shop: Shop, **given: Any) -> Sale:
    """A sale of ten days ago, delivered a day later, inside an open block."""
    at = NOON - timedelta(days=10)
    return sell(shop, **{"contract_at": at, "delivered_at": at + timedelta(days=1), **given})


def refused_before(sale: Sale, times: int, *, shop: Shop) -> None:
    """The dock refused so many of his returns."""
    count_in_standing(actor=shop.system, customer_id=sale.customer_id, rejected=times, now=NOON)


def bent(table: dict[str, Any], **then: Any) -> dict[str, Any]:
    """The same table whose first row says something else."""
    first, *others = table["rows"]
    return {**table, "rows": [{**first, "then": {**first["then"], **then}}, *others]}
