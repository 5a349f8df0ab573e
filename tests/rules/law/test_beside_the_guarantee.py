"""A claim under a guarantee that is over: a fault proven older than the sale or a bought cover stands."""

from datetime import timedelta

from tests.rules.law.test_grounds import TODAY, C, faulty

from savoir.kernel.values.answers import NO, YES
from savoir.law.grounds import Ground, refusal_gap
from savoir.law.values import Basis, Peril

PROVEN = {"hidden": True, "prior_to_sale": True, "serious": True}
COVERED = {
    "cover_bought": True, "cover_perils": frozenset({Peril.BREAKDOWN}), "peril": Peril.BREAKDOWN,
    "cover_first_on": TODAY - timedelta(days=1000), "cover_last_on": TODAY + timedelta(days=100),
}  # fmt: skip


def test_a_fault_proven_older_than_the_sale_stands_beside_a_dead_guarantee() -> None:
    old = faulty(days=900, repairs=0, immobilized_days=0, commercial_warranty_months=0)
    assert old.answer(C) is NO
    assert refusal_gap(old, C, None) is None
    proven = faulty(days=900, repairs=0, immobilized_days=0, commercial_warranty_months=0, **PROVEN)
    gap = refusal_gap(proven, C, None)
    assert gap is not None
    assert gap.article == "C. civ. 1641"
    assert refusal_gap(proven, C, Ground.PERIOD_OVER) is not None, "two years run from its discovery"
    assert refusal_gap(proven, C, Ground.FAULT_DISPROVED) is None


def test_a_bought_cover_stands_beside_a_dead_guarantee_unless_another_gave_it() -> None:
    covered = faulty(days=900, repairs=0, immobilized_days=0, commercial_warranty_months=0, **COVERED)
    assert covered.answer(C) is NO
    assert covered.answer(Basis.COVER) is YES
    gap = refusal_gap(covered, C, None)
    assert gap is not None
    assert gap.article == "C. civ. 1103"
    assert refusal_gap(covered, C, Ground.ANOTHERS_WARRANTY) is None
    assert refusal_gap(covered, C, Ground.FAULT_DISPROVED) is None, "no fault, no breakdown"
    ended = faulty(
        days=900, repairs=0, immobilized_days=0, commercial_warranty_months=0,
        **{**COVERED, "cover_last_on": TODAY - timedelta(days=1)},
    )  # fmt: skip
    assert refusal_gap(ended, C, None) is None


def test_a_disproved_fault_leaves_the_cover_of_an_accident() -> None:
    fell = faulty(
        days=900, repairs=0, immobilized_days=0, commercial_warranty_months=0,
        **{**COVERED, "cover_perils": frozenset({Peril.ACCIDENT}), "peril": Peril.ACCIDENT},
    )  # fmt: skip
    assert refusal_gap(fell, C, Ground.FAULT_DISPROVED) is not None
