"""Money that no law wants, on every page that names a day: ours stands there, and no article beside it."""

from datetime import timedelta

import pytest
import time_machine

from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from savoir.logistics import operations as logistics
from savoir.logistics.queries import returns_of_case
from savoir.resolutions.models import Refund
from tests.doors.desks import SignIn, desk_of, inside
from tests.doors.portals import Visitor, text_of
from tests.resolutions.beyond import give, long_ago, too_late
from tests.shop import NOON, Sale, Shop

pytestmark = pytest.mark.usefixtures("clock")
OURS = "C’est notre promesse : la loi ne nous y oblige pas."
NONE = "aucun : au-delà de la loi"
BY_LAW = ("dernier jour de la loi", "L242-4", "la preuve de son envoi", "La loi nous laisse")


def kindness(shop: Shop, *, is_posted: bool) -> tuple[CaseCard, Sale]:
    """Forty days on, somebody gives the money back all the same, once the thing was looked at."""
    with inside(shop):
        sale = long_ago(shop)
        case = too_late(shop, sale)
        given = give(shop, case)
        Refund.objects.update(trigger="inspection", state="requested")
        if is_posted:
            (parcel,) = returns_of_case(actor=shop.system, case_id=case.id)
            assert parcel.number == given.ra_number
            logistics.declare_posting(
                actor=shop.agent, ra_number=parcel.number, posted_on=NOON.date(),
                tracking_number="6A12345678901", now=NOON,
            )  # fmt: skip
    return case, sale


@pytest.mark.parametrize("is_posted", [False, True], ids=["with-her", "posted"])
def test_she_reads_our_day_and_that_no_law_asks_for_it(visitor: Visitor, shop: Shop, is_posted: bool) -> None:
    case, sale = kindness(shop, is_posted=is_posted)
    visitor.proves(sale)
    for page in (f"dossiers/{case.reference}/vos-droits/", f"dossiers/{case.reference}/"):
        told = visitor.read(page)
        assert [words for words in BY_LAW if words in told] == []
        assert (OURS in told) is page.endswith("vos-droits/")


def test_so_does_the_agent_and_finance_has_it_in_a_list_of_its_own(shop: Shop, login: SignIn) -> None:
    case, _sale = kindness(shop, is_posted=True)
    desk = desk_of(shop, login)
    assert NONE in text_of(desk.get(f"dossiers/{case.reference}/"))
    told = text_of(desk.get(f"dossiers/{case.reference}/droits/"))
    assert OURS in told
    assert [words for words in BY_LAW if words in told] == []

    finance = desk_of(shop, login, Role.FINANCE)
    page = text_of(finance.get("argent/?echeance=promis"))
    assert "Promis au-delà de la loi" in page
    assert NONE in page
    assert case.reference not in text_of(finance.get("argent/")), "what the law wants by a day"
    assert finance.get("argent/?echeance=promis&apres=2026-12-01~1").status_code == 200


def test_our_day_gone_by_is_late_and_costs_no_surcharge(
    shop: Shop, login: SignIn, clock: time_machine.Traveller
) -> None:
    case, _sale = kindness(shop, is_posted=True)
    clock.move_to(NOON + timedelta(days=90))
    told = text_of(desk_of(shop, login).get(f"dossiers/{case.reference}/droits/"))
    assert OURS in told
    assert [words for words in (*BY_LAW, "majoration", "majorée") if words in told] == []
