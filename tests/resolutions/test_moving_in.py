"""A shop moves in with its open cases, the labels in the post and the refunds it has made."""

from datetime import UTC, datetime, timedelta

import pytest

from savoir.cases.models import Case, CaseLine
from savoir.cases.queries import case_card, find_cases, promises_of_case
from savoir.conversations.models import Message
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed
from savoir.kernel.jobs.queue import _flush
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.logistics.queries import cases_of_parcel, expected_lines, ra_by_number
from savoir.orders.models import LineHistory, Payment
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.move_in.reading import SheetUnreadable
from savoir.resolutions.operations import (
    count_money_returned_elsewhere,
    move_in_template,
    read_former_cases,
    resume_refund,
)
from savoir.resolutions.ports import RailRefund, RailState
from savoir.resolutions.queries import check_invariants, plan_cases
from tests.faults.worlds import one_of_each
from tests.resolutions.sheets import ZONE, cases_of, moved, row, rows_of
from tests.shop import NOON, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]  # fixtures of the stories
WAITING = {"state": "attend le colis", "return_number": "RMA-7781", "authorized_on": "17/11/2026"}
RECEIVED = {**WAITING, "state": "reçu", "received_on": "19/11/2026"}


def _broken(shop: Shop) -> dict[str, tuple[str, ...]]:
    """What is broken, with the jobs that the block promised so far written down."""
    _flush()
    found = check_invariants(actor=shop.system, now=NOON)
    return {finding.code: finding.samples for finding in found if finding.violations}


def _tasks() -> list[str]:
    return sorted(HumanTask.objects.filter(done_at=None).values_list("code", flat=True))


def test_an_open_case_keeps_its_number_its_date_and_its_lateness(in_shop: Shop) -> None:
    (one,) = moved(in_shop, row(sell(in_shop), words="Elle serre aux épaules"))
    assert one.outcome == "moved"
    card = case_card(actor=in_shop.agent, reference=one.reference)
    assert card.opened_at == datetime(2026, 11, 15, 23, 0, tzinfo=UTC)  # the 16th, 0 h in Paris
    assert (card.former_number, card.needs_person, card.moved_in_at) == ("T-2041", True, NOON)
    assert card.next_due_at is not None
    assert card.next_due_at < NOON
    assert _tasks() == ["moved_in_late"]
    for typed in ("T-2041", "t 2041", "T2041"):
        assert [c.reference for c in find_cases(actor=in_shop.agent, text=typed)] == [one.reference]
    assert CaseLine.objects.get().customer_words == "Elle serre aux épaules"
    assert _broken(in_shop) == {}


