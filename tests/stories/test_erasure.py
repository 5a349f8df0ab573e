"""Somebody asks to be forgotten: what is his goes everywhere, what the books need stays without him."""

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from savoir.cases.models import Case, Decision
from savoir.connectors.payments.fake import FakeRail
from savoir.conversations.models import Message
from savoir.insights.operations import REWRITE
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.jobs import drain
from savoir.kernel.ledger import events_of
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import organization_block
from savoir.law.personal_data import Kept
from savoir.orders.models import Customer, Order, Payment
from savoir.orders.queries import customers_addressed, find_for_portal, find_orders
from savoir.organizations.models import Brand
from savoir.organizations.operations import LinkUsedUp, issue_link, use_link
from savoir.resolutions.models import Refund, Resolution
from savoir.resolutions.operations import ErasureMustWait, erase_customer
from savoir.resolutions.queries import erasure_plan
from savoir.resolutions.values import Gone
from tests.faults.worlds import DAY, Agreed, agree, arrive, broken, post
from tests.insights.pasts import cases_on_disk, extract_in
from tests.shop import NOON, Shop, make_shop
from tests.stories.conftest import KeptMails
from tests.stories.erasable import ERASABLE, live, places_of, plant

LATER = NOON + 20 * DAY


@pytest.fixture
def two(shop: Shop, rail: FakeRail, mails: KeptMails) -> tuple[Agreed, Agreed]:
    """Two customers whose returns are paid and closed."""
    with organization_block(shop.org_id):
        both = agree(shop), agree(shop)
        for one in both:
            post(shop, one)
    drain(until=NOON + 3 * DAY)
    with organization_block(shop.org_id):
        for one in both:
            arrive(shop, one)
    drain(until=LATER)
    return both


def erase(shop: Shop, agreed: Agreed) -> Any:
    with organization_block(shop.org_id):
        return erase_customer(actor=shop.actors[Role.ADMIN], customer_id=agreed.sale.customer_id, now=LATER)


def test_no_word_of_his_is_left_in_any_table_and_no_word_of_another_is_missing(
    shop: Shop, two: tuple[Agreed, Agreed]
) -> None:
    gone, stays = two
    with organization_block(shop.org_id):
        for one, whose in ((gone, "zqxja"), (stays, "zqxjb")):
            live(shop, one, whose)
            plant(one, whose)
        before = places_of("zqxjb")
        assert set(places_of("zqxja")) == set(before) >= {model._meta.db_table for model in ERASABLE}
        assert "conversations_messagewords" in before  # the index of the search holds words of its own
        photo = FileObject.objects.get(digest=_photo("zqxja"))
    plan = erase(shop, gone)
    with organization_block(shop.org_id):
        assert places_of("zqxja") == {}
        assert places_of("zqxjb") == before
        assert not FileObject.objects.filter(id=photo.id).exists()
        assert FileObject.objects.filter(digest=_photo("zqxjb")).exists()
        assert FileObject.objects.filter(digest=sha256(b"one photo of both").hexdigest()).exists()
    assert {kind for kind, _ in plan.gone} == set(Gone)


def _photo(whose: str) -> str:
    return sha256(f"photo {whose}".encode()).hexdigest()


def test_the_books_stay_whole_under_his_number_until_the_day_the_law_names(
    shop: Shop, two: tuple[Agreed, Agreed]
) -> None:
    gone, _ = two
    before = _books(shop, gone)
    assert broken(shop, LATER) == {}
    plan = erase(shop, gone)
    assert _books(shop, gone) == before
    assert broken(shop, LATER) == {}
    with organization_block(shop.org_id):
        row = Customer.objects.get(id=gone.sale.customer_id)
        assert (row.name, row.email, row.external_id[:1], row.erased_at) == ("", "", "C", LATER)
        assert events_of("customer", row.id)[0].payload == {"orders": 1}
    kept = {one.kind: (one.count, one.until, one.articles) for one in plan.kept}
    assert kept[Kept.ISSUED_INVOICES] == (1, date(2036, 12, 31), ("C. com. L123-22", "RGPD 17(3) b"))
    assert kept[Kept.CLAIM_FILE][1:] == (date(2031, 12, 4), ("C. civ. 2224", "RGPD 17(3) e"))
    assert set(kept) == {
        Kept.ISSUED_INVOICES, Kept.ONLINE_CONTRACT, Kept.CLAIM_FILE, Kept.REFUND_PROOF,
    }  # fmt: skip


def _books(shop: Shop, agreed: Agreed) -> list[Any]:
    """What accounting and the history of a case are made of."""
    with organization_block(shop.org_id):
        order = Order.objects.filter(id=agreed.sale.order_id)
        case = Case.objects.filter(id=agreed.case_id)
        said = Message.objects.filter(case_id=agreed.case_id)
        return [
            order.values_list("number", "external_id", "total_minor", "contract_at", "customer_id").get(),
            Payment.objects.filter(order_id=agreed.sale.order_id).values().get(),
            list(Refund.objects.filter(case_id=agreed.case_id).order_by("id").values()),
            case.values().get(),
            list(Decision.objects.filter(case_id=agreed.case_id).order_by("id").values()),
            list(Resolution.objects.filter(case_id=agreed.case_id).order_by("id").values()),
            events_of("case", agreed.case_id),
            list(said.order_by("id").values_list("step", "state", "sent_at")),
        ]  # fmt: skip


