"""Every legal basis on one line: as it lies there, had somebody spoken today, and after a request."""

from datetime import UTC, date, datetime

import pytest
from tests.rules.cases.sold import DECLARED, ZONE, ask, policy, sold

from savoir.cases.rules import LineLaw, law_of_line
from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine
from savoir.kernel.values.answers import Answer
from savoir.law.codes import Basis, Remedy
from savoir.orders.values import LineAttempt

TODAY = date(2026, 11, 4)


def law(asked: AskedLine | None = None, today: date = TODAY, **sale: object) -> LineLaw:
    """The vase of 2 November on a day; asked about on 4 November when something was."""
    return law_of_line(
        sold(**sale), asked, DECLARED, policy(), asked_on=TODAY if asked else None, today=today, zone=ZONE
    )


def test_a_line_alone_says_nothing_for_its_customer() -> None:
    found = law()
    assert (found.basis, found.asked_on) == (None, None)
    assert found.rights.facts.withdrawn_on is None
    assert found.rights.of(Basis.WITHDRAWAL).send_back_last_day is None
    assert found.rights.of(Basis.CONFORMITY).remedy_due_on is None
    assert (found.bought_on, found.received_on) == (date(2026, 10, 30), date(2026, 11, 2))


def test_had_he_spoken_today_the_days_are_told() -> None:
    found = law()
    assert found.if_asked.of(Basis.WITHDRAWAL).send_back_last_day == date(2026, 11, 18)
    assert found.if_asked.of(Basis.CONFORMITY).remedy_due_on == date(2026, 12, 4)
    assert found.if_asked.of(Basis.HIDDEN_DEFECTS).last_day == date(2028, 11, 4)
    assert Remedy.REFUND in found.if_failed.of(Basis.CONFORMITY).remedies
    assert Remedy.REFUND not in found.rights.of(Basis.CONFORMITY).remedies


def test_a_claim_nobody_answered_for_thirty_days_lets_him_choose_the_money() -> None:
    claim = ask(Intent.CLAIM, Reason.DEFECTIVE)
    for today, is_late in ((date(2026, 12, 4), False), (date(2026, 12, 5), True)):
        assert (Remedy.REFUND in law(claim, today).rights.of(Basis.CONFORMITY).remedies) is is_late
    over = law_of_line(
        sold(), claim, DECLARED, policy(), asked_on=TODAY, today=date(2026, 12, 5), zone=ZONE, is_over=True
    )
    assert Remedy.REFUND not in over.rights.of(Basis.CONFORMITY).remedies


def test_what_is_back_with_him_the_day_he_claims_waits_no_longer() -> None:
    claim, back = ask(Intent.CLAIM, Reason.DEFECTIVE), TODAY
    mended = LineAttempt("claim", "repair", date(2026, 11, 3), sent_on=back, back_on=back)
    waits = law(claim, date(2026, 12, 5), history=(mended,))
    assert waits.rights.facts.remedy_overdue is None


def test_a_repair_would_make_the_guarantee_longer() -> None:
    found = law()
    end = found.rights.of(Basis.CONFORMITY).last_day
    assert end is not None
    assert found.repaired_until is not None
    assert found.repaired_until > end
    assert law(delivered_at=None).repaired_until is None


@pytest.mark.parametrize(
    ("asked", "basis"),
    [
        (ask(), Basis.WITHDRAWAL),
        (ask(Intent.RETURN, Reason.DEFECTIVE), Basis.CONFORMITY),
        (ask(Intent.CLAIM, Reason.NEVER_ARRIVED), Basis.DELIVERY),
        (ask(Intent.ASSISTANCE, Reason.OTHER), None),
    ],
)
def test_a_request_rests_on_one_basis(asked: AskedLine, basis: Basis | None) -> None:
    assert law(asked).basis == basis


def test_what_was_said_in_time_stays_said_when_the_period_is_over() -> None:
    later = date(2026, 12, 24)
    assert law(ask(), today=later).rights.answer(Basis.WITHDRAWAL) is Answer.YES
    assert law(today=later).rights.answer(Basis.WITHDRAWAL) is Answer.NO


def test_a_parcel_that_came_after_the_request_has_come() -> None:
    came = datetime(2026, 11, 6, 9, tzinfo=UTC)
    asked = ask(Intent.CLAIM, Reason.LATE)
    assert law(asked, delivered_at=came).received_on is None
    assert law(asked, today=date(2026, 11, 9), delivered_at=came).received_on == date(2026, 11, 6)
