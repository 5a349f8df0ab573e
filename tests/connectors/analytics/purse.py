"""What a policy costs the shop on a case, reckoned in Python from the evaluator, apart from the query."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from savoir.insights.values import PastCase
from savoir.policies.tables import Compiled
from tests.connectors.analytics.past import Told, judge

WHOLE = 10_000
LIKELIEST = ("refund", "returnless_refund", "replacement", "exchange", "repair", "price_reduction",
             "store_credit")  # fmt: skip
STAYS_WITH_THE_CUSTOMER = ("returnless_refund", "price_reduction")


@dataclass(frozen=True)
class Purse:
    """Minor units, and whether a label is sent."""

    money: int
    voucher: int
    label: int
    label_cost: int


def purse(case: PastCase, told: Told) -> Purse:
    """The money of one answer on one case."""
    remedy = _taken(case, told)
    value = case.facts.get("line_value")
    is_posted = (
        remedy is not None and remedy not in STAYS_WITH_THE_CUSTOMER
        and not told.outputs["keep_item"] and not told.pays
    )  # fmt: skip
    return Purse(
        money=_refund(case, told) if remedy in ("refund", "returnless_refund") else 0,
        voucher=int(value or 0) if remedy == "store_credit" else 0,
        label=int(is_posted), label_cost=(told.outputs["return_cost"] or 0) if is_posted else 0,
    )  # fmt: skip


def _taken(case: PastCase, told: Told) -> str | None:
    if case.remedy in told.offered:
        return case.remedy
    return next((one for one in LIKELIEST if one in told.offered), None)


def _refund(case: PastCase, told: Told) -> int:
    if case.law.answer == "yes" and case.law.refund is not None:
        return case.law.refund
    value = case.facts.get("line_value")
    if value is None:
        return 0
    kept = int(value) * (WHOLE - told.outputs["fee_share"]) // WHOLE
    lowered = 1 if told.outputs["refund_of"] == "recomputed" else 0
    return int(max(0, kept - told.outputs["fee_amount"] - lowered))


def sums(cases: Iterable[PastCase], compiled: Compiled, cut: str) -> Counter[tuple[str, str, str]]:
    """(value of the cut, currency, name of the sum) -> minor units; `cut` "" = the whole."""
    found: Counter[tuple[str, str, str]] = Counter()
    for case in cases:
        one = purse(case, judge(compiled, case))
        place = str(case.facts.get(cut, "")) if cut else "", str(case.facts.get("currency", ""))
        for name in ("money", "voucher", "label_cost"):
            found[*place, name] += getattr(one, name)
    return +found
