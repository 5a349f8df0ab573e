"""What earlier requests did to a thing counts in the next one: repairs, days away, exchanges that failed."""

from dataclasses import replace
from datetime import date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from savoir.cases.operations import BelowTheLaw, refuse_case, reopen_case
from savoir.cases.queries import answer_for, answer_of_case, law_of_case, law_of_sold_line
from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import AskedLine
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.law.values import Basis
from savoir.logistics import operations as logistics
from savoir.logistics.queries import returns_of_case
from savoir.orders.models import LineHistory
from savoir.orders.queries import sale_line
from savoir.resolutions import operations
from savoir.resolutions.states import CallOff
from tests.cases.files import DAY, refused
from tests.cases.mending import claims, grants, leaves, mended
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails

BOUGHT = NOON - 60 * DAY


UPGRADE = import_module("savoir.resolutions.migrations.0011_history_of_before")


def asks(shop: Shop, sale: Sale, now: datetime, **answers: bool) -> Any:
    """The answer on a fault of the thing that day."""
    line = AskedLine(sale.line_ids[0], 1, Intent.CLAIM, Reason.DEFECTIVE, answers)
    return answer_for(actor=shop.customer(sale.order_id), lines=(line,), now=now).lines[0]


def test_a_repair_of_the_same_fault_that_failed_opens_the_money(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=BOUGHT)
        before = asks(shop, sale, NOON)
        assert set(before.remedies) == {Remedy.REPAIR, Remedy.REPLACEMENT}
        mended(shop, sale, NOON, NOON + 10 * DAY)

        silent = asks(shop, sale, NOON + 40 * DAY)
        assert silent.remedies == before.remedies, "nobody was asked whether it is the same fault"
        assert silent.rights.facts.attempt_failed is None

        again = asks(shop, sale, NOON + 40 * DAY, same_defect=True)
        assert again.rights.facts.attempt_failed is True
        assert Remedy.REFUND in again.remedies
        assert "L217-14" in again.articles

        other = asks(shop, sale, NOON + 40 * DAY, same_defect=False)
        assert other.rights.facts.attempt_failed is False
        assert other.remedies == before.remedies


def test_nobody_gives_a_second_repair_to_who_may_have_his_money(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=BOUGHT)
        mended(shop, sale, NOON, NOON + 10 * DAY)
        case = claims(shop, sale, NOON + 40 * DAY, same_defect=True)
        with refused(BelowTheLaw) as caught:
            grants(shop, case, Remedy.REPAIR, NOON + 41 * DAY, motive="cheaper")
        assert caught.value.facts["code"] == "remedies"
        grants(shop, case, Remedy.REFUND, NOON + 41 * DAY)


def test_a_repair_lengthens_the_guarantee_by_its_months_and_its_days(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=BOUGHT)  # received on 24 September 2026
        customer = shop.customer(sale.order_id)
        line = sale.line_ids[0]
        assert law_of_sold_line(actor=customer, line_id=line, now=NOON).rights.of(
            Basis.CONFORMITY
        ).last_day == date(2028, 9, 24)
        case = mended(shop, sale, NOON, NOON + 10 * DAY)

        later = law_of_sold_line(actor=customer, line_id=line, now=NOON + 20 * DAY).rights
        # asked on 23 November, left on 3 December, three days on its way: 13 days away, and twelve months
        assert (later.facts.repairs, later.facts.immobilized_days) == (1, 13)
        assert (later.facts.repair_requested_on, later.facts.handed_back_on) == (
            date(2026, 11, 23), date(2026, 12, 6),
        )  # fmt: skip
        assert later.of(Basis.CONFORMITY).last_day == date(2029, 10, 7)

        (own,) = law_of_case(actor=customer, case_id=case.id, now=NOON + 20 * DAY)
        assert own.rights.of(Basis.CONFORMITY).last_day == date(2029, 10, 7)
        asked = answer_of_case(actor=shop.agent, case_id=case.id).lines[0]
        assert asked.rights.facts.repairs is None, "on the day of the claim nothing had been mended"


