"""The trial of another system's cases: what was granted below the law is named row by row before the deed."""

import pytest

from savoir.orders.models import OrderLine
from savoir.resolutions.operations import move_in_sentence
from savoir.resolutions.queries import plan_cases
from tests.resolutions.sheets import cases_of, row
from tests.shop import NOON, Shop, sell

AWAITED = {"state": "attend le colis", "authorized_on": "17/11/2026"}


@pytest.mark.parametrize("state", ["attend le colis", "colis reçu"])
def test_the_trial_of_a_sheet_names_each_row_below_the_law(in_shop: Shop, state: str) -> None:
    """Nothing was written yet: the row, its article and the way out stand in the report before the deed."""
    dates = {"authorized_on": "17/11/2026"} | ({"received_on": "18/11/2026"} if "reçu" in state else {})
    sale = sell(in_shop, lines=2)
    items = {"item": "", "state": state, **dates}
    OrderLine.objects.filter(id=sale.line_ids[1]).update(name="Jupe")
    sheet = cases_of(
        row(sale, remedy="échange", **{**items, "item": "Robe en lin"}),
        row(sale, remedy="échange", **{**items, "item": "Jupe"}),
        row(sell(in_shop), "T-2042", remedy="remboursement", state=state, **dates),
    )
    bad, good = plan_cases(actor=in_shop.system, brand_id=in_shop.brand_id, cases=sheet, now=NOON)
    assert (bad.outcome, bad.field, bad.code) == ("refused", "remedy", "BelowTheLaw")
    assert bad.below == ((bad.rows[0], "L221-18"), (bad.rows[1], "L221-18"))
    assert good.moves
    said = move_in_sentence(bad.code, bad.below)
    assert f"ligne {bad.rows[1]}, L221-18" in said
    assert "une personne décide" in said


def test_an_open_case_of_before_is_no_grant_and_moves_in(in_shop: Shop) -> None:
    (plan,) = plan_cases(
        actor=in_shop.system, brand_id=in_shop.brand_id, cases=cases_of(row(sell(in_shop), remedy="échange")),
        now=NOON,
    )  # fmt: skip
    assert (plan.moves, plan.below) == (True, ())


def test_the_exchange_he_came_for_is_his_choice_in_the_trial_too(in_shop: Shop) -> None:
    wish = {"intent": "échange", "remedy": "échange", **AWAITED}
    sheet = cases_of(row(sell(in_shop), **wish))
    (plan,) = plan_cases(actor=in_shop.system, brand_id=in_shop.brand_id, cases=sheet, now=NOON)
    assert plan.moves
