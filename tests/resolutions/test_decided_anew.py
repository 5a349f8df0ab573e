"""A case decided a second time: its slip, its parcel and its money go on from where they are."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from savoir.cases.models import CaseLine
from savoir.cases.queries import answer_of_case
from savoir.cases.states import Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import ReturnAuthorization, ReturnLine
from savoir.logistics.operations import declare_posting, receive
from savoir.logistics.queries import expected_lines
from savoir.orders.models import OrderLine
from savoir.resolutions import operations
from savoir.resolutions.models import Refund
from savoir.resolutions.queries import owed
from savoir.resolutions.values import AcceptedOffer
from tests.cases.files import DAY, HOUR, Chosen, chosen, opened
from tests.faults.worlds import broken
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]


def post(shop: Shop, sale: Sale, made: Chosen) -> None:
    """The parcel leaves on the 24th."""
    declare_posting(
        actor=shop.customer(sale.order_id), ra_number=made.accepted.ra_number, posted_on=date(2026, 11, 24),
        tracking_number="6A12345678901", photo_id=None, now=NOON + DAY,
    )  # fmt: skip


def arrive(shop: Shop, sale: Sale, made: Chosen) -> None:
    """The parcel is at the dock on the 25th."""
    (line,) = expected_lines(actor=shop.dock, ra_number=made.accepted.ra_number)
    receive(
        actor=shop.dock, scan_id=uuid4(), ra_number=made.accepted.ra_number, quantities={line.id: 1},
        station="Quai 2", now=NOON + 2 * DAY,
    )  # fmt: skip


def given_up(shop: Shop, made: Chosen, *, code: str = "expired_card") -> None:
    """The refund of a case failed, or never left, and a person gave it up."""
    refund = Refund.objects.filter(case_id=made.case.id).latest("id")
    if refund.state == "settling":
        operations.begin_attempt(actor=shop.system, refund_id=refund.id, now=NOON + 3 * DAY)
        operations.fail_refund(actor=shop.system, refund_id=refund.id, code=code, now=NOON + 3 * DAY)
    operations.cancel_refund(actor=shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + 3 * DAY)


def accepted_again(shop: Shop, made: Chosen, remedy: Remedy = Remedy.REFUND) -> AcceptedOffer:
    """An agent decides anew, three days later."""
    answer = answer_of_case(actor=shop.agent, case_id=made.case.id)
    plan = operations.accepting.preview_plan(
        actor=shop.agent, answer=answer, remedy=remedy, now=NOON + 3 * DAY
    )
    return operations.accept_offer(
        actor=shop.agent, case_reference=made.case.reference, remedy=remedy, plan_digest=plan.digest,
        motive="kindness", now=NOON + 3 * DAY,
    )  # fmt: skip


def refunds(made: Chosen) -> list[tuple[str, date | None]]:
    """States and the law's days of its refunds."""
    return list(
        Refund.objects.filter(case_id=made.case.id).order_by("id").values_list("state", "legal_due_on")
    )


