"""What falls due: day by day, with euros owed and at stake, for supervisor and finance."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from savoir.cases.states import Intent, Reason
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.law.late import Late, surcharge
from savoir.resolutions.models import LegalClock, Refund
from savoir.resolutions.queries import DueFilter, Window, due_clocks, due_sums
from tests.cases.files import chosen, opened
from tests.doors.desks import Desk, desk_of
from tests.shop import Shop, sell

CONTRACT = date(2026, 10, 1)


@dataclass(frozen=True)
class Table:
    """The desk of a supervisor, with clocks on it."""

    desk: Desk
    today: date

    @property
    def shop(self) -> Shop:
        return self.desk.shop


def owes(shop: Shop, *days: date, minor: int = 5900, **given: Any) -> list[int]:
    """A refund that waits for each of these days of the law."""
    made = list[int]()
    for day in days:
        with organization_block(shop.org_id):
            case = chosen(shop, sell(shop, price=minor), now=timezone.now()).case
            refund = Refund.objects.get(case_id=case.id)
            row = LegalClock.objects.create(
                org_id=shop.org_id, case_id=case.id, brand_id=case.brand_id, refund_id=refund.id,
                **{"kind": "refund", "article": "L221-24", "due_on": day, "is_ours": True, "is_owed": True,
                   "amount_minor": minor, "currency": "EUR", "scale": "late_withdrawal_refund",
                   "contract_on": CONTRACT, "started_at": timezone.now()} | given,
            )  # fmt: skip
            made.append(row.id)
    return made


@pytest.fixture
def table(shop: Shop, login: Callable[..., None]) -> Table:
    return Table(desk_of(shop, login, Role.SUPERVISOR), local_day(timezone.now(), "Europe/Paris"))


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ").replace("&#x27;", "'")


def test_what_passed_stands_on_top_and_its_surcharge_grows(table: Table) -> None:
    late, soon = table.today - timedelta(days=12), table.today + timedelta(days=2)
    owes(table.shop, soon, late)
    page = text(table.desk.get("echeances/"))
    assert page.index("date passée") < page.index("dans 2 jours")
    now = surcharge(Money(5900, "EUR"), late, table.today, Late.WITHDRAWAL, contract_on=CONTRACT)
    assert now.surcharge == Money(295, "EUR"), "five in a hundred after ten days (L242-4)"
    assert "2,95 €" in page
    assert "118,00 €" in page, "both are owed"
    assert "5,90 € dès le" in page, "and ten in a hundred after twenty"


def test_windows_of_days(table: Table) -> None:
    day = table.today
    owes(table.shop, day - timedelta(days=1), day, day + timedelta(days=3), day + timedelta(days=8))
    counts = {"": 4, "passees": 1, "aujourdhui": 1, "3-jours": 2, "7-jours": 2, "30-jours": 3, "bidon": 4}
    for slug, many in counts.items():
        page = table.desk.get(f"echeances/?quand={slug}").content.decode()
        assert page.count("<tr data-row>") == many, slug


def test_a_claim_is_a_price_at_stake_and_a_broken_parcel_is_noted_by_a_person(table: Table) -> None:
    now = timezone.now()
    with organization_block(table.shop.org_id):
        sale = sell(table.shop, price=8900, delivered_at=now - timedelta(hours=30))
        case = opened(table.shop, sale, Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL, now=now)
    drain(until=now)
    page = text(table.desk.get("echeances/"))
    assert "Réparation ou remplacement" in page
    assert "Protestation au transporteur" in page
    assert "178,00 €" in page, "its price twice: what he may claim, what the carrier would not pay"
    with organization_block(table.shop.org_id):
        clock = LegalClock.objects.get(kind="carrier_protest")
    done = table.desk.post(f"echeances/{clock.id}/fin/", quoi="carrier_protest")
    assert (done.status_code, done["Location"]) == (303, "/desk/echeances/")
    assert "Protestation envoyée au transporteur" in text(table.desk.get("echeances/"))
    again = table.desk.post(f"echeances/{clock.id}/fin/", quoi="carrier_protest")
    assert again.status_code == 303
    assert "déjà close" in text(table.desk.get("echeances/"))
    assert "Protestation envoyée au transporteur" in text(
        table.desk.get(f"dossiers/{case.reference}/?tout=1")
    )
    assert table.desk.post("echeances/999999/fin/").status_code == 404


def test_who_works_through_a_list_stays_in_it(table: Table) -> None:
    owes(table.shop, table.today + timedelta(days=2), kind="postage", article="L241-6")
    page = text(table.desk.get("echeances/?quand=7-jours&quoi=frais-de-renvoi"))
    address = page.partition('action="/desk/')[2].partition('"')[0].replace("&amp;", "&")
    done = table.desk.post(address, quoi="postage")
    assert done["Location"] == "/desk/echeances/?quand=7-jours&quoi=frais-de-renvoi"
    with organization_block(table.shop.org_id):
        assert LegalClock.objects.get().state == "kept"


def test_the_task_of_a_protest_that_is_marked_done_ends_its_clock(table: Table) -> None:
    now = timezone.now()
    with organization_block(table.shop.org_id):
        sale = sell(table.shop, delivered_at=now - timedelta(hours=30))
        opened(table.shop, sale, Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL, now=now)
    drain(until=now)
    page = text(table.desk.get("taches/"))
    assert "Une date de la loi tombe bientôt" in page
    assert "Protestation au transporteur" in page
    with organization_block(table.shop.org_id):
        task = HumanTask.objects.get(code="legal_date_near")
    assert table.desk.post(f"taches/{task.id}/fin/").status_code == 303
    with organization_block(table.shop.org_id):
        assert LegalClock.objects.get(kind="carrier_protest").state == "kept"


def test_the_customers_own_days_are_a_list_of_their_own(table: Table) -> None:
    day = table.today
    given = {"kind": "send_back", "article": "L221-23", "is_ours": False, "is_owed": False, "scale": ""}
    owes(table.shop, day - timedelta(days=1), day + timedelta(days=4), **given)
    assert "Rien n’arrive à échéance" in text(table.desk.get("echeances/"))
    page = text(table.desk.get("echeances/?quoi=renvoi"))
    assert page.count("<tr data-row>") == 1, "a day of his that passed asks for nothing"
    assert "rien ne lui est retiré" in page
    assert "Dates passées" not in page


def test_a_list_goes_on_page_by_page_and_its_sums_are_of_all(table: Table, monkeypatch: Any) -> None:
    monkeypatch.setattr("savoir.web.desk.due.views.PAGE", 2)
    owes(table.shop, *[table.today + timedelta(days=n) for n in (1, 1, 1, 2, 3)])
    seen, address = 0, "echeances/?quand=7-jours"
    for many in (2, 2, 1):
        page = table.desk.get(address).content.decode()
        assert page.count("<tr data-row>") == many
        assert "295,00" in text(table.desk.get(address))
        seen += many
        address = "echeances/" + page.partition('rel="next" href="/desk/echeances/')[2].partition('"')[
            0
        ].replace("&amp;", "&")
    assert seen == 5
    for bent in ("~", "x~1", "2026-13-01~2", "2026-11-01~x", "~9999999999999999999", "%00"):
        assert table.desk.get(f"echeances/?apres={bent}").status_code == 200


def test_the_sheet_holds_every_row_with_both_readings(table: Table) -> None:
    owes(table.shop, table.today - timedelta(days=12), table.today + timedelta(days=2))
    answer = table.desk.get("echeances/feuille/?quand=passees")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    told = dict(zip(head, row, strict=True))
    assert (told["montant"], told["du_ou_en_jeu"], told["passee"]) == ("59.00", "dû", "oui")
    assert (told["majoration_certaine"], told["article"]) == ("2.95", "L221-24")
    whole = table.desk.get("echeances/feuille/").content.decode("utf-8-sig")
    assert len(whole.splitlines()) == 3


def test_a_sheet_that_is_too_long_says_how_many_rows_it_lacks(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    owes(table.shop, *(table.today + timedelta(days=day) for day in range(3)))
    assert "s’arrête à" not in text(table.desk.get("echeances/"))
    monkeypatch.setattr("savoir.web.desk.due.views.MOST_EXPORTED", 2)
    assert "La feuille exportée s’arrête à 2 lignes sur 3" in text(table.desk.get("echeances/"))
    rows = table.desk.get("echeances/feuille/").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert rows[-1].replace("\u00a0", " ").startswith("INCOMPLET : 1 échéance de plus")
    narrow = table.desk.get("echeances/feuille/?quand=aujourdhui").content.decode("utf-8-sig")
    assert "INCOMPLET" not in narrow


def test_only_who_repairs_money_sees_it(shop: Shop, login: Callable[..., None]) -> None:
    for role in (Role.AGENT, Role.SENIOR, Role.STORE):
        assert desk_of(shop, login, role).get("echeances/").status_code == 403
    for role in (Role.FINANCE, Role.SUPERVISOR, Role.ADMIN):
        assert desk_of(shop, login, role).get("echeances/").status_code == 200
    with organization_block(shop.org_id), pytest.raises(NotAllowed):
        due_sums(actor=shop.agent, wanted=DueFilter(), today=CONTRACT)


def test_another_brand_s_key_and_filter_see_none_of_it(table: Table) -> None:
    owes(table.shop, table.today)
    boss = table.shop.actors[Role.SUPERVISOR]
    with organization_block(table.shop.org_id):
        named = replace(boss, brand_id=table.shop.brand_id + 999)
        assert due_clocks(actor=named, wanted=DueFilter(), today=table.today, limit=9) == ()
        other = DueFilter(brand_id=table.shop.brand_id + 999)
        assert due_sums(actor=boss, wanted=other, today=table.today).total == ()
        own = DueFilter(brand_id=table.shop.brand_id, kind="refund", window=Window.TODAY)
        assert len(due_clocks(actor=boss, wanted=own, today=table.today, limit=9)) == 1


def test_the_sums_are_those_of_the_rows_to_the_cent(table: Table) -> None:
    day = table.today
    owes(table.shop, day - timedelta(days=3), day - timedelta(days=3), minor=3333)
    owes(table.shop, day - timedelta(days=40), day + timedelta(days=5), minor=4999)
    boss = table.shop.actors[Role.FINANCE]
    with organization_block(table.shop.org_id):
        rows = due_clocks(actor=boss, wanted=DueFilter(), today=day, limit=50)
        (total,) = due_sums(actor=boss, wanted=DueFilter(), today=day).total
    late = [row.late for row in rows if row.late]
    assert (total.count, total.owed) == (4, sum(row.amount.minor for row in rows))
    assert total.certain == sum(one.surcharge.minor for one in late)
    assert total.at_most == sum(one.at_most.minor for one in late)


def test_two_questions_whatever_the_length(table: Table) -> None:
    boss, asked_twice = table.shop.actors[Role.SUPERVISOR], []
    for many in (1, 6):
        owes(table.shop, *[table.today + timedelta(days=n) for n in range(many)])
        with organization_block(table.shop.org_id), CaptureQueriesContext(connection) as captured:
            due_clocks(actor=boss, wanted=DueFilter(), today=table.today, limit=50)
            due_sums(actor=boss, wanted=DueFilter(), today=table.today)
        asked_twice.append(len(captured))
    assert asked_twice == [2, 2]
