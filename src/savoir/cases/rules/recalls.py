"""The recall a line falls under: what it tells the law, and how the thing may come back."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from savoir.kernel.values.answers import NO, YES, Answer
from savoir.kernel.values.days import local_day
from savoir.orders.states import Possible, WayBack
from savoir.orders.values import Recalled, SaleLine

# What a recall may tell; a page that reads the law as of today tells these as of today.
NAMES = (
    "recalled", "recalled_on", "repair_possible", "repair_disproportionate", "replacement_possible",
    "replacement_disproportionate", "refund_disproportionate",
)  # fmt: skip
_METHODS = MappingProxyType({WayBack.COLLECT: "contact_us", WayBack.DISPOSE: "no_return"})
_EXCLUDED = Possible.DISPROPORTIONATE


def recall_of(sale: SaleLine, on: date, zone: str) -> tuple[Recalled, Answer] | None:
    """The newest recall of that day that is about this line, else the newest that may be; None without one.

    It is not known of a line whose serial number nobody exported while the recall names some.
    """
    if not sale.recalls:
        return None
    bought_on, maybe = local_day(sale.contract_at, zone), None
    for one in sale.recalls:
        found = one.concerns(bought_on=bought_on, serials=sale.serials, quantity=sale.quantity)
        if one.began_on > on or found is NO:
            continue
        if found is YES:
            return one, YES
        maybe = maybe or (one, found)
    return maybe


def recall_facts(sale: SaleLine, on: date, zone: str) -> Mapping[str, Any]:
    """What the law asks about a recall; {} while nobody declared one for this line."""
    found = recall_of(sale, on, zone)
    if found is None or found[1] is not YES:
        return {}
    recall = found[0]
    return {
        "recalled": True, "recalled_on": recall.began_on,
        "repair_possible": recall.repair is not Possible.IMPOSSIBLE,
        "repair_disproportionate": recall.repair is _EXCLUDED,
        "replacement_possible": recall.replacement is not Possible.IMPOSSIBLE,
        "replacement_disproportionate": recall.replacement is _EXCLUDED,
        "refund_disproportionate": recall.refund is _EXCLUDED,
    }  # fmt: skip


def recalled_way_back(sale: SaleLine, on: date, zone: str) -> str:
    """How a recalled thing comes back where the post may not carry it, as a return method; "" otherwise."""
    found = recall_of(sale, on, zone)
    return _METHODS.get(found[0].way_back, "") if found else ""
