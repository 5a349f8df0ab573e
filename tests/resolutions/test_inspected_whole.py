"""Money that waits for the inspection waits for all that was announced, and for what still stands of it."""

from dataclasses import replace

import pytest

from savoir.cases.states import Intent, Reason
from savoir.kernel.ledger import events_of
from savoir.kernel.ledger.events import rebuild
from savoir.logistics import queries
from savoir.logistics.events import ItemInspected
from savoir.logistics.models import Inspection
from savoir.logistics.states import Finding, Grade
from savoir.logistics.values import RaCard, ReceiptCard
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import accepting
from tests.cases.files import Chosen, asked, chosen
from tests.logistics.parcels import arrive, examine
from tests.logistics.test_undoing import WORN, undo
from tests.shop import Shop, sell


@pytest.fixture(autouse=True)
def _waits_for_inspection(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under a policy that pays after the inspection, whatever the plan of the test shop says."""
    let_leave = accepting._let_leave

    def after_inspection(*given: object) -> None:
        Refund.objects.exclude(state="canceled").update(trigger="inspection")
        let_leave(*given)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(accepting, "_let_leave", after_inspection)


def awaited(shop: Shop, *, quantity: int = 1, lines: int = 1) -> tuple[Chosen, RaCard]:
    """A return of every line, its money after the inspection."""
    sale = sell(shop, quantity=quantity, lines=lines)
    wanted = tuple(
        asked(sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND, quantity=quantity, line=line)
        for line in range(lines)
    )
    made = chosen(shop, sale, lines=wanted)
    return made, queries.returns_of_case(actor=shop.system, case_id=made.case.id)[0]


def states(made: Chosen) -> set[str]:
    return set(Refund.objects.filter(case_id=made.case.id).values_list("state", flat=True))


def look(shop: Shop, receipt: ReceiptCard, line: int = 0) -> int:
    """One unit, as new."""
    return examine(shop, replace(receipt, lines=receipt.lines[line:]))


def test_the_first_of_two_units_lets_nothing_leave(in_shop: Shop) -> None:
    made, ra = awaited(in_shop, quantity=2)
    look(in_shop, arrive(in_shop, ra, quantity=1))
    assert states(made) == {"requested"}, "the other one has not even arrived"
    look(in_shop, arrive(in_shop, ra, quantity=1))
    assert states(made) == {"settling"}


def test_every_line_of_the_parcel_is_looked_at_first(in_shop: Shop) -> None:
    made, ra = awaited(in_shop, lines=2)
    receipt = arrive(in_shop, ra)
    look(in_shop, receipt)
    assert states(made) == {"requested"}
    look(in_shop, receipt, line=1)
    assert states(made) == {"settling"}


def test_one_that_bears_nothing_out_holds_the_money_for_a_person(in_shop: Shop) -> None:
    made, ra = awaited(in_shop, quantity=2)
    receipt = arrive(in_shop, ra, quantity=2)
    found = examine(in_shop, receipt, checks=WORN, grade=Grade.C, finding=Finding.USED)
    look(in_shop, receipt)
    assert states(made) == {"requested"}
    last = max(row.id for row in Inspection.objects.all())
    undo(in_shop, last)
    undo(in_shop, found)
    examine(in_shop, receipt, quantity=2)
    assert states(made) == {"settling"}


def test_a_fact_from_before_says_nothing_of_the_other_units(in_shop: Shop) -> None:
    made, ra = awaited(in_shop)
    look(in_shop, arrive(in_shop, ra))
    row = next(e for e in events_of("case", made.case.id) if e.kind == "item_inspected")
    assert row.payload["complete"] is True
    old = {name: value for name, value in row.payload.items() if name != "complete"}
    fact = rebuild(row.kind, row.subject_id, old)
    assert isinstance(fact, ItemInspected)
    assert fact.complete is False
