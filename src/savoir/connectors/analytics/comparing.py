"""Two policies on the same cases: what gets better or worse for the customer; the sums. Pure text of SQL."""

from savoir.connectors.analytics.flooring import BIT

GAINS, LOSES, MIXED = 1, 2, 3
# Dimensions by which a replay is counted, each by itself; "" is the whole.
CUTS = ("f_reason", "f_category", "f_channel", "f_country")
BY_WEEK = ("b_team", "a_team", "week")
CURRENCY = "f_currency"  # money is never summed across two: every cut is cut by it too
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


def effects() -> list[str]:
    """Whether any component is better, any worse; NULL where none is and one is not known."""
    better = " OR ".join(f"({up})" for up, _ in COMPONENTS.values())
    worse = " OR ".join(f"({down})" for _, down in COMPONENTS.values())
    return [f"({better}) AS better", f"({worse}) AS worse"]


def effect() -> str:
    """0 = the same, else gains, loses, or both at once."""
    return (
        f"CASE WHEN better AND worse THEN {MIXED} WHEN better THEN {GAINS} WHEN worse THEN {LOSES}"
        " ELSE 0 END AS effect"
    )


_COUNTED = {
    "changed": "effect <> 0", "gains": f"effect = {GAINS}", "loses": f"effect = {LOSES}",
    "mixed": f"effect = {MIXED}",
    "tighter": "a_answer_hours < b_answer_hours OR a_remedy_days < b_remedy_days",
    "looser": "a_answer_hours > b_answer_hours OR a_remedy_days > b_remedy_days",
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


def flags() -> list[str]:
    """A column `is_...` for each count but that of all cases, reckoned once for all groupings."""
    tests = dict(_COUNTED)
    tests |= {f"{s}_{name}": test.format(s=s) for name, test in _PER_SIDE.items() for s in _SIDES}
    return [f"({test}) AS is_{name}" for name, test in tests.items()]


def measures() -> str:
    """Every figure of `COUNTS`, then of `MONEY`, in order, over `flags`; counts of cases and minor units."""
    counts = [f"count_if(is_{name}) AS {name}" for name in COUNTS[1:]]
    sums = [f"sum({name.removesuffix('_sum')}) AS {name}" for name in MONEY]
    return ", ".join(["count(*) AS cases", *counts, *sums])