def test_days_away_run_while_it_is_mended_and_two_repairs_add_up(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=BOUGHT)
        customer, line = shop.customer(sale.order_id), sale.line_ids[0]
        mended(shop, sale, NOON, NOON + 10 * DAY)
        case = claims(shop, sale, NOON + 40 * DAY)
        grants(shop, case, Remedy.REPAIR, NOON + 40 * DAY)
        facts = law_of_sold_line(actor=customer, line_id=line, now=NOON + 50 * DAY).rights.facts
        assert (facts.repairs, facts.immobilized_days, facts.handed_back_on) == (1, 23, None)
        leaves(shop, case, NOON + 52 * DAY)
        facts = law_of_sold_line(actor=customer, line_id=line, now=NOON + 60 * DAY).rights.facts
        assert (facts.repairs, facts.immobilized_days) == (2, 13 + 15)


def test_a_gesture_after_the_guarantee_lengthens_nothing(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=NOON - 800 * DAY)
        mended(shop, sale, NOON, NOON + 10 * DAY, motive="gesture")
        assert LineHistory.objects.count() == 1
        facts = asks(shop, sale, NOON + 40 * DAY).rights.facts
        assert (facts.repairs, facts.immobilized_days) == (None, None)


@pytest.mark.parametrize(
    ("wanted", "said", "starts_anew"),
    [(Remedy.REPAIR, {"motive": "repair_disproportionate"}, True),
     (Remedy.REPAIR, {"motive": "customer_asked"}, False),
     (Remedy.REPLACEMENT, {}, False)],
)  # fmt: skip
def test_a_new_one_instead_of_the_repair_he_asked_for_has_a_guarantee_of_its_own(
    shop: Shop, mails: KeptMails, wanted: Remedy, said: dict[str, str], starts_anew: bool
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=NOON - 400 * DAY)
        mended(shop, sale, NOON, NOON + 2 * DAY, Remedy.REPLACEMENT, wanted=wanted, **said)
        rights = law_of_sold_line(
            actor=shop.customer(sale.order_id), line_id=sale.line_ids[0], now=NOON + 30 * DAY
        ).rights
        imposed = date(2026, 11, 28) if starts_anew else None
        assert rights.facts.imposed_replacement_on == imposed
        assert (rights.of(Basis.CONFORMITY).first_day == imposed) is starts_anew