def test_the_slip_the_customer_holds_stays_good(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        given_up(shop, made)
        again = accepted_again(shop, made)
        assert again.ra_number == made.accepted.ra_number
        assert refunds(made) == [("canceled", None), ("requested", None)]
        post(shop, sale, made)
    drain(until=NOON + 4 * DAY)
    with organization_block(shop.org_id):
        assert [state for state, _ in refunds(made)] == ["canceled", "settled"]
    assert broken(shop, NOON + 4 * DAY) == {}


@pytest.mark.parametrize("so_far", [post, arrive])
def test_a_parcel_on_its_way_or_here_lets_the_new_money_leave_at_once(
    shop: Shop, rail: FakeRail, mails: KeptMails, so_far: Callable[[Shop, Sale, Chosen], None]
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        so_far(shop, sale, made)
        given_up(shop, made)
        again = accepted_again(shop, made)
        assert again.ra_number == (made.accepted.ra_number if so_far is post else "")
        assert refunds(made)[1][0] == "settling"
        assert refunds(made)[1][1] is not None
    drain(until=NOON + 4 * DAY)
    with organization_block(shop.org_id):
        assert refunds(made)[1][0] == "settled"
        assert ReturnAuthorization.objects.count() == 1
    assert broken(shop, NOON + 4 * DAY) == {}


def test_a_thing_that_is_here_may_still_be_refused(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    """The life at random found it: nothing is held of what came back, and no answer was possible any more."""
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        arrive(shop, sale, made)
        given_up(shop, made)
        operations.answer_with_refusal(
            actor=shop.agent, case_reference=made.case.reference, motive="misuse", ground="made_to_spec",
            reason="La prise a reçu de l’eau.", instead="Nous vous le renvoyons.", now=NOON + 3 * DAY,
        )  # fmt: skip
        line = OrderLine.objects.get(id=sale.line_ids[0])
        assert (line.held_qty, line.returned_qty) == (0, 1)
        assert CaseLine.objects.get().acceptance == "rejected"
    drain(until=NOON + 4 * DAY)
    assert broken(shop, NOON + 4 * DAY) == {}


def test_what_comes_after_its_case_was_refused_is_received(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    """The life at random found it: the slip stays good, nothing is held, and the dock was refused."""
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        given_up(shop, made)
        operations.answer_with_refusal(
            actor=shop.agent, case_reference=made.case.reference, motive="misuse", ground="made_to_spec",
            reason="Le colis n’est jamais parti.", instead="Écrivez-nous s’il part.", now=NOON + 3 * DAY,
        )  # fmt: skip
        assert OrderLine.objects.get(id=sale.line_ids[0]).held_qty == 0
        arrive(shop, sale, made)
        line = OrderLine.objects.get(id=sale.line_ids[0])
        assert (line.held_qty, line.returned_qty) == (0, 1)
        assert CaseLine.objects.get().reception == "received"
    drain(until=NOON + 4 * DAY)
    assert broken(shop, NOON + 4 * DAY) == {}


def test_what_may_be_kept_is_not_awaited_any_more(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        given_up(shop, made)
        assert accepted_again(shop, made, Remedy.RETURNLESS_REFUND).ra_number == ""
        assert ReturnAuthorization.objects.get().canceled_at == NOON + 3 * DAY
        assert not ReturnLine.objects.filter(is_open=True).exists()
        assert CaseLine.objects.get().reception == "canceled"
    drain(until=NOON + 4 * DAY)
    with organization_block(shop.org_id):
        assert refunds(made)[1][0] == "settled"
    assert broken(shop, NOON + 4 * DAY) == {}


def test_a_slip_that_says_otherwise_is_replaced(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    ReturnAuthorization.objects.update(customer_pays=not made.plan.customer_pays_return)
    given_up(in_shop, made)
    again = accepted_again(in_shop, made)
    assert again.ra_number not in ("", made.accepted.ra_number)
    old, new = ReturnAuthorization.objects.order_by("id")
    assert (old.canceled_at is None, new.canceled_at) == (False, None)


def test_money_that_leaves_at_the_request_is_owed_by_the_laws_day(in_shop: Shop) -> None:
    """It stood on no list while it was settling or had failed."""
    case = opened(in_shop, sell(in_shop))
    made = Chosen(case, None, None)  # type: ignore[arg-type]  # nobody chose yet
    accepted_again(in_shop, made, Remedy.RETURNLESS_REFUND)
    (card,) = owed(actor=in_shop.actors[Role.FINANCE], limit=9)
    assert (card.state, card.legal_due_on) == ("settling", date(2026, 12, 7))


def settling_jobs() -> list[tuple[object, str]]:
    """When and under which lock each waiting job settles."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheduled_at, lock FROM procrastinate_jobs"
            " WHERE status = 'todo' AND args->>'name' = 'refunds.settle' ORDER BY id"
        )
        return list(cursor.fetchall())


def test_trying_again_does_not_wait_behind_a_try_of_later(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        post(shop, sale, made)
        refund = Refund.objects.get(case_id=made.case.id)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = %s WHERE args->>'name' = 'refunds.settle'",
            [NOON + 9 * DAY],
        )
    with organization_block(shop.org_id):
        operations.retry_refund(
            actor=shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + DAY + HOUR
        )
    assert settling_jobs() == [(NOON + DAY + HOUR, f"refund:{shop.org_id}:{refund.id}")]
    drain(until=NOON + DAY + HOUR)
    with organization_block(shop.org_id):
        refund.refresh_from_db()
        assert refund.state == "settled"


def test_trying_again_while_a_try_runs_has_its_own_turn(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        post(shop, sale, made)
        refund = Refund.objects.get(case_id=made.case.id)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE args->>'name' = 'refunds.settle'"
        )
    for _ in range(2):
        with organization_block(shop.org_id):
            operations.retry_refund(
                actor=shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + DAY + HOUR
            )
    assert settling_jobs() == [(NOON + DAY + HOUR, f"refund:{shop.org_id}:{refund.id}:again")]


class Broken(Exception):
    """Nothing a rail should ever raise."""


def test_a_job_that_was_given_up_leaves_a_task_that_settling_closes(
    shop: Shop, rail: FakeRail, mails: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise Broken

    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        post(shop, sale, made)
        refund = Refund.objects.get(case_id=made.case.id)
    with monkeypatch.context() as patched:
        patched.setattr(rail, "refund", fail)
        patched.setattr(rail, "find", fail)
        drain(until=NOON + 2 * DAY)
    with organization_block(shop.org_id):
        (task,) = HumanTask.objects.filter(done_at=None)
        assert (task.code, task.subject_kind, task.subject_id) == ("refund_doubtful", "refund", refund.id)
        operations.retry_refund(
            actor=shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + 3 * DAY
        )
    drain(until=NOON + 3 * DAY)
    with organization_block(shop.org_id):
        refund.refresh_from_db()
        assert refund.state == "settled"
        assert not HumanTask.objects.filter(done_at=None).exists()
    assert broken(shop, NOON + 3 * DAY) == {}
