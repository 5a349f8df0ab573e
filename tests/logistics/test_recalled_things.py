"""A drill that was called back reaches the dock, unopened: it goes to nobody else."""

from datetime import date
from typing import Any

import pytest

from savoir.cases.states import Intent, Reason
from savoir.kernel import ledger
from savoir.kernel.access import Role
from savoir.logistics import operations, queries
from savoir.logistics.models import Disposition, StockMovement
from savoir.logistics.states import DispositionKind, Finding
from savoir.logistics.values import InspectionCard
from savoir.orders.models import OrderLine
from savoir.orders.operations import RecallNotice, declare_recall, end_recall
from savoir.orders.queries import sale_line
from savoir.orders.states import RecallEnd
from tests.logistics.parcels import DAY, arrive, authorize, examine, grant
from tests.shop import NOON, Sale, Shop, sell

K = DispositionKind


def called_back(shop: Shop, *serials: str, sold: tuple[str, ...] = ()) -> tuple[Sale, int]:
    """A drill with these numbers on its order, and a recall of it that names some."""
    sale = sell(shop, product={"name": "Perceuse 18 V"})
    OrderLine.objects.filter(id=sale.line_ids[0]).update(serials=list(sold))
    name = sale_line(actor=shop.system, line_id=sale.line_ids[0]).sku
    notice = RecallNotice(
        products=[name], began_on=date(2026, 11, 20), hazard="La batterie peut prendre feu.",
        instructions="Débranchez-la.", serials=serials,
    )  # fmt: skip
    boss = shop.actors[Role.SUPERVISOR]
    return sale, declare_recall(actor=boss, brand_id=shop.brand_id, notice=notice, now=NOON)


def inspected(shop: Shop, sale: Sale, *, serial_seen: str = "", **given: Any) -> InspectionCard:
    """It came back as new: what the dock is told."""
    found = examine(shop, arrive(shop, authorize(shop, grant(shop, sale, **given))), serial_seen=serial_seen)
    return queries.inspection_card(actor=shop.dock, inspection_id=found)


def confirm(shop: Shop, card: InspectionCard, kind: DispositionKind) -> str:
    return operations.confirm_disposition(
        actor=shop.dock, inspection_id=card.id, kind=kind, now=NOON + 2 * DAY
    )


@pytest.mark.parametrize("kind", [K.RESTOCK, K.SECOND_LIFE, K.DONATE])
def test_it_is_not_sold_or_given_as_it_is(in_shop: Shop, kind: DispositionKind) -> None:
    sale, _ = called_back(in_shop)
    card = inspected(in_shop, sale)
    assert (card.proposal.kind, card.proposal.ground, card.proposal.needs_person) == (
        K.QUARANTINE, "recalled", True,
    )  # fmt: skip
    with pytest.raises(operations.RecalledThing):
        confirm(in_shop, card, kind)
    assert not Disposition.objects.exists()
    assert not StockMovement.objects.exists()


@pytest.mark.parametrize("kind", [K.QUARANTINE, K.REFURBISH, K.RETURN_TO_VENDOR, K.RECYCLE])
def test_it_may_wait_be_repaired_or_go_to_its_maker(in_shop: Shop, kind: DispositionKind) -> None:
    sale, _ = called_back(in_shop)
    confirm(in_shop, inspected(in_shop, sale), kind)
    assert Disposition.objects.get().kind == kind.value


def test_without_a_recall_it_is_sold_again(in_shop: Shop) -> None:
    card = inspected(in_shop, sell(in_shop))
    assert card.proposal.kind is K.RESTOCK
    confirm(in_shop, card, K.RESTOCK)
    assert StockMovement.objects.count() == 1


def test_a_recall_declared_by_mistake_stops_nothing(in_shop: Shop) -> None:
    sale, recall_id = called_back(in_shop)
    boss = in_shop.actors[Role.SUPERVISOR]
    end_recall(actor=boss, recall_id=recall_id, end=RecallEnd.MISTAKE, now=NOON)
    card = inspected(in_shop, sale)
    assert card.proposal.kind is K.RESTOCK
    confirm(in_shop, card, K.RESTOCK)


@pytest.mark.parametrize(
    ("sold", "seen", "kind", "ground"),
    [
        ((), "", K.QUARANTINE, "maybe_recalled"), ((), "LX-2207", K.QUARANTINE, "recalled"),
        ((), "LX-31", K.RESTOCK, "as_new"), (("LX-2207",), "", K.QUARANTINE, "recalled"),
        (("LX-31",), "", K.RESTOCK, "as_new"),
    ],
)  # fmt: skip
def test_the_number_on_the_thing_decides(
    in_shop: Shop, sold: tuple[str, ...], seen: str, kind: DispositionKind, ground: str
) -> None:
    sale, _ = called_back(in_shop, "LX-22*", sold=sold)
    card = inspected(in_shop, sale, serial_seen=seen)
    assert (card.proposal.kind, card.proposal.ground) == (kind, ground)


def test_whoever_answers_the_recall_need_show_no_fault(in_shop: Shop) -> None:
    sale, _ = called_back(in_shop)
    card = inspected(in_shop, sale, intent=Intent.CLAIM, reason=Reason.RECALLED)
    assert card.finding is Finding.UNUSED
    (fact,) = [one for one in ledger.events_of("case", card.case_id) if one.kind == "item_inspected"]
    assert (fact.payload["conform"], fact.payload["complete"]) == (True, True)
