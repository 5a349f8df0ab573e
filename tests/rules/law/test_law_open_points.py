"""What is sure of the neighbours' numbers is what was read; all else is open, for a lawyer to check."""

import pytest

from savoir.law.parameters import parameters

READ = {
    "BE": {"withdrawal_days", "guarantee_months", "guarantee_used_least_months", "presumption_new_months",
           "notice_months"},
    "DE": {"withdrawal_days", "guarantee_months", "guarantee_used_least_months", "presumption_new_months",
           "presumption_used_months", "late_defect_months", "hand_back_months"},
    "ES": {"withdrawal_days", "guarantee_months", "guarantee_used_least_months", "presumption_new_months"},
    "IT": {"withdrawal_days", "unsolicited_visit_days", "guarantee_months", "guarantee_used_least_months",
           "presumption_new_months", "presumption_used_months", "claim_from_delivery_months",
           "notice_months"},
}  # fmt: skip


@pytest.mark.parametrize("country", READ)
def test_a_number_of_a_neighbour_that_nobody_read_in_its_text_is_open(country: str) -> None:
    own = parameters(country).items() - parameters("FR").items()
    sure = {name for name, rows in own for row in rows if not row.is_open}
    assert sure == READ[country] | {"repair_extensions_stack"}
