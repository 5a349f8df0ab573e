"""A brand writes fees and promises into its rules; the customer reads them, and the law stays the floor."""

from datetime import timedelta
from typing import Any

import pytest

from savoir.cases.models import Promise
from savoir.cases.states import Intent, PromiseKind, Reason, Remedy
from savoir.kernel.tenancy import organization_block
from savoir.policies.queries import starter
from savoir.resolutions.queries import offers_of_case
from tests.cases.files import opened
from tests.policies.publishing import published
from tests.shop import NOON, Shop, sell

DAY = timedelta(days=1)
BEGAN = NOON - 365 * DAY


def _row(row_id: str, when: dict[str, str], then: dict[str, Any]) -> dict[str, Any]:
    return {"id": row_id, "label_fr": row_id, "label_en": row_id, "when": when, "then": then}


def _rules(**then: Any) -> dict[str, Any]:
    """The house rules, with a fee on late returns and with promises."""
    document = starter(name="home")
    eligibility = document["tables"][0]["rows"]
    late = next(row for row in eligibility if row["id"] == "avis-30")
    late["then"] |= {"fee_amount": 490}
    promises = {
        "id": "promesses", "point": "promises", "hit": "first", "columns": ["intent", "remedy"],
        "rows": [_row("tout", {}, then)],
    }  # fmt: skip
    kept = [table for table in document["tables"] if table["point"] != "promises"]
    return document | {"tables": [*kept, promises]}


def _answer_due(case_id: int) -> Any:
    return Promise.objects.get(case_id=case_id, kind=PromiseKind.FIRST_ANSWER.value).due_at


def test_a_late_return_pays_the_fee_and_a_withdrawal_none(shop: Shop) -> None:
    with organization_block(shop.org_id):
        published(shop, _rules(), begins_at=BEGAN, now=BEGAN)
        late = opened(shop, sell(shop, delivered_at=NOON - 20 * DAY), Intent.RETURN, Reason.CHANGED_MIND)
        [kept] = [
            p
            for p in offers_of_case(actor=shop.agent, case_id=late.id, now=NOON).plans
            if p.remedy is Remedy.REFUND
        ]
        assert (kept.amount.minor, kept.fee_kept.minor) == (5900 - 490, 490)

        soon = opened(shop, sell(shop, delivered_at=NOON - 5 * DAY), Intent.RETURN, Reason.CHANGED_MIND)
        [whole] = [
            p
            for p in offers_of_case(actor=shop.agent, case_id=soon.id, now=NOON).plans
            if p.remedy is Remedy.REFUND
        ]
        assert (whole.amount.minor, whole.fee_kept.minor) == (5900, 0)


@pytest.mark.parametrize(("hours", "due"), [(4, timedelta(hours=4)), (300, timedelta(days=5, hours=3))])
def test_the_first_answer_comes_as_promised_never_later_than_the_brand_says(
    shop: Shop, hours: int, due: timedelta
) -> None:
    with organization_block(shop.org_id):
        published(shop, _rules(answer_hours=hours), begins_at=BEGAN, now=BEGAN)
        case = opened(shop, sell(shop), Intent.RETURN, Reason.CHANGED_MIND)
        assert _answer_due(case.id) == NOON + due


@pytest.mark.parametrize(("days", "due"), [(7, 7), (300, 30)])
def test_a_repair_is_promised_sooner_never_later_than_the_law(shop: Shop, days: int, due: int) -> None:
    """Thirty days for a defect (L217-10)."""
    with organization_block(shop.org_id):
        published(shop, _rules(remedy_days=days), begins_at=BEGAN, now=BEGAN)
        sale = sell(shop, delivered_at=NOON - 100 * DAY)
        case = opened(shop, sale, Intent.CLAIM, Reason.DEFECTIVE)
        plans = offers_of_case(actor=shop.agent, case_id=case.id, now=NOON).plans
        [repair] = [plan for plan in plans if plan.remedy is Remedy.REPAIR]
        assert repair.promised_on == repair.remedy_due_on == NOON.date() + timedelta(days=due)