def test_nobody_finds_him_any_more_and_his_address_opens_nothing(
    shop: Shop, two: tuple[Agreed, Agreed]
) -> None:
    gone, stays = two
    with organization_block(shop.org_id):
        secret = issue_link(actor=shop.system, order_id=gone.sale.order_id, case_id=gone.case_id, now=LATER)
        assert _ways_in(shop, gone) == (True, True, True, True)
    erase(shop, gone)
    with organization_block(shop.org_id):
        assert _ways_in(shop, gone) == (False, False, False, False)
        assert _ways_in(shop, stays) == (True, True, True, True)
        assert find_orders(actor=shop.agent, text=gone.sale.number, limit=5)  # the sale stays
        with pytest.raises(LinkUsedUp):
            use_link(secret=secret, now=LATER)


def _ways_in(shop: Shop, agreed: Agreed) -> tuple[bool, ...]:
    sale = agreed.sale
    door: dict[str, Any] = {"org_id": shop.org_id, "brand_id": shop.brand_id, "now": LATER}
    found = find_for_portal(**door, number=sale.number, email=sale.email)
    placed = find_for_portal(**door, number=sale.number, postcode="59000", second_fact="Claire Martin")
    searched = find_orders(actor=shop.agent, text=sale.email, limit=5)
    by_address = customers_addressed(actor=shop.agent, email=sale.email)
    return bool(found), bool(placed), bool(searched), bool(by_address)


def test_while_a_case_lasts_or_money_is_on_its_way_nothing_is_erased_and_he_is_told_until_when(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        alive = agree(shop)
        with pytest.raises(ErasureMustWait) as waits:
            erase_customer(actor=shop.actors[Role.ADMIN], customer_id=alive.sale.customer_id, now=NOON)
        refund = Refund.objects.get(case_id=alive.case_id)
        facts = waits.value.facts
        assert facts["ground"] == "claim"
        assert facts["references"] == f"{alive.reference}, {refund.reference}"
        assert (facts["articles"], facts["until"]) == ("C. civ. 2224, RGPD 17(3) e", None)
        assert facts["answer_by"] == date(2026, 12, 23)
        post(shop, alive)
    drain(until=NOON + 3 * DAY)
    with organization_block(shop.org_id):
        arrive(shop, alive)
    drain(until=NOON + 5 * DAY)
    with organization_block(shop.org_id):  # paid and resolved: it closes by itself a week later
        plan = erasure_plan(actor=shop.system, customer_id=alive.sale.customer_id, now=NOON + 5 * DAY)
        (left,) = plan.obstacles
        assert (left.ground, left.reference, left.until) == ("claim", alive.reference, date(2026, 12, 4))
        with pytest.raises(ErasureMustWait):
            erase_customer(actor=shop.system, customer_id=alive.sale.customer_id, now=NOON + 5 * DAY)
        row = Customer.objects.get(id=alive.sale.customer_id)
        assert (row.name, row.email, row.erased_at) == ("Claire Martin", alive.sale.email, None)
        assert Message.objects.filter(case_id=alive.case_id).exclude(body_text="").exists()
        assert events_of("customer", row.id) == ()


def test_money_that_has_not_settled_keeps_his_name_though_the_case_is_closed(
    shop: Shop, two: tuple[Agreed, Agreed]
) -> None:
    gone, _ = two
    with organization_block(shop.org_id):
        Refund.objects.filter(case_id=gone.case_id).update(state="failed", promised_on=date(2026, 12, 9))
        with pytest.raises(ErasureMustWait) as waits:
            erase_customer(actor=shop.system, customer_id=gone.sale.customer_id, now=LATER)
        assert (waits.value.facts["ground"], waits.value.facts["until"]) == ("refund", date(2026, 12, 9))
        assert Customer.objects.get(id=gone.sale.customer_id).name == "Claire Martin"


def test_only_who_administers_the_house_erases_and_only_its_own_customers(
    shop: Shop, two: tuple[Agreed, Agreed]
) -> None:
    gone, _ = two
    neighbor = make_shop("voisin")
    with organization_block(shop.org_id):
        for role, actor in shop.actors.items():
            if role is not Role.ADMIN:
                with pytest.raises(NotAllowed):
                    erase_customer(actor=actor, customer_id=gone.sale.customer_id, now=LATER)
    with organization_block(neighbor.org_id), pytest.raises(NotFound):
        erase_customer(actor=neighbor.actors[Role.ADMIN], customer_id=gone.sale.customer_id, now=LATER)
    with organization_block(shop.org_id):
        assert Customer.objects.get(id=gone.sale.customer_id).name == "Claire Martin"


def test_the_past_is_written_anew_once_he_is_erased_and_holds_no_word_of_his(
    shop: Shop, two: tuple[Agreed, Agreed], tmp_path: Path
) -> None:
    gone, stays = two
    with extract_in(tmp_path):
        erase(shop, gone)
        erase(shop, gone)  # asked twice, written once
        with organization_block(shop.org_id), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'name' = %s"
                           " AND status = 'todo' AND args->>'run_at' IS NULL OR queueing_lock = %s",
                           [REWRITE, f"{REWRITE}:{shop.org_id}"])  # fmt: skip
            assert cursor.fetchone() == (1,)
        assert not list(tmp_path.rglob("*.parquet"))
        drain(until=LATER + timedelta(minutes=1))
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert cases_on_disk(tmp_path) == {gone.case_id, stays.case_id}
    assert b"claire" not in written.lower()
    assert b"martin" not in written.lower()


def test_the_days_of_an_erasure_are_those_of_the_house(shop: Shop, two: tuple[Agreed, Agreed]) -> None:
    """Noon in Paris is the next day in Auckland: a month to answer ends a day later there."""

    def answer_by() -> date:
        plan = erasure_plan(actor=shop.system, customer_id=two[0].sale.customer_id, now=LATER)
        return plan.answer_by

    with organization_block(shop.org_id):
        in_paris = answer_by()
        Brand.objects.update(zone="Pacific/Auckland")
        assert answer_by() - in_paris == timedelta(days=1)
