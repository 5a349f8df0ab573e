"""Two policies on the same cases: what gets better or worse for the customer; the sums. Pure text of SQL."""

from savoir.connectors.analytics.flooring import BIT, any_of

GAINS, LOSES = 1, 2
MIXED = GAINS + LOSES
# Dimensions by which a replay is counted, each by itself.
CUTS = ("f_reason", "f_category", "f_channel", "f_country")
BY_WEEK = ("b_team", "a_team", "week")
CURRENCY = "f_currency"  # money is never summed across two: every cut is cut by it too
DIMENSIONS = (*CUTS, CURRENCY, *BY_WEEK)
# Counted two dimensions at once: half as many groupings, each so small that its sums stay near the core.
GROUPINGS = (("f_reason", "f_channel", CURRENCY), ("f_category", "f_country", CURRENCY), BY_WEEK)
_SIDES = ("b", "a")


def _less(name: str) -> tuple[str, str]:
    """Less is better for the customer: (better, worse)."""
    return f"a_{name} < b_{name}", f"a_{name} > b_{name}"


def _more(name: str) -> tuple[str, str]:
    return f"a_{name} > b_{name}", f"a_{name} < b_{name}"


_LOST = "(a_offered & b_offered) <> b_offered"
_WON = "(a_offered & b_offered) <> a_offered"
_FEWER = "(a_demands & b_demands) <> b_demands"
_FURTHER = "(a_demands & b_demands) <> a_demands"
# A component of the law's `Offer`, when it is better and when it is worse.
COMPONENTS = {
    "remedies": (_WON, _LOST), "choice_by": _more("chooses"), "last_day": _more("window"),
    "return_paid_by": _less("pays"), "refund": _more("refund"), "refund_due_on": _less("promised_days"),
    "same_means": _less("ticked"), "demands": (_FEWER, _FURTHER), "by_person": _less("person"),
}  # fmt: skip


def windows() -> list[str]:
    """The period granted, never below the law's, and whether a voucher is ticked beforehand."""
    parts = []
    for side in _SIDES:
        window = f"{side}_window_days"
        parts.append(
            f"CASE WHEN law_answer = 1 AND {window} < law_days THEN law_days ELSE {window} END"
            f" AS {side}_window"
        )
        parts.append(
            f"CASE WHEN {side}_preselected = 5 AND NOT (law_answer = 1 AND"
            f" (law_remedies & {BIT['refund']}) <> 0) THEN 1 ELSE 0 END AS {side}_ticked"
        )
    return parts


def effect() -> str:
    """0 = the same, else gains, loses, or both at once: the sum of the two."""
    better = any_of([up for up, _ in COMPONENTS.values()])
    worse = any_of([down for _, down in COMPONENTS.values()])
    return f"{better} + {LOSES} * {worse} AS effect"


_COUNTED = {
    "changed": "effect <> 0", "gains": f"effect = {GAINS}", "loses": f"effect = {LOSES}",
    "mixed": f"effect = {MIXED}",
    "tighter": f"{any_of(['a_answer_hours < b_answer_hours', 'a_remedy_days < b_remedy_days'])} = 1",
    "looser": f"{any_of(['a_answer_hours > b_answer_hours', 'a_remedy_days > b_remedy_days'])} = 1",
    "decided": "done_outcome > 1",
}  # fmt: skip
_PER_SIDE = {
    "persons": "{s}_person = 1", "refusals": "{s}_offered = 0", "labels": "{s}_label = 1",
    "refunds": "{s}_money > 0",
    "agree": "(done_outcome = 2 AND ({s}_offered & done_remedy) <> 0)"
             " OR (done_outcome = 3 AND {s}_offered = 0)",
}  # fmt: skip
_SUMS = ("money", "voucher", "label_cost")
COUNTS = ("cases", *_COUNTED, *[f"{s}_{name}" for name in _PER_SIDE for s in _SIDES])
MONEY = tuple([f"{s}_{name}_sum" for name in _SUMS for s in _SIDES])
CELL = (*DIMENSIONS, *[f"g_{name}" for name in DIMENSIONS], *COUNTS, *MONEY)  # a row of the sums


def flags() -> list[str]:
    """A column `is_...` for each count but that of all cases, reckoned once for all groupings."""
    tests = dict(_COUNTED)
    tests |= {f"{s}_{name}": test.format(s=s) for name, test in _PER_SIDE.items() for s in _SIDES}
    return [f"({test}) AS is_{name}" for name, test in tests.items()]


def measures() -> list[str]:
    """Every figure of `COUNTS`, then of `MONEY`, in order, over `flags`; counts of cases and minor units."""
    counts = [f"count_if(is_{name}) AS {name}" for name in COUNTS[1:]]
    sums = [f"sum({name.removesuffix('_sum')}) AS {name}" for name in MONEY]
    return ["count(*) AS cases", *counts, *sums]
