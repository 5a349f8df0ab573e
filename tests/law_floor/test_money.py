"""Money and things: what the dock finds, what the books can bear, and whom a parcel's silence hurts."""

from datetime import datetime

import pytest

from savoir.cases.operations import BelowTheLaw
from savoir.cases.states import Intent, Reason, Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.logistics import queries
from savoir.logistics.states import Finding, Grade
from savoir.orders.models import Payment
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import accepting, choosing, request_remedy
from tests.cases.files import asked, card, chosen, everything, plan_for, refused, request_of
from tests.law_floor.attempts import Table
from tests.logistics.parcels import arrive, examine
from tests.logistics.test_undoing import WORN
from tests.shop import NOON, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]


def test_a_worn_thing_lowers_no_refund_and_delays_none_beyond_the_law(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    """The dock writes what it found and a grade: neither is a deduction."""
    with organization_block(shop.org_id):
        made = chosen(shop, sell(shop))
        Refund.objects.update(trigger="inspection")
        ra = queries.returns_of_case(actor=shop.system, case_id=made.case.id)[0]
        examine(shop, arrive(shop, ra), checks=WORN, grade=Grade.C, finding=Finding.USED)
        (refund,) = Refund.objects.all()
        assert (refund.amount_minor, refund.state) == (5900, "requested")
    drain(until=datetime.fromisoformat("2026-12-07T08:01:00+00:00"))
    with organization_block(shop.org_id):
        (refund,) = Refund.objects.all()
        assert (refund.amount_minor, refund.state) == (5900, "settled")


def test_a_parcel_that_does_not_come_ends_no_right(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        made = chosen(shop, sell(shop))
    drain(until=datetime.fromisoformat("2027-02-01T08:00:00+00:00"))
    with organization_block(shop.org_id):
        assert Refund.objects.get().state == "requested"
        assert card(shop, made.case).needs_person


def test_payments_that_were_not_imported_do_not_make_the_refund_smaller(in_shop: Shop) -> None:
    sale = sell(in_shop)
    Payment.objects.update(amount_minor=100)

    said = asked(sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND)
    plan = plan_for(in_shop, sale, (said,), Remedy.REFUND, NOON)
    case, accepted = request_remedy(
        actor=in_shop.customer(sale.order_id), request=request_of(sale, said, wanted=Remedy.REFUND),
        remedy=Remedy.REFUND, plan_digest=plan.digest, now=NOON,
    )  # fmt: skip

    assert accepted is None
    assert card(in_shop, case).needs_person
    table = Table(in_shop, sale, case, in_shop.agent)
    with refused(BelowTheLaw) as caught:
        table.grant(Remedy.REFUND, "")
    assert caught.value.facts["article"] == "L221-24"


def test_without_the_check_of_the_sum_one_euro_is_promised(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (accepting, choosing):
        monkeypatch.setattr(module, "shortfall", lambda **_given: None)
    sale = sell(in_shop)
    Payment.objects.update(amount_minor=100)
    assert chosen(in_shop, sale).accepted.amount.minor == 100


def test_what_went_back_already_is_not_owed_twice(in_shop: Shop) -> None:
    sale = sell(in_shop)
    Payment.objects.update(refunded_minor=5000)
    assert chosen(in_shop, sale).accepted.amount.minor == 900
    assert everything()["Refund"] == 1
