"""A case that waited for its person: no page, no program promises a day gone by."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from savoir.cases.states import Reason, Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.values.days import local_day
from savoir.resolutions.queries import offers_of_case, refunds_of_case
from savoir.web.components.words import long_day
from savoir.web.portal.wording import choice_of
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.shop import Shop

LONG = timedelta(days=20)
ZONE = "Europe/Paris"


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


def today() -> date:
    return local_day(timezone.now(), ZONE)


def waited(desk: Desk) -> tuple[CaseCard, date]:
    """Twenty days ago a customer asked for what never came; and the law's last day for the money."""
    then = timezone.now() - LONG
    case, _ = late_return(
        desk.shop, reason=Reason.NEVER_ARRIVED, delivered_at=None, contract_at=then, now=then
    )
    return case, local_day(then, ZONE) + timedelta(days=14)


def notes(desk: Desk, case: CaseCard, more: str = "") -> dict[str, str]:
    """What each solution says under its name, by its code."""
    page = unescape(desk.get(f"dossiers/{case.reference}/{more}").content.decode())
    cards = page.split('<label class="choice">')[1:]
    named = [
        (re.search('value="([a-z_]+)"', card), re.search('choice-sub">([^<]*)<', card)) for card in cards
    ]
    return {name[1]: note[1] for name, note in named if name and note}


def test_the_agent_reads_a_day_still_to_come_and_that_the_laws_is_over(desk: Desk) -> None:
    case, law_until = waited(desk)
    said = notes(desk, case)
    assert f"au plus tard le {long_day(today())}" in said["refund"]
    assert f"la loi donnait jusqu’au {long_day(law_until)}" in said["refund"]


def test_beyond_the_rule_a_refund_is_promised_from_today_and_no_law_was_due(desk: Desk) -> None:
    """A thing that broke: the rule has it back; Léa looks whether he may keep it, three weeks later."""
    case, _ = late_return(desk.shop, now=timezone.now() - LONG)
    said = notes(desk, case, "?tout=1")
    assert not [note for note in said.values() if "la loi donnait" in note]
    assert f"au plus tard le {long_day(today())}" in said["returnless_refund"]


def test_what_is_agreed_today_is_promised_for_today_and_the_laws_day_stays(desk: Desk) -> None:
    case, law_until = waited(desk)
    assert desk.decides(case, Remedy.REFUND, motive="customer_asked").status_code == 303
    with inside(desk.shop):
        (card,) = refunds_of_case(actor=desk.shop.agent, case_id=case.id)
    assert (card.promised_on, card.legal_due_on) == (today(), law_until)


def test_portal_and_programs_say_the_same(desk: Desk) -> None:
    case, law_until = waited(desk)
    with inside(desk.shop):
        offers = offers_of_case(actor=desk.shop.system, case_id=case.id, now=timezone.now())
    plan = next(one for one in offers.plans if one.remedy is Remedy.REFUND)
    assert (plan.promised_on, plan.law_over_on) == (today(), law_until)
    shown = choice_of(plan, offers, today=today(), verified=True)
    said = " ".join(fact["text"] for fact in shown["facts"])
    assert f"La loi nous donnait jusqu’au {long_day(law_until, 'fr', today())}." in said
