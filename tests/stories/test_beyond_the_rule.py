"""Forty days on she changes her mind: a senior lets the money go, one letter says so; nothing before."""

from datetime import timedelta

import pytest

from savoir.cases.states import Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.models import Approval, HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import AskedRemedy, Refund
from savoir.resolutions.operations import answer_with_refusal
from tests.faults.worlds import broken
from tests.resolutions.beyond import LETTER, answered, ask, too_late
from tests.resolutions.gestures import kind_shop
from tests.shop import NOON, Shop
from tests.stories.conftest import KeptMails

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def shop(db: None, rail: FakeRail) -> Shop:
    return kind_shop()


def test_nothing_is_told_until_somebody_says_yes_then_once(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        case = too_late(shop)
    drain(until=NOON + HOUR)
    told = len(mails.sent)
    with organization_block(shop.org_id):
        ask(shop, case, remedy=Remedy.RETURNLESS_REFUND, now=NOON + HOUR)
    drain(until=NOON + 2 * HOUR)
    assert len(mails.sent) == told
    with organization_block(shop.org_id):
        assert not Refund.objects.exists()
        answered(case, shop.actors[Role.SENIOR], now=NOON + DAY)
    drain(until=NOON + DAY + HOUR)

    with organization_block(shop.org_id):
        refund = Refund.objects.get()
        assert (refund.state, rail.books.executions(refund.reference)) == ("settled", 1)
    letters = [mail for mail in mails.sent[told:] if "exceptionnellement" in mail.text]
    assert len(letters) == 1
    assert LETTER.splitlines()[0] in letters[0].text
    assert broken(shop) == {}


def test_another_answer_ends_the_wish_by_itself(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        case = too_late(shop)
        ask(shop, case)
        answer_with_refusal(
            actor=shop.agent, case_reference=case.reference, motive="out_of_time", reason="Trop tard.",
            instead="", now=NOON,
        )  # fmt: skip
    drain(until=NOON + HOUR)
    with organization_block(shop.org_id):
        row = AskedRemedy.objects.get()
        assert (row.state, row.lapse) == ("lapsed", "decided")
        assert not Approval.objects.exists()
        assert HumanTask.objects.get(code="remedy_asked").outcome == "lapsed"
    assert broken(shop) == {}
