"""Permission to send back: given on granted lines only, taken back while nothing travels."""

from datetime import date
from typing import Any

import pytest

from savoir.cases.queries import case_lines
from savoir.cases.states import Reception, Remedy
from savoir.kernel import ledger
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.values.references import is_valid
from savoir.logistics import operations, queries
from savoir.logistics.models import ReturnAuthorization, ReturnLine
from savoir.logistics.states import ReturnMethod
from tests.logistics.parcels import DAY, Granted, arrive, authorize, grant
from tests.shop import NOON, Shop, sell


def receptions(shop: Shop, case: Granted) -> list[Reception]:
    return [line.reception for line in case_lines(actor=shop.system, case_id=case.case_id)]


def kinds(case: Granted) -> list[str]:
    return [entry.kind for entry in ledger.events_of("case", case.case_id)]


def test_a_granted_line_may_come_back_under_a_number_people_can_say(in_shop: Shop) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    assert is_valid(ra.number)
    assert ra.number.startswith("RA-")
    assert (ra.case_reference, ra.send_back_by, ra.customer_pays) == (case.reference, date(2026, 12, 8), True)
    assert receptions(in_shop, case) == [Reception.AWAITING]
    assert kinds(case)[-1] == "return_authorized"
    assert queries.returns_of_case(actor=in_shop.agent, case_id=case.case_id) == (ra,)


def test_a_customer_sees_the_number_of_his_case(in_shop: Shop) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case, actor=in_shop.system)
    assert queries.ra_by_number(actor=in_shop.customer(case.sale.order_id), ra_number=ra.number) == ra


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"lines": ()}, operations.NothingTravels),
        ({"method": ReturnMethod.NO_RETURN}, operations.NothingTravels),
        ({"quantity": 0}, operations.BeyondCase),
        ({"quantity": -1}, operations.BeyondCase),
        ({"quantity": 3}, operations.BeyondCase),
        ({"lines": ((99_999_999, 1),)}, NotFound),
        ({"site_id": 99_999_999}, NotFound),
    ],
)
def test_what_cannot_come_back_is_refused_and_nothing_happened(
    in_shop: Shop, given: dict[str, Any], refusal: type[Exception]
) -> None:
    case = grant(in_shop, quantity=2)
    before = kinds(case)
    with pytest.raises(refusal):
        authorize(in_shop, case, **given)
    assert not ReturnAuthorization.objects.exists()
    assert receptions(in_shop, case) == [Reception.NOT_EXPECTED]
    assert kinds(case) == before


def test_the_same_line_twice_in_one_parcel_is_a_slip_of_the_hand(in_shop: Shop) -> None:
    case = grant(in_shop, quantity=2)
    with pytest.raises(Invalid):
        authorize(in_shop, case, lines=((case.line_ids[0], 1), (case.line_ids[0], 1)))
    assert not ReturnAuthorization.objects.exists()


def test_nothing_comes_back_before_the_yes(in_shop: Shop) -> None:
    case = grant(in_shop, accepted=False)
    with pytest.raises(operations.LineNotAccepted):
        authorize(in_shop, case)
    assert receptions(in_shop, case) == [Reception.NOT_EXPECTED]


def test_one_open_number_per_line(in_shop: Shop) -> None:
    case = grant(in_shop, quantity=2)
    first = authorize(in_shop, case)
    with pytest.raises(operations.AlreadyAwaited) as refusal:
        authorize(in_shop, case)
    assert refusal.value.facts["ra_number"] == first.number
    assert ReturnLine.objects.count() == 1


def test_another_customers_case_does_not_exist(in_shop: Shop) -> None:
    case, mine = grant(in_shop), sell(in_shop)
    ra = authorize(in_shop, case)
    stranger = in_shop.customer(mine.order_id, verified=True)
    with pytest.raises(NotFound):
        queries.expected_lines(actor=stranger, ra_number=ra.number)
    with pytest.raises(NotFound):
        queries.ra_by_number(actor=stranger, ra_number=ra.number)
    assert queries.returns_of_case(actor=stranger, case_id=case.case_id) == ()


def test_neither_the_dock_nor_a_customer_authorizes(in_shop: Shop) -> None:
    case = grant(in_shop)
    for actor in (in_shop.dock, in_shop.customer(case.sale.order_id, verified=True)):
        with pytest.raises(NotAllowed):
            authorize(in_shop, case, actor=actor)
    assert not ReturnAuthorization.objects.exists()


AZERTY_LAYOUT = str.maketrans("1234567890-AQZWMaqzw", "&é\"'(-è_çà)QAWZ?qawz")


def test_every_spelling_of_a_number_finds_it(in_shop: Shop) -> None:
    ra = authorize(in_shop, grant(in_shop))
    spellings = [
        ra.number.lower(), f" {ra.number}\n", ra.number.replace("-", ""), ra.number.translate(AZERTY_LAYOUT),
        f"https://retours.lenoir.example/r/{ra.number}", f"https://retours.lenoir.example/r/{ra.number}/",
        f"httpsM!!retours:lenoir:exq,ple!r!{ra.number.translate(AZERTY_LAYOUT)}",
    ]  # fmt: skip
    for spelling in spellings:
        assert queries.ra_by_number(actor=in_shop.dock, ra_number=spelling).id == ra.id, spelling


@pytest.mark.parametrize("nonsense", ["", "   ", "RA-", "/", "3700000000017", "RA-ZZZZZZ", "\x00"])
def test_a_number_that_is_none_is_not_found(in_shop: Shop, nonsense: str) -> None:
    authorize(in_shop, grant(in_shop))
    with pytest.raises(NotFound):
        queries.ra_by_number(actor=in_shop.dock, ra_number=nonsense)


def test_a_canceled_number_frees_its_line(in_shop: Shop) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    for _ in range(2):
        canceled = operations.cancel_authorization(actor=in_shop.agent, ra_number=ra.number, now=NOON + DAY)
        assert canceled.canceled_at == NOON + DAY
    assert receptions(in_shop, case) == [Reception.CANCELED]
    assert kinds(case).count("authorization_canceled") == 1
    assert authorize(in_shop, case).number != ra.number
    assert receptions(in_shop, case) == [Reception.AWAITING]


def test_what_travels_is_not_canceled(in_shop: Shop) -> None:
    posted, arrived = grant(in_shop), grant(in_shop, remedy=Remedy.REFUND)
    on_its_way, here = authorize(in_shop, posted), authorize(in_shop, arrived)
    operations.declare_posting(
        actor=in_shop.agent,
        ra_number=on_its_way.number,
        posted_on=NOON.date(),
        tracking_number="6A123",
        now=NOON,
    )
    arrive(in_shop, here)
    for ra in (on_its_way, here):
        with pytest.raises(operations.ParcelOnItsWay):
            operations.cancel_authorization(actor=in_shop.agent, ra_number=ra.number, now=NOON)
        assert queries.ra_by_number(actor=in_shop.agent, ra_number=ra.number).canceled_at is None
    with pytest.raises(NotAllowed):
        operations.cancel_authorization(
            actor=in_shop.customer(posted.sale.order_id), ra_number=on_its_way.number, now=NOON
        )