def test_nothing_agreed_nothing_called_off(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        case = claims(shop, sell(shop), NOON)
        with refused(operations.NothingToSend):
            operations.call_off_goods(
                actor=shop.agent, case_reference=case.reference, why=CallOff.OTHER, now=NOON
            )
        assert LineHistory.objects.count() == 0


def test_a_remedy_nobody_carried_out_in_thirty_days_opens_the_money(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=BOUGHT)
        case = claims(shop, sale, NOON)
        grants(shop, case, Remedy.REPAIR, NOON)
        customer = shop.customer(sale.order_id)
        (in_time,) = law_of_case(actor=customer, case_id=case.id, now=NOON + 30 * DAY)
        assert in_time.rights.facts.remedy_overdue is None
        (late,) = law_of_case(actor=customer, case_id=case.id, now=NOON + 31 * DAY)
        assert late.rights.facts.remedy_overdue is True
        assert "L217-14" in late.rights.of(Basis.CONFORMITY).articles


def test_who_waits_since_a_month_for_an_answer_may_have_his_money(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=BOUGHT)
        case = claims(shop, sale, NOON)
        late = NOON + 31 * DAY
        (shown,) = law_of_case(actor=shop.customer(sale.order_id), case_id=case.id, now=late)
        assert shown.rights.facts.remedy_overdue is True
        with refused(BelowTheLaw):
            grants(shop, case, Remedy.REPLACEMENT, late)
        grants(shop, case, Remedy.REPLACEMENT, late, motive="customer_asked")


def test_on_the_thirtieth_day_a_new_one_is_still_in_time(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        case = claims(shop, sell(shop, delivered_at=BOUGHT), NOON)
        grants(shop, case, Remedy.REPLACEMENT, NOON + 30 * DAY)


def test_a_repair_called_off_after_the_thirty_days_leaves_the_money(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        case = claims(shop, sell(shop, delivered_at=BOUGHT), NOON)
        grants(shop, case, Remedy.REPAIR, NOON)
        operations.call_off_goods(
            actor=shop.agent, case_reference=case.reference, why=CallOff.CANNOT_BE_MENDED, now=NOON + 35 * DAY
        )
        (line,) = answer_of_case(actor=shop.agent, case_id=case.id).lines
        assert line.rights.facts.remedy_overdue is True
        assert Remedy.REFUND in line.remedies, "the machine proposes it"


def test_a_refused_claim_of_the_same_fault_and_its_second_look(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=BOUGHT)
        case = claims(shop, sale, NOON)
        senior = shop.actors[Role.SENIOR]
        refuse_case(
            actor=senior, reference=case.reference, motive="damage_by_use", note="Chute.", now=NOON,
            ground="fault_disproved",
        )  # fmt: skip
        assert asks(shop, sale, NOON + 9 * DAY, same_defect=True).rights.facts.seller_refused is True
        assert asks(shop, sale, NOON + 9 * DAY).rights.facts.seller_refused is None
        reopen_case(actor=senior, reference=case.reference, now=NOON + 10 * DAY)
        assert asks(shop, sale, NOON + 11 * DAY, same_defect=True).rights.facts.seller_refused is None


def test_the_day_the_broken_thing_left_him_is_known(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=BOUGHT)
        case = claims(shop, sale, NOON)
        grants(shop, case, Remedy.REPAIR, NOON)
        (slip,) = returns_of_case(actor=shop.dock, case_id=case.id)
        logistics.declare_posting(
            actor=shop.customer(sale.order_id), ra_number=slip.number, posted_on=(NOON + 3 * DAY).date(),
            tracking_number="6A12345678901", now=NOON + 3 * DAY,
        )  # fmt: skip
        operations.fulfil_goods(
            actor=shop.agent, case_reference=case.reference, order_reference="REP-1", now=NOON + 9 * DAY
        )
        (attempt,) = sale_line(actor=shop.agent, line_id=sale.line_ids[0]).history
        assert attempt.handed_over_on == (NOON + 3 * DAY).date()
        assert asks(shop, sale, NOON + 30 * DAY).rights.facts.handed_over_on == attempt.handed_over_on


def test_a_house_that_is_upgraded_keeps_what_was_done_before(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        vacuum, kettle, dress = (sell(shop, delivered_at=BOUGHT) for _ in range(3))
        mended(shop, vacuum, NOON, NOON + 10 * DAY)
        new_one = {"wanted": Remedy.REPAIR, "motive": "repair_disproportionate"}
        mended(shop, kettle, NOON, NOON + 4 * DAY, Remedy.REPLACEMENT, **new_one)
        case = claims(shop, dress, NOON)
        refuse_case(
            actor=shop.actors[Role.SENIOR], reference=case.reference, motive="damage_by_use", note="Chute.",
            now=NOON, ground="fault_disproved",
        )  # fmt: skip
        lines = [sale.line_ids[0] for sale in (vacuum, kettle, dress)]
        told = [sale_line(actor=shop.agent, line_id=line).history for line in lines]
        assert all(told)
        LineHistory.objects.all().delete()
        with connection.cursor() as cursor:
            for statement in (UPGRADE.AGREED, UPGRADE.REFUSED, UPGRADE.AGREED):
                cursor.execute(statement)
        again = [sale_line(actor=shop.agent, line_id=line).history for line in lines]
        assert again == [tuple(replace(one, handed_over_on=None) for one in history) for history in told]
