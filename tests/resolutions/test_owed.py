"""What the shop owes, by how near the law's last day is."""

from datetime import date, timedelta

from savoir.kernel.access import Role
from savoir.kernel.values.money import Money
from savoir.resolutions.models import Refund
from savoir.resolutions.queries import Owed, owed, owed_sums
from tests.cases.files import chosen
from tests.shop import NOON, Shop, sell

TODAY = NOON.date()
SOON = TODAY + timedelta(days=7)


def _owe(shop: Shop, *due: date | None) -> None:
    for day in due:
        made = chosen(shop, sell(shop))
        Refund.objects.filter(case__reference=made.case.reference).update(legal_due_on=day)


def test_refunds_are_summed_by_how_near_the_law_is(in_shop: Shop) -> None:
    _owe(in_shop, TODAY - timedelta(days=1), TODAY, SOON, SOON + timedelta(days=1), None)
    finance = in_shop.actors[Role.FINANCE]
    sums = {one.kind: (one.count, one.amount) for one in owed_sums(actor=finance, today=TODAY, soon=SOON)}
    one = Refund.objects.values_list("amount_minor", flat=True)[0]
    assert sums == {
        Owed.LATE: (1, Money(one, "EUR")), Owed.NEAR: (2, Money(2 * one, "EUR")),
        Owed.LATER: (1, Money(one, "EUR")), Owed.WAITING: (1, Money(one, "EUR")),
    }  # fmt: skip


def test_a_list_of_one_kind_goes_on_page_by_page(in_shop: Shop) -> None:
    _owe(in_shop, TODAY, TODAY, SOON, None, None)
    finance = in_shop.actors[Role.FINANCE]
    for kind, many in ((Owed.NEAR, 3), (Owed.WAITING, 2)):
        seen, after = list[str](), None
        for _ in range(many):
            (card,) = owed(actor=finance, kind=kind, today=TODAY, soon=SOON, limit=1, after=after)
            after = (card.legal_due_on or date.min, card.id)
            seen.append(card.reference)
        assert len(set(seen)) == many
        assert owed(actor=finance, kind=kind, today=TODAY, soon=SOON, limit=1, after=after) == ()


def test_what_left_is_owed_no_longer(in_shop: Shop) -> None:
    _owe(in_shop, TODAY)
    Refund.objects.update(state="settled", settled_at=NOON)
    assert owed_sums(actor=in_shop.actors[Role.FINANCE], today=TODAY, soon=SOON) == ()
