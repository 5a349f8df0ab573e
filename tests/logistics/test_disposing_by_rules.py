"""The dock proposes what the brand's rules say; a person still sees what nobody's rules may send on."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from savoir.logistics import operations, queries
from savoir.logistics.states import DispositionKind as K
from savoir.logistics.states import Finding, Grade
from savoir.logistics.values import InspectionCard
from savoir.orders.models import Category
from savoir.organizations.operations import declare
from savoir.policies.queries import starter
from tests.logistics.parcels import AS_ANNOUNCED, arrive, authorize, examine, grant
from tests.policies.publishing import published
from tests.shop import NOON, Shop, sell

BEGAN = NOON - timedelta(days=365)
ROWS = (
    ("nordline", {"supplier": "= Nordline", "grade": "dans A, B"}, {"disposition": "donate"}),
    ("cher", {"line_value": ">= 500 €"}, {"disposition": "refurbish", "person_confirms": True}),
    ("rebut", {"grade": "= D"}, {"disposition": "destroy"}),
    ("muet", {"grade": "= C"}, {}),
)


@pytest.fixture(autouse=True)
def rules(in_shop: Shop) -> None:
    """A supplier's things are given away, what was dear is made good, what is beyond use destroyed."""
    document = starter(name="home")
    table = {
        "id": "devenir", "point": "disposition", "hit": "first",
        "columns": ["supplier", "grade", "line_value"],
        "rows": [
            {"id": name, "label_fr": name, "label_en": name, "when": when, "then": then}
            for name, when, then in ROWS
        ],
    }  # fmt: skip
    kept = [one for one in document["tables"] if one["point"] != "disposition"]
    tables: list[Any] = [*kept, table]
    published(in_shop, document | {"tables": tables}, begins_at=BEGAN, now=BEGAN)


def found(
    shop: Shop, *, price: int = 5900, product: dict[str, Any] | None = None, **given: Any
) -> InspectionCard:
    case = grant(shop, sell(shop, price=price, product=product or {}))
    inspection = examine(shop, arrive(shop, authorize(shop, case)), **given)
    return queries.inspection_card(actor=shop.dock, inspection_id=inspection)


def test_the_rules_speak_before_our_own_usage(in_shop: Shop) -> None:
    told = found(in_shop, product={"supplier": "Nordline"}).proposal
    assert (told.kind, told.ground, told.needs_person) == (K.DONATE, "rules", False)
    assert told.bin_code.startswith("D-")


def test_where_a_person_confirms_enter_alone_is_not_enough(in_shop: Shop) -> None:
    told = found(in_shop, price=60_000).proposal
    assert (told.kind, told.needs_person) == (K.REFURBISH, True)


def test_where_the_rules_are_silent_our_usage_holds(in_shop: Shop) -> None:
    assert found(in_shop).proposal.ground == "as_new"
    used = found(in_shop, grade=Grade.C, finding=Finding.PART_MISSING).proposal
    assert (used.kind, used.ground) == (K.REFURBISH, "to_complete")


def test_what_the_brand_declared_of_its_goods_holds_at_the_dock_too(in_shop: Shop) -> None:
    """Flowers: the export says nothing, the brand said of all below « fleurs » that they perish."""
    declare(
        actor=in_shop.system, brand_id=in_shop.brand_id, fact="perishable", value=True, category="fleurs",
        begins_on=date(2009, 1, 1), now=NOON,
    )  # fmt: skip
    branch = Category.objects.create(org_id=in_shop.org_id, path="fleurs/roses", name="Roses")
    assert found(in_shop, product={"category": branch}).proposal.ground == "perishable"
    assert found(in_shop, product={"category": branch, "perishable": False}).proposal.ground == "as_new"
    assert found(in_shop).proposal.ground == "as_new"


def test_no_rule_destroys_by_itself(in_shop: Shop) -> None:
    told = found(in_shop, grade=Grade.D, finding=Finding.CONFORM)
    assert (told.proposal.kind, told.proposal.ground) == (K.QUARANTINE, "two_people")
    assert told.proposal.needs_person
    with pytest.raises(operations.SecondPersonNeeded):
        operations.confirm_disposition(
            actor=in_shop.dock, inspection_id=told.id, kind=K.DESTROY, now=NOON + timedelta(days=2)
        )
    assert queries.inspection_card(actor=in_shop.dock, inspection_id=told.id).disposition is None


def test_what_is_dangerous_is_seen_by_a_person_whatever_the_rules_say(in_shop: Shop) -> None:
    battery = {"supplier": "Nordline", "dangerous_goods": "UN3481"}
    told = found(
        in_shop,
        product=battery,
        grade=Grade.B,
        finding=Finding.DAMAGED,
        checks=replace(AS_ANNOUNCED, used_or_damaged=True),
    )
    assert (told.proposal.kind, told.proposal.ground) == (K.QUARANTINE, "dangerous")
