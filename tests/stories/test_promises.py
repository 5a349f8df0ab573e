"""A date is told, the same to everybody; it is kept, or broken aloud with a new one."""

from datetime import timedelta

from savoir.cases import operations as cases
from savoir.cases.models import Promise
from savoir.cases.queries import Bounds, QueueView, queue
from savoir.cases.states import CaseState
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from savoir.resolutions.queries import journey_of_case
from tests.cases.files import DAY, HOUR, card, opened, promises
from tests.shop import NOON, Shop, sell
from tests.stories.conftest import KeptMails


def test_customer_and_agent_read_the_same_date_and_a_late_one_is_said(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        Brand.objects.filter(id=shop.brand_id).update(answer_clock="elapsed")
        sale = sell(shop, product={"made_to_order": True, "name": "Mug gravé"})
        case = opened(shop, sale)
        due = NOON + 48 * HOUR
        bounds = Bounds(now=NOON, evening=NOON + 9 * HOUR, week_end=NOON + 6 * DAY, week_ago=NOON - 7 * DAY)
        (row,) = queue(actor=shop.agent, view=QueueView.TO_DO, bounds=bounds).rows
        (step,) = [s for s in journey_of_case(actor=shop.customer(sale.order_id), case_id=case.id)
                   if s.code == "answered"]  # fmt: skip
        assert (row.next_due_at, step.by, step.state) == (due, due, "now")
    drain(until=due - timedelta(seconds=1))
    assert len(mails.sent) == 1
    drain(until=due)
    with organization_block(shop.org_id):
        assert promises(shop, case) == [("first_answer", "broken"), ("answer", "running")]
        new_due = Promise.objects.get(kind="answer").due_at
        # Wednesday noon plus one day of nine hours: Thursday noon
        assert new_due == due + 24 * HOUR
        assert card(shop, case).next_due_at == new_due
    assert len(mails.sent) == 2
    assert "jeudi\u00a026\u00a0novembre" in mails.sent[1].text


def test_a_kept_promise_is_never_broken_by_its_timer(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, product={"made_to_order": True})
        case = opened(shop, sale)
        cases.refuse_case(actor=shop.agent, reference=case.reference, motive="made_to_order",
                          note="Gravé à votre nom.", now=NOON + HOUR)  # fmt: skip
    drain(until=NOON + 6 * DAY)
    with organization_block(shop.org_id):
        assert promises(shop, case)[0] == ("first_answer", "kept")
        assert not Promise.objects.filter(state="broken").exists()
        assert card(shop, case).state is CaseState.RESOLVED
    assert len(mails.sent) == 2


def test_a_refusal_ends_in_a_closed_case(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        case = opened(shop, sell(shop, product={"made_to_order": True}))
        cases.refuse_case(actor=shop.agent, reference=case.reference, motive="made_to_order",
                          note="Gravé à votre nom.", now=NOON + HOUR)  # fmt: skip
    drain(until=NOON + 30 * DAY)
    with organization_block(shop.org_id):
        assert card(shop, case).state is CaseState.CLOSED
