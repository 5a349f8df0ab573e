"""What a brand says of all its goods, of a category, of one product; and until when."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from savoir.kernel.access import Role
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.tenancy import organization_block
from savoir.organizations import queries, rules
from savoir.organizations.models import BrandDeclaration
from savoir.organizations.operations import (
    DeclarationExists,
    TooManyDeclarations,
    declare,
    end_declaration,
)
from tests.shop import NOON, Shop, make_shop

SINCE = date(2024, 1, 1)
ON = date(2026, 11, 1)


def say(shop: Shop, fact: str, value: Any, **more: Any) -> int:
    return declare(
        actor=shop.actors[Role.ADMIN], brand_id=shop.brand_id, fact=fact, value=value,
        begins_on=more.pop("begins_on", SINCE), now=NOON, **more,
    )  # fmt: skip


def said(
    shop: Shop, fact: str, category: str = "", sku: str = "", on: date = ON, channel: str = "web"
) -> Any:
    found = queries.declarations(actor=shop.agent, brand_id=shop.brand_id, channel=channel, on=on)
    return found.about(category, sku).get(fact)


def test_the_nearest_word_holds_product_then_branch_then_brand(in_shop: Shop) -> None:
    say(in_shop, "hygiene_sealed", False)
    say(in_shop, "hygiene_sealed", True, category="mode/lingerie")
    say(in_shop, "hygiene_sealed", False, category="mode/lingerie/ceintures")
    say(in_shop, "hygiene_sealed", True, sku="CEINTURE-7")
    assert said(in_shop, "hygiene_sealed", "maison") is False
    assert said(in_shop, "hygiene_sealed", "mode/lingerie") is True
    assert said(in_shop, "hygiene_sealed", "mode/lingerie/bas") is True
    assert said(in_shop, "hygiene_sealed", "mode/lingeries") is False
    assert said(in_shop, "hygiene_sealed", "mode/lingerie/ceintures/cuir") is False
    assert said(in_shop, "hygiene_sealed", "mode/lingerie/ceintures", "CEINTURE-7") is True
    assert said(in_shop, "hygiene_sealed", "", "CEINTURE-7") is True


def test_a_word_for_a_channel_goes_before_one_for_all_of_the_same_goods_only(in_shop: Shop) -> None:
    say(in_shop, "second_hand", True, category="mode", channel="marketplace")
    say(in_shop, "second_hand", False, category="mode")
    say(in_shop, "second_hand", False, sku="NEUF-1")
    assert said(in_shop, "second_hand", "mode/robes", channel="marketplace") is True
    assert said(in_shop, "second_hand", "mode/robes", channel="web") is False
    assert said(in_shop, "second_hand", "mode/robes", "NEUF-1", channel="marketplace") is False


def test_an_order_of_many_goods_is_answered_by_one_question(in_shop: Shop) -> None:
    say(in_shop, "perishable", True, category="épicerie/frais")
    say(in_shop, "made_to_order", True, sku="SUR-MESURE")
    with organization_block(in_shop.org_id), CaptureQueriesContext(connection) as asked:
        told = [said(in_shop, "perishable", one) for one in ("épicerie/frais/fromages", "épicerie", "maison")]
    assert told == [True, None, None]
    assert len([one for one in asked if "branddeclaration" in one["sql"]]) == 1


def test_a_rule_holds_from_its_first_day_until_the_day_before_its_last(in_shop: Shop) -> None:
    declared = say(in_shop, "made_to_order", True, category="mode", ends_on=date(2026, 11, 2))
    assert said(in_shop, "made_to_order", "mode", on=date(2026, 11, 1)) is True
    assert said(in_shop, "made_to_order", "mode", on=date(2026, 11, 2)) is None
    assert said(in_shop, "made_to_order", "mode", on=SINCE - timedelta(days=1)) is None
    end_declaration(
        actor=in_shop.actors[Role.ADMIN], declaration_id=declared, ends_on=date(2026, 6, 1), now=NOON
    )
    assert said(in_shop, "made_to_order", "mode") is None
    assert said(in_shop, "made_to_order", "mode", on=date(2026, 5, 31)) is True


@pytest.mark.parametrize(
    ("ends_on", "code"),
    [(SINCE, "ends_before_it_begins"), (date(2026, 11, 2), "ends_sooner_already"), (ON + timedelta(days=9),
     "ends_sooner_already")],
)  # fmt: skip
def test_an_end_is_never_before_the_beginning_nor_later_than_told(
    in_shop: Shop, ends_on: date, code: str
) -> None:
    declared = say(in_shop, "made_to_order", True, ends_on=date(2026, 11, 2))
    with pytest.raises(Invalid) as refused:
        end_declaration(actor=in_shop.actors[Role.ADMIN], declaration_id=declared, ends_on=ends_on, now=NOON)
    assert refused.value.facts["code"] == code
    assert BrandDeclaration.objects.get(id=declared).ends_on == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("fact", "value", "goods", "field", "code"),
    [
        ("hygiene_sealed", "oui", {"category": "mode"}, "value", "unknown_value"),
        ("warranty_months", 601, {"sku": "A"}, "value", "unknown_value"),
        ("warranty_months", True, {"sku": "A"}, "value", "unknown_value"),
        ("buyer_kind", "consumer", {"category": "mode"}, "category", "not_of_some_goods"),
        ("delivery_days", 3, {"sku": "A"}, "category", "not_of_some_goods"),
        ("hygiene_sealed", True, {"category": "mode", "sku": "A"}, "sku", "category_or_product"),
        ("hygiene_sealed", True, {"category": "mode/"}, "category", "not_a_category"),
        ("hygiene_sealed", True, {"category": "mode//lingerie"}, "category", "not_a_category"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_of_goods_is_refused_and_nothing_is_written(
    in_shop: Shop, fact: str, value: Any, goods: dict[str, str], field: str, code: str
) -> None:
    before = BrandDeclaration.objects.count()
    with pytest.raises(Invalid) as refused:
        say(in_shop, fact, value, **goods)
    assert (refused.value.field, refused.value.facts["code"]) == (field, code)
    assert BrandDeclaration.objects.count() == before


def test_one_word_for_the_same_goods_and_day(in_shop: Shop) -> None:
    say(in_shop, "perishable", True, category="épicerie")
    say(in_shop, "perishable", True, category="fleurs")
    say(in_shop, "perishable", True, sku="épicerie")
    with pytest.raises(DeclarationExists):
        say(in_shop, "perishable", False, category="épicerie")
    assert said(in_shop, "perishable", "épicerie") is True


def test_a_brand_says_so_much_of_goods_and_no_more(in_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("savoir.organizations.operations.declaring.MOST_OF_SOME_GOODS", 2)
    say(in_shop, "perishable", True, category="a")
    say(in_shop, "perishable", True, sku="b")
    with pytest.raises(TooManyDeclarations):
        say(in_shop, "perishable", True, category="c")
    say(in_shop, "perishable", False)
    assert rules.MOST_OF_SOME_GOODS == 1000


def test_the_database_knows_no_word_on_a_category_and_a_product_at_once(in_shop: Shop) -> None:
    with pytest.raises(IntegrityError, match="declaration_of_one_kind"), transaction.atomic():
        BrandDeclaration.objects.create(
            org_id=in_shop.org_id, brand_id=in_shop.brand_id, fact="perishable", value=True, category="a",
            sku="b", begins_on=SINCE,
        )  # fmt: skip


def test_an_agent_declares_nothing_and_ends_nothing(in_shop: Shop) -> None:
    declared = say(in_shop, "perishable", True, category="a")
    with pytest.raises(NotAllowed):
        declare(
            actor=in_shop.agent, brand_id=in_shop.brand_id, fact="perishable", value=True, category="b",
            begins_on=SINCE, now=NOON,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        end_declaration(actor=in_shop.agent, declaration_id=declared, ends_on=ON, now=NOON)
    assert BrandDeclaration.objects.get(id=declared).ends_on is None


def test_a_declaration_of_the_house_next_door_does_not_exist(shop: Shop) -> None:
    other = make_shop("voisin")
    with organization_block(other.org_id):
        declared = say(other, "perishable", True, category="a")
    with organization_block(shop.org_id):
        with pytest.raises(NotFound):
            end_declaration(actor=shop.actors[Role.ADMIN], declaration_id=declared, ends_on=ON, now=NOON)
        assert said(shop, "perishable", "a") is None
    with organization_block(other.org_id):
        assert BrandDeclaration.objects.get(id=declared).ends_on is None