def test_nobody_is_written_to_about_what_lies_behind(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        numbered = [row(sell(shop), f"T-{n}") for n in range(3)]
        moved(shop, *numbered, row(sell(shop), "T-3", **WAITING), row(sell(shop), "T-4", **RECEIVED | {
            "return_number": "RMA-2"}))  # fmt: skip
    jobs.drain(until=NOON + timedelta(minutes=5))
    assert mails.sent == []
    with organization_block(shop.org_id):
        assert Message.objects.count() == 0
        kinds = {
            p.state for c in Case.objects.all() for p in promises_of_case(actor=shop.agent, case_id=c.id)
        }
        assert "broken" not in kinds
        assert _broken(shop) == {}


@pytest.mark.usefixtures("rail")
def test_what_ended_there_closes_in_silence_and_nothing_is_missed(shop: Shop, mails: KeptMails) -> None:
    """The parcel was back and the money too before the case came here; what happens here is told."""
    with organization_block(shop.org_id):
        moved(shop, row(sell(shop), **RECEIVED, refunded_amount="59", refund_reference="re_1"))
        assert Case.objects.get().state == "resolved"
    jobs.drain(until=NOON + timedelta(days=10))
    with organization_block(shop.org_id):
        assert Case.objects.get().state == "closed"
        assert Message.objects.count() == 0
        assert _broken(shop) == {}
    done, _ = one_of_each(shop)
    with organization_block(shop.org_id):
        Message.objects.filter(case_id=done.case_id, step="received").delete()
        assert [*_broken(shop)] == ["told_at_all"]


def test_the_label_in_the_post_finds_its_parcel_at_the_dock(in_shop: Shop) -> None:
    (one,) = moved(in_shop, row(sell(in_shop), **WAITING, tracking_number="6A123"))
    for scanned in ("RMA-7781", "rma 7781", "R?Q)èè_&"):
        card = ra_by_number(actor=in_shop.dock, ra_number=scanned)
        assert (card.case_reference, card.former_number, card.tracking_number) == (
            one.reference, "RMA-7781", "6A123",
        )  # fmt: skip
    assert cases_of_parcel(actor=in_shop.agent, text="rma-7781") == (card.case_id,)
    assert [line.quantity for line in expected_lines(actor=in_shop.dock, ra_number="RMA-7781")] == [1]
    assert Refund.objects.get().state == "requested"
    assert _broken(in_shop) == {}


def test_money_its_past_would_let_leave_waits_for_a_person(in_shop: Shop) -> None:
    moved(in_shop, row(sell(in_shop), **RECEIVED))
    refund = Refund.objects.get()
    assert (refund.state, refund.first_sent_at) == ("paused", None)
    assert "moved_in_refund" in _tasks()
    assert Payment.objects.get().pending_minor == 0
    assert _broken(in_shop) == {}
    resume_refund(actor=in_shop.actors[Role.SUPERVISOR], reference=refund.reference, now=NOON)
    refund.refresh_from_db()
    assert (refund.state, _tasks()) == ("settling", [])


def test_what_was_given_back_there_is_not_promised_again(in_shop: Shop) -> None:
    part = row(sell(in_shop, lines=2), refunded_amount="20,00", refund_reference="re_1", **WAITING)
    refused = moved(in_shop, part)
    assert (refused[0].outcome, refused[0].code) == ("refused", "which_item")
    assert (Case.objects.count(), ExternalReturnOfMoney.objects.count()) == (0, 0)

    one = sell(in_shop)
    part = row(one, refunded_amount="20,00 €", refund_reference="re_1", **WAITING)
    whole = row(sell(in_shop), "T-2", refunded_amount="59,00", refund_reference="re_2", **RECEIVED | {
        "return_number": "RMA-2"})  # fmt: skip
    assert [one.outcome for one in moved(in_shop, part, whole)] == ["moved", "moved"]
    assert Payment.objects.get(id=one.payment_id).refunded_minor == 2000
    assert list(Refund.objects.values_list("amount_minor", flat=True)) == [3900]
    assert _broken(in_shop) == {}


def test_a_refund_the_rail_told_us_of_before_is_the_same_one(in_shop: Shop) -> None:
    sale = sell(in_shop)
    seen = RailRefund(
        provider_reference="re_1", refund_reference=None, payment_reference="pi", state=RailState.SUCCEEDED,
        amount=Money(2000, "EUR"),
    )  # fmt: skip
    count_money_returned_elsewhere(
        actor=in_shop.system, payment_id=sale.payment_id, source="stripe", seen=seen, now=NOON
    )
    moved(in_shop, row(sale, refunded_amount="20", refund_reference="re_1", **WAITING))
    row_there = ExternalReturnOfMoney.objects.get()
    assert (row_there.line_id, row_there.counted_minor) == (sale.line_ids[0], 2000)
    assert Refund.objects.get().amount_minor == 3900
    assert not count_money_returned_elsewhere(
        actor=in_shop.system, payment_id=sale.payment_id, source="stripe", seen=seen, now=NOON
    )


def test_running_it_twice_changes_nothing(in_shop: Shop) -> None:
    sheet = [row(sell(in_shop), "T-1"), row(sell(in_shop), "T-2", **WAITING)]
    first = moved(in_shop, *sheet)
    again = moved(in_shop, *sheet)
    assert [one.outcome for one in again] == ["already", "already"]
    assert [one.reference for one in again] == [one.reference for one in first]
    assert (Case.objects.count(), Refund.objects.count()) == (2, 1)


def test_what_was_granted_there_after_thirty_days_was_agreed_with_the_customer(in_shop: Shop) -> None:
    late = {**WAITING, "opened_on": "12/10/2026", "intent": "réclamation", "reason": "en panne",
            "remedy": "remplacement"}  # fmt: skip
    sale = sell(in_shop, delivered_at=NOON - timedelta(days=60))
    (one,) = moved(in_shop, row(sale, **late))
    assert (one.outcome, one.field, one.code) == ("moved", "", "")
    assert LineHistory.objects.get(line_id=sale.line_ids[0]).remedy == "replacement"


def test_several_things_of_one_case_are_one_case(in_shop: Shop) -> None:
    sale = sell(in_shop, lines=2)
    names = ["Robe en lin", "Robe en lin"]
    refused = moved(in_shop, *(row(sale, item=name) for name in names))
    assert refused[0].code == "which_item"  # two lines of one product: nobody guesses
    single = sell(in_shop, quantity=2)
    both = [row(single, "T-9"), row(single, "T-9", opened_on="15/11/2026")]
    assert moved(in_shop, *both)[0].code == "differs_in_case"
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"order_number": "FR-404"}, "order_number", "unknown_order"),
        ({"state": "peut-être"}, "state", "unknown_word"),
        ({"opened_on": "31/02/2026"}, "opened_on", "not_a_date"),
        ({"opened_on": "24/12/2026"}, "opened_on", "not_past"),
        ({"case_number": ""}, "case_number", "required"),
        ({"quantity": "3"}, "quantity", "beyond_left"),
        ({"quantity": "-1"}, "quantity", "not_a_count"),
        ({"remedy": "avoir"}, "remedy", "vouchers_later"),
        ({"refunded_amount": "20"}, "refund_reference", "required_with_amount"),
        ({"refunded_amount": "1e3", "refund_reference": "re"}, "refunded_amount", "not_an_amount"),
        ({"refunded_amount": "60", "refund_reference": "re"}, "refunded_amount", "beyond_paid"),
        ({"state": "reçu"}, "received_on", "required"),
        ({"authorized_on": "15/11/2026"}, "authorized_on", "before_the_former"),
    ],
)
def test_what_can_not_be_is_refused_by_its_cell(
    in_shop: Shop, given: dict[str, str], field: str, code: str
) -> None:
    (one,) = moved(in_shop, row(sell(in_shop), **given))
    assert (one.outcome, one.field, one.code, one.line) == ("refused", field, code, 2)
    assert Case.objects.count() == 0


