"""What one visitor may leave with us: a new draft or browser is no new allowance."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from savoir.cases.models import Case
from savoir.cases.operations import TooManyCases, open_case
from savoir.cases.states import Entry, Intent, Reason
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.web.portal import sending
from tests.doors.portals import Visitor, is_refused, sold
from tests.doors.test_portal_bad_input import named, picture
from tests.shop import NOON, Shop, sell


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_new_draft_is_no_new_allowance_of_photos(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each browser without a cookie begins a draft of its own; the order's files are counted all the same."""
    monkeypatch.setattr(sending, "MOST_A_DAY", 2)
    sale = sold(visitor.shop)
    field = f"photos-{sale.line_ids[0]}"
    for width in (40, 41):
        fresh = Visitor(visitor.shop, Client())
        fresh.proves(sale)
        sent = fresh.says(sale, "abime", **{field: [named(picture(width), "a.jpg")]})
        assert sent.status_code == 303
    third = Visitor(visitor.shop, Client())
    third.proves(sale)
    refused = third.says(sale, "abime", **{field: [named(picture(42), "a.jpg")]})
    is_refused(refused, "Beaucoup de photos ont déjà été envoyées", "Continuez sans photo")
    assert third.says(sale, "abime").status_code == 303  # the way out works


def test_an_address_has_its_end_too(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_BY_ADDRESS", 1)
    for number, status in enumerate((303, 422)):
        sale = sold(visitor.shop)
        fresh = Visitor(visitor.shop, Client())
        fresh.proves(sale)
        field = f"photos-{sale.line_ids[0]}"
        sent = fresh.says(sale, "abime", **{field: [named(picture(40 + number), "a.jpg")]})
        assert sent.status_code == status


def test_the_eleventh_case_of_a_day_on_one_order_goes_to_a_person(in_shop: Shop) -> None:
    sale = sell(in_shop, quantity=12)
    asked = AskedLine(line_id=sale.line_ids[0], quantity=1, intent=Intent.RETURN, reason=Reason.TOO_SMALL)
    request = CaseRequest(
        order_id=sale.order_id, entry=Entry.PORTAL, language="fr", lines=(LineRequest(asked=asked),)
    )
    claire = in_shop.customer(sale.order_id)
    for _ in range(10):
        open_case(actor=claire, request=request, now=NOON)
    with pytest.raises(TooManyCases):
        open_case(actor=claire, request=request, now=NOON)
    assert Case.objects.filter(order_id=sale.order_id).count() == 10
    open_case(actor=in_shop.agent, request=request, now=NOON)  # a member is not the one to slow down
