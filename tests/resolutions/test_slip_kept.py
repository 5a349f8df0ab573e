"""A case decided anew whose customer keeps his slip: its number stays, it says what is promised now."""

from datetime import date, timedelta

import pytest

from savoir.cases.states import Remedy
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.logistics.models import ReturnAuthorization
from savoir.logistics.operations import renew_slip, slip_pdf
from savoir.resolutions import operations
from savoir.resolutions.models import Refund
from savoir.resolutions.queries import owed
from tests.cases.files import DAY, chosen, refused
from tests.logistics.test_slips import Printer, media, printer
from tests.resolutions.test_decided_anew import accepted_again, arrive, given_up, post
from tests.shop import NOON, Shop, sell

__all__ = ["media", "printer"]
pytestmark = pytest.mark.usefixtures("media")
THEN = NOON + 3 * DAY
SECOND = timedelta(seconds=1)


def test_it_is_printed_anew_with_the_new_promise(in_shop: Shop, printer: Printer) -> None:
    made = chosen(in_shop, sell(in_shop))
    number = made.accepted.ra_number
    ReturnAuthorization.objects.update(promised_on=date(2026, 11, 30), promised_if_by=None)
    slip_pdf(actor=in_shop.agent, ra_number=number, now=NOON)
    assert printer.printed[0]["decided"] != []
    given_up(in_shop, made)

    again = accepted_again(in_shop, made)

    row = ReturnAuthorization.objects.get()
    assert (again.ra_number, row.number) == (number, number)
    promised_on, posted_by = made.plan.promised_on, made.plan.if_posted_by
    assert promised_on is not None
    assert posted_by is not None
    assert (row.promised_on, row.promised_if_by) == (promised_on + 3 * DAY, posted_by + 3 * DAY)
    assert row.slip_id is None
    slip_pdf(actor=in_shop.agent, ra_number=number, now=THEN)
    assert len(printer.printed) == 2
    assert printer.printed[1]["decided"] != printer.printed[0]["decided"]


def test_the_slip_of_a_parcel_on_its_way_is_left_alone(in_shop: Shop, printer: Printer) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    slip_pdf(actor=in_shop.agent, ra_number=made.accepted.ra_number, now=NOON)
    post(in_shop, sale, made)
    given_up(in_shop, made)
    accepted_again(in_shop, made)
    assert ReturnAuthorization.objects.get().slip_id is not None


def test_only_who_may_authorize_renews_a_slip(in_shop: Shop) -> None:
    made = chosen(in_shop, sell(in_shop))
    for who, number, refusal in (
        (in_shop.actors[Role.FINANCE], made.accepted.ra_number, NotAllowed),
        (in_shop.agent, "RA-NOBODY", NotFound),
    ):
        with refused(refusal):
            renew_slip(actor=who, ra_number=number, promised_on=None, promised_if_by=None, now=THEN)


def test_a_click_is_taken_back_though_the_parcel_goes_on(in_shop: Shop) -> None:
    """The desk offers ten seconds; the slip that was used stays, and so does what has arrived."""
    for so_far in (post, arrive):
        sale = sell(in_shop)
        made = chosen(in_shop, sale)
        so_far(in_shop, sale, made)
        given_up(in_shop, made)
        again = accepted_again(in_shop, made, Remedy.RETURNLESS_REFUND)

        operations.undo_refund(
            actor=in_shop.agent, reference=again.refund_references[0], now=THEN + 5 * SECOND
        )

        assert set(Refund.objects.values_list("state", flat=True)) == {"canceled"}
        assert ReturnAuthorization.objects.get(number=made.accepted.ra_number).canceled_at is None


def test_what_is_paused_is_still_owed(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    post(in_shop, sale, made)
    Refund.objects.update(state="paused")
    (card,) = owed(actor=in_shop.actors[Role.FINANCE], limit=9)
    assert card.case_id == made.case.id
