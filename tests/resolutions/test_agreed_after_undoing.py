"""An inspection that the dock took back lets nothing leave when the case is decided anew."""

import pytest

from savoir.logistics import queries
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import accepting
from tests.cases.files import chosen
from tests.logistics.parcels import arrive, examine
from tests.logistics.test_undoing import undo
from tests.resolutions.test_decided_anew import accepted_again, given_up, refunds
from tests.shop import Shop, sell


@pytest.fixture(autouse=True)
def _waits_for_inspection(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under a policy that pays after the inspection, whatever the plan of the test shop says."""
    let_leave = accepting._let_leave

    def after_inspection(*given: object) -> None:
        Refund.objects.exclude(state="canceled").update(trigger="inspection")
        let_leave(*given)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(accepting, "_let_leave", after_inspection)


def test_what_was_taken_back_does_not_count_again(in_shop: Shop) -> None:
    made = chosen(in_shop, sell(in_shop))
    ra = queries.returns_of_case(actor=in_shop.system, case_id=made.case.id)[0]
    receipt = arrive(in_shop, ra)
    undo(in_shop, examine(in_shop, receipt))
    given_up(in_shop, made)

    accepted_again(in_shop, made)
    assert [state for state, _ in refunds(made)] == ["canceled", "requested"]

    examine(in_shop, receipt)
    assert [state for state, _ in refunds(made)] == ["canceled", "settling"]
