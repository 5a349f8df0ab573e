"""One date for the money on every page: what was told when the parcel left stays when the money leaves."""

from zoneinfo import ZoneInfo

import pytest

from savoir.cases.queries import promises_of_case
from savoir.resolutions.models import Refund
from tests.faults.worlds import agree, post
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db


def test_the_promise_is_the_day_that_was_told(in_shop: Shop) -> None:
    agreed = agree(in_shop)
    post(in_shop, agreed)
    refund = Refund.objects.get(case_id=agreed.case_id)
    assert refund.state == "settling"
    assert refund.promised_on is not None
    assert refund.promised_on > NOON.date()
    told = promises_of_case(actor=in_shop.system, case_id=agreed.case_id)
    alive = [promise.due_at for promise in told if promise.kind == "refund" and promise.state == "running"]
    there = [due_at.astimezone(ZoneInfo("Europe/Paris")) for due_at in alive]
    assert [(at.date(), at.hour) for at in there] == [(refund.promised_on, 18)]