def test_the_trial_says_what_the_deed_does_and_writes_nothing(in_shop: Shop) -> None:
    sheet = cases_of(row(sell(in_shop), "T-1"), row(sell(in_shop), "T-2", order_number="?"))
    plan = plan_cases(actor=in_shop.system, brand_id=in_shop.brand_id, cases=sheet, now=NOON)
    assert [one.outcome for one in plan] == ["open", "refused"]
    assert Case.objects.count() == 0


def test_only_who_may_move_a_shop_in_does(in_shop: Shop) -> None:
    with pytest.raises(NotAllowed):
        moved(in_shop, row(sell(in_shop)), actor=in_shop.agent)
    assert Case.objects.count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_sheets_are_read_however_excel_saved_them(encoding: str, delimiter: str) -> None:
    line = {"case_number": "T-1", "order_number": "F-1", "state": "reçu", "opened_on": "16/11/2026",
            "received_on": "2026-11-18", "words": "Trop serrée"}  # fmt: skip
    content = rows_of(line, delimiter=delimiter, encoding=encoding)
    (case,) = read_former_cases(content, zone=ZONE, now=NOON)
    assert (case.code, case.state.value, case.lines[0].words) == ("", "received", "Trop serrée")


def test_the_template_is_read_by_its_own_reader() -> None:
    found = read_former_cases(move_in_template(), zone=ZONE, now=NOON)
    assert [(case.code, case.state.value) for case in found] == [
        ("", "open"), ("", "waiting_for_parcel"), ("", "received"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"case_number;order_number;state;opened_on\n", "empty"),
        (b"PK\x03\x04 a workbook", "not_a_sheet"),
        (b"case_number;state;opened_on\n1;2;3\n", "column_missing"),
        (b"case_number;numero_dossier;order_number;state;opened_on\n1;2;3;4;5\n", "column_twice"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_as_a_whole(content: bytes, code: str) -> None:
    with pytest.raises(SheetUnreadable) as refused:
        read_former_cases(content, zone=ZONE, now=NOON)
    assert refused.value.facts["code"] == code
