"""The law's floor under the outputs, by its answers that stand as columns of the extract. Pure text of SQL.

The twin of `policies.tables.offer_of`, `law.floor.floor` and of what `cases` asks a person for; a test keeps
the row of the query equal to theirs. Sets are bits by place in an output's domain.
"""

from collections.abc import Iterable

from savoir.policies.tables import BY_LAW, POINTS

REMEDY_NAMES = POINTS["eligibility"].outputs["remedies"].domain
DOCUMENT_NAMES = POINTS["evidence"].outputs["documents"].domain
TO_THE_BRAND, REFURBISHED = "referral", "refurbished"  # demanded without a paper
DEMAND_BIT = {name: 1 << place for place, name in enumerate((*DOCUMENT_NAMES, TO_THE_BRAND, REFURBISHED))}
BIT = {name: 1 << place for place, name in enumerate(REMEDY_NAMES)}
LAWFUL = sum(bit for name, bit in BIT.items() if name not in (BY_LAW, "assistance"))
CUSTOMER, MERCHANT = 1, 2  # as law columns and the outputs' domains count them
_PAYERS = POINTS["return_way"].outputs["return_paid_by"].domain
_BY_CUSTOMER = _PAYERS.index("customer") + 1
YES, NO, OPEN = 1, 2, 3
LAW_COLUMNS = (
    "law_answer", "law_remedies", "law_first", "law_second", "law_third", "law_least", "law_payer",
    "law_choice", "law_refund", "law_bans",
)  # fmt: skip
_PREFERRED = ("refund", "returnless_refund", "replacement", "exchange", "repair", "price_reduction",
              "store_credit")  # fmt: skip


def any_of(tests: Iterable[str]) -> str:
    """1 where any holds, else 0; not known is no. Branches, since an OR of ten costs twice as much."""
    return f"CASE {' '.join(f'WHEN {test} THEN 1' for test in tests)} ELSE 0 END"


def granted(side: str) -> str:
    """First step: the remedies granted, `by_law` standing for those the law gives."""
    due = f"CASE WHEN law_answer = {YES} THEN law_remedies ELSE 0 END"
    named = f"{side}_remedies & {LAWFUL}"
    by_law = f"CASE WHEN ({side}_remedies & {BIT[BY_LAW]}) <> 0 THEN {due} ELSE 0 END"
    return f"({named}) | ({by_law}) AS {side}_granted"


def raised(side: str) -> str:
    """Second step: the law's remedies that lack, where it says yes; of a choice only as many as are due."""
    one = f"{side}_granted"
    returnless, refund = BIT["returnless_refund"], BIT["refund"]
    has = f"({one} | CASE WHEN ({one} & {returnless}) <> 0 THEN {refund} ELSE 0 END)"
    met = f"bit_count(law_remedies & {has})"
    kept = f"bit_count(law_remedies & {one})"
    parts, taken = [], kept
    for place in ("law_first", "law_second", "law_third"):
        parts.append(f"CASE WHEN ({one} & {place}) = 0 AND {taken} < law_least THEN {place} ELSE 0 END")
        taken = f"{taken} + CASE WHEN ({one} & {place}) = 0 AND {place} <> 0 THEN 1 ELSE 0 END"
    chosen = " + ".join(parts)
    return (
        f"CASE WHEN law_answer <> {YES} OR law_remedies = 0 THEN {one}"
        f" WHEN law_least IS NULL THEN CASE WHEN {met} < bit_count(law_remedies) THEN {one} | law_remedies"
        f" ELSE {one} END WHEN {met} >= law_least OR {met} = bit_count(law_remedies) THEN {one}"
        f" ELSE {one} | ({chosen}) END AS {side}_offered"
    )


def terms(side: str, silent: str) -> list[str]:
    """Third step: who pays, what is refunded, what is demanded, who chooses, and whether a person answers.

    `silent`: the test that no row of the offer's points fires.
    """
    law_says = f"law_answer = {YES}"
    share, fee = f"{side}_fee_share", f"{side}_fee_amount"
    recomputed = f"CASE WHEN {side}_refund_of = 2 THEN 1 ELSE 0 END"
    left = f"f_line_value * (10000 - {share}) // 10000 - {fee} - {recomputed}"
    asked = (
        f"({side}_documents | CASE WHEN {side}_referral = 2 THEN {DEMAND_BIT[TO_THE_BRAND]} ELSE 0 END"
        f" | CASE WHEN {side}_replacement = 3 THEN {DEMAND_BIT[REFURBISHED]} ELSE 0 END)"
    )
    banned = f"CASE WHEN {law_says} THEN law_bans ELSE 0 END"
    return [
        f"CASE WHEN claimed = 0 AND COALESCE({side}_return_paid_by, CASE WHEN law_payer = {CUSTOMER} THEN "
        f"{_BY_CUSTOMER} ELSE 0 END) = {_BY_CUSTOMER} AND NOT ({law_says} AND law_payer = {MERCHANT})"
        f" THEN 1 ELSE 0 END AS {side}_pays",
        f"CASE WHEN {law_says} AND law_refund IS NOT NULL THEN law_refund"
        f" ELSE greatest(0, {left}) END AS {side}_refund",
        f"{asked} & ({sum(DEMAND_BIT.values())} - {banned}) AS {side}_demands",
        f"CASE WHEN {side}_choice_by = {MERCHANT} AND NOT ({law_says} AND law_choice = {CUSTOMER})"
        f" THEN 0 ELSE 1 END AS {side}_chooses",
        f"{_person(side, silent)} AS {side}_person",
    ]


def _person(side: str, silent: str) -> str:
    points = ("eligibility", "return_way", "evidence")
    return any_of([
        f"{side}_needs_person = 1", f"{side}_offered = 0", *[f"{side}_clash_{one} = 1" for one in points],
        f"{side}_photo_required = 1 AND photos = 0",
        f"{silent} AND law_answer <> {YES}", f"{silent} AND claimed = 1",
    ])  # fmt: skip


def taken(side: str) -> str:
    """Which remedy is reckoned with: what was really given where it is still offered, else the customer's
    likeliest choice; 0 = none.
    """
    steps = " ".join(f"WHEN ({side}_offered & {BIT[name]}) <> 0 THEN {BIT[name]}" for name in _PREFERRED)
    done = f"WHEN done_remedy <> 0 AND ({side}_offered & done_remedy) <> 0 THEN done_remedy"
    return f"CASE {done} {steps} ELSE 0 END AS {side}_taken"


def money(side: str) -> list[str]:
    """Last step, in minor units: money back, vouchers, and the labels the shop pays."""
    back, stays = BIT["refund"] | BIT["returnless_refund"], BIT["returnless_refund"] | BIT["price_reduction"]
    posts = f"{side}_keep_item = 0 AND {side}_pays = 0 AND ({side}_taken & {stays}) = 0"
    return [
        f"CASE WHEN ({side}_taken & {back}) <> 0 THEN {side}_refund ELSE 0 END AS {side}_money",
        f"CASE WHEN ({side}_taken & {BIT['store_credit']}) <> 0 THEN f_line_value ELSE 0 END"
        f" AS {side}_voucher",
        f"CASE WHEN {side}_taken <> 0 AND {posts} THEN 1 ELSE 0 END AS {side}_label",
        f"CASE WHEN {side}_taken <> 0 AND {posts} THEN COALESCE({side}_return_cost, 0) ELSE 0 END"
        f" AS {side}_label_cost",
    ]
