"""What the outside hears: listed fields, references instead of ids, nothing else."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from savoir.cases.events import CaseAssigned, CaseRefused
from savoir.conversations.events import CustomerWrote
from savoir.kernel import ledger
from savoir.kernel.access import Role
from savoir.kernel.ledger import Code, LedgerEntry, events_of
from savoir.kernel.publication import (
    Published,
    kinds_published,
    public_events,
    public_id,
    publish,
    published,
    published_types,
)
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.organizations.events import MemberAdded
from savoir.organizations.models import Organization
from savoir.organizations.operations import begin_alongside, end_alongside
from savoir.resolutions.events import MoneyReturnedElsewhere, RefundSettled
from tests.doors.desks import late_return
from tests.shop import NOON, Shop, make_shop


def told(shop: Shop, entries: tuple[LedgerEntry, ...]) -> list[dict[str, object]]:
    return [one.shape() for one in public_events(org_id=shop.org_id, entries=entries)]


def test_a_case_is_named_by_its_reference_and_brand(in_shop: Shop) -> None:
    case, _ = late_return(in_shop, now=NOON)

    (opened,) = [one for one in told(in_shop, events_of("case", case.id)) if one["type"] == "case.opened"]

    assert opened["timestamp"] == "2026-11-23T11:00:00Z"
    assert opened["data"]["case"] == case.reference  # type: ignore[index]  # a mapping
    assert opened["data"]["brand"] == in_shop.brand_slug  # type: ignore[index]  # a mapping
    assert "customer_id" not in opened["data"]  # type: ignore[operator]  # a mapping


def test_what_has_no_public_name_stays_inside(in_shop: Shop) -> None:
    case, _ = late_return(in_shop, now=NOON)
    ledger.record(CaseAssigned(subject_id=case.id, member_id=None), actor=in_shop.system, now=NOON)

    inside = events_of("case", case.id)[-1:]

    assert inside[0].kind == CaseAssigned.kind
    assert told(in_shop, inside) == []


def test_money_outside_is_named_by_its_order(in_shop: Shop) -> None:
    _, sale = late_return(in_shop, now=NOON)
    gone = MoneyReturnedElsewhere(
        subject_id=sale.payment_id, amount=Money(500, "EUR"), source=Code("dispute")
    )
    ledger.record(gone, actor=in_shop.system, now=NOON)

    (one,) = told(in_shop, events_of("payment", sale.payment_id))

    assert one["data"] == {
        "order": sale.number, "brand": in_shop.brand_slug, "amount": {"minor": 500, "currency": "EUR"},
        "source": "dispute",
    }  # fmt: skip


def test_a_row_that_is_gone_is_null_and_hurts_nobody(in_shop: Shop) -> None:
    lost = LedgerEntry(
        1, "case", 999_999, 1, "refund_settled", NOON, "system", 0,
        {"refund_id": 999_999, "amount": {"minor": 1, "currency": "EUR"}},
    )  # fmt: skip

    (one,) = told(in_shop, (lost,))

    assert one["data"] == {
        "case": None,
        "brand": None,
        "refund": None,
        "amount": {"minor": 1, "currency": "EUR"},
    }


def test_what_happened_beside_another_system_says_so_for_ever(in_shop: Shop) -> None:
    """Before, meanwhile, after, and once more: each event says what held when it happened."""
    admin, brand_id = in_shop.actors[Role.ADMIN], in_shop.brand_id
    days = [NOON + timedelta(days=day) for day in range(6)]
    begin_alongside(actor=admin, brand_id=brand_id, now=days[1])
    end_alongside(actor=admin, brand_id=brand_id, now=days[2])
    begin_alongside(actor=admin, brand_id=brand_id, now=days[4])
    case, _ = late_return(in_shop, now=NOON)
    entries = tuple(LedgerEntry(1, "case", case.id, 1, "case_closed", at, "system", 0, {}) for at in days)
    hour = timedelta(hours=1)
    entries += tuple(replace(entry, at=entry.at + hour) for entry in entries)

    said = [one["data"].get("alongside") for one in told(in_shop, entries)]  # type: ignore[attr-defined]  # a mapping

    at_noon, later = [None, True, True, None, True, True], [None, True, None, None, True, True]
    assert said == at_noon + later


def test_without_the_mode_nothing_is_added(in_shop: Shop) -> None:
    """What receivers of today know stays the same to the byte."""
    case, _ = late_return(in_shop, now=NOON)
    assert all("alongside" not in one["data"] for one in told(in_shop, events_of("case", case.id)))  # type: ignore[operator]  # a mapping


def test_a_hundred_events_ask_as_much_as_one(in_shop: Shop) -> None:
    cases = [late_return(in_shop, now=NOON)[0] for _ in range(3)]
    one = events_of("case", cases[0].id)
    many = tuple(entry for case in cases for entry in events_of("case", case.id))
    told(in_shop, one)  # the organization's key is read once
    counts = []
    for entries in (one, many):
        with CaptureQueriesContext(connection) as asked:
            told(in_shop, entries)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 4


def test_ids_differ_between_organizations_and_lives_and_count_nothing(own_database: str) -> None:
    """Whoever knows how they are made still needs the organization's key to tell which fact it was."""
    ours, theirs = make_shop(), make_shop("voisin")
    told = set()
    for shop, key in ((ours, b"a" * 32), (theirs, b"b" * 32)):
        Organization.objects.filter(id=shop.org_id).update(reference_key=key)
        with organization_block(shop.org_id):
            named = public_id(shop.org_id, life=5, event_id=7)
            assert named == public_id(shop.org_id, life=5, event_id=7)
            told |= {named, public_id(shop.org_id, life=6, event_id=7)}

    assert len(told) == 4
    assert all(re.fullmatch(r"evt_[0-9a-f]{24}", one) for one in told)
    Organization.objects.filter(id=theirs.org_id).update(reference_key=b"a" * 32)
    with organization_block(theirs.org_id):
        assert public_id(theirs.org_id, life=5, event_id=7) in told  # the key alone makes it


def test_names_are_dotted_and_one_each() -> None:
    types = published_types()

    assert len(types) == len(set(types)) == len(kinds_published()) > 30
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", one) for one in types)
    assert all(one.text for one in published())


def test_published_fields_exist_in_their_events() -> None:
    for one in published():
        known = one.event.__dataclass_fields__
        for source in one.fields.values():
            assert (source if isinstance(source, str) else source.field) in known, one.type


def test_a_name_can_not_get_a_second_meaning() -> None:
    with pytest.raises(ValueError, match="published already"):
        publish(Published(CaseRefused, "refund.settled"))
    with pytest.raises(ValueError, match="published already"):
        publish(Published(RefundSettled, "refund.gone"))
    with pytest.raises(ValueError, match="nobody names"):
        publish(Published(MemberAdded, "member.added"))
    publish(Published(CustomerWrote, "message.received"))
    assert "refund.gone" not in published_types()


def test_instants_are_told_in_utc(in_shop: Shop) -> None:
    at = datetime(2026, 7, 1, 12, 30, 15, 250_000, tzinfo=UTC)
    entry = LedgerEntry(1, "case", 1, 1, "case_closed", at, "system", 0, {})

    assert told(in_shop, (entry,))[0]["timestamp"] == "2026-07-01T12:30:15.250000Z"
