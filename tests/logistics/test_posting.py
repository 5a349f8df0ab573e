"""« J'ai expédié mon colis »: the proof that starts the clock."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from savoir.cases.states import Reception
from savoir.kernel import ledger
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.files import store_upload
from savoir.logistics import operations, queries
from savoir.logistics.models import PostingProof
from savoir.logistics.values import RaCard
from tests.logistics.parcels import DAY, arrive, authorize, grant
from tests.logistics.test_authorizing import kinds, receptions
from tests.shop import NOON, Shop, sell

TODAY = date(2026, 11, 25)


def post(shop: Shop, ra: RaCard, **given: Any) -> RaCard:
    words = {"posted_on": TODAY, "tracking_number": "6A 1234-567", "now": NOON + 2 * DAY, **given}
    actor = words.pop("actor", shop.agent)
    return operations.declare_posting(actor=actor, ra_number=ra.number, **words)


def test_a_tracking_number_proves_the_posting(in_shop: Shop) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    posted = post(in_shop, ra, actor=in_shop.customer(case.sale.order_id))
    assert (posted.posted_on, posted.tracking_number) == (TODAY, "6A1234567")
    assert receptions(in_shop, case) == [Reception.IN_TRANSIT]
    last = ledger.events_of("case", case.case_id)[-1]
    assert (last.kind, last.payload) == ("parcel_posted", {"ra_id": ra.id, "posted_on": "2026-11-25"})


def test_a_photo_of_the_receipt_proves_it_too(in_shop: Shop, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    ra = authorize(in_shop, grant(in_shop))
    page = BytesIO()
    Image.new("RGB", (40, 30), "white").save(page, "JPEG")
    photo = store_upload(actor=in_shop.agent, content=page.getvalue(), file_name="recu.jpg", now=NOON)
    posted = post(in_shop, ra, tracking_number="", photo_id=photo.id)
    assert posted.posted_on == TODAY
    assert posted.tracking_number == ""


def test_said_twice_it_counts_once(in_shop: Shop) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    assert post(in_shop, ra) == post(in_shop, ra)
    assert kinds(case).count("parcel_posted") == 1
    with pytest.raises(operations.AlreadyPosted) as refusal:
        post(in_shop, ra, posted_on=TODAY - DAY)
    assert refusal.value.facts["posted_on"] == TODAY
    assert PostingProof.objects.get().posted_on == TODAY


def test_the_day_of_the_case_is_early_enough_even_before_our_number(in_shop: Shop) -> None:
    ra = authorize(in_shop, grant(in_shop))
    assert post(in_shop, ra, posted_on=date(2026, 11, 23)).posted_on == date(2026, 11, 23)


def test_today_is_the_customers_day_not_the_servers(in_shop: Shop) -> None:
    ra = authorize(in_shop, grant(in_shop))
    half_past_midnight_in_paris = NOON.replace(day=24, hour=23, minute=30)
    assert post(in_shop, ra, posted_on=TODAY, now=half_past_midnight_in_paris).posted_on == TODAY


@pytest.mark.parametrize(
    ("given", "refusal", "code"),
    [
        ({"tracking_number": ""}, operations.PostingNotProved, "required"),
        ({"tracking_number": " - "}, operations.PostingNotProved, "required"),
        ({"tracking_number": "abc"}, operations.PostingNotProved, "shape"),
        ({"tracking_number": "<script>"}, operations.PostingNotProved, "shape"),
        ({"tracking_number": "9" * 61}, operations.PostingNotProved, "shape"),
        ({"posted_on": TODAY + timedelta(days=1)}, operations.PostingDateImpossible, "future"),
        ({"posted_on": date(2026, 11, 22)}, operations.PostingDateImpossible, "before_case"),
    ],
)
def test_a_proof_that_proves_nothing_is_refused_and_nothing_happened(
    in_shop: Shop, given: dict[str, Any], refusal: type[Exception], code: str
) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    before = kinds(case)
    with pytest.raises(refusal) as refused:
        post(in_shop, ra, **given)
    assert refused.value.facts["code"] == code  # type: ignore[attr-defined]  # every refusal has facts
    assert not PostingProof.objects.exists()
    assert (receptions(in_shop, case), kinds(case)) == ([Reception.AWAITING], before)


def test_a_photo_that_is_not_there_proves_nothing(in_shop: Shop) -> None:
    ra = authorize(in_shop, grant(in_shop))
    with pytest.raises(NotFound):
        post(in_shop, ra, tracking_number="", photo_id=99_999_999)
    assert not PostingProof.objects.exists()


def test_nothing_is_left_to_post_when_it_is_here_or_canceled(in_shop: Shop) -> None:
    here, canceled = authorize(in_shop, grant(in_shop)), authorize(in_shop, grant(in_shop))
    arrive(in_shop, here)
    operations.cancel_authorization(actor=in_shop.agent, ra_number=canceled.number, now=NOON)
    for ra in (here, canceled):
        with pytest.raises(operations.NotAwaited):
            post(in_shop, ra)
    assert not PostingProof.objects.exists()


def test_only_who_sees_the_case_says_it_was_posted(in_shop: Shop) -> None:
    ra = authorize(in_shop, grant(in_shop))
    with pytest.raises(NotFound):
        post(in_shop, ra, actor=in_shop.customer(sell(in_shop).order_id))
    with pytest.raises(NotAllowed):
        post(in_shop, ra, actor=in_shop.dock)
    assert queries.ra_by_number(actor=in_shop.agent, ra_number=ra.number).posted_on is None


def test_after_the_courtesy_date_it_may_still_be_posted(in_shop: Shop) -> None:
    ra = authorize(in_shop, grant(in_shop))
    late = NOON + 40 * DAY
    assert post(in_shop, ra, posted_on=late.date(), now=late).posted_on == late.date()
