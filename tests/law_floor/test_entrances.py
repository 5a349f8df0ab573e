"""The same tries by the pages, the API, a sheet of another system and a table that was published."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from savoir.cases.models import Decision
from savoir.cases.operations import refuse_case
from savoir.cases.queries import answer_of_case
from savoir.cases.states import Intent, Reason, Remedy
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from savoir.law.grounds import Ground
from savoir.orders.models import Delivery
from savoir.resolutions.models import Refund
from savoir.resolutions.queries import preview_plan
from savoir.web.desk.words import GROUNDS, REFUSAL_GROUNDS
from tests.api.conftest import clock, program
from tests.api.programs import Program, problem
from tests.api.test_refusing import address
from tests.cases.files import DAY, HOUR, everything, opened, refused
from tests.doors.conftest import login
from tests.doors.desks import Desk, SignIn, desk_of, late_return
from tests.resolutions.sheets import moved, row
from tests.rules.cases.sold import says
from tests.shop import NOON, Shop, sell

__all__ = ["clock", "login", "program"]
MEAN: dict[str, Any] = {"remedies": [], "needs_person": True, "return_paid_by": "customer"}
AWAITED = {"state": "attend le colis", "authorized_on": "17/11/2026"}


def unchanged(shop: Shop, deed: Callable[[], Any]) -> Any:
    """What the deed answers; nothing has happened meanwhile."""
    with organization_block(shop.org_id):
        before = everything()
    answered = deed()
    with organization_block(shop.org_id):
        assert everything() == before
    return answered


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


def test_the_refusal_of_a_claim_on_the_page_says_the_law(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    typed = {"motive": "other", "reason": "Voyez le fabricant."}

    page = unchanged(desk.shop, lambda: desk.post(f"dossiers/{case.reference}/refus/", **typed))

    text = page.content.decode()
    assert "La loi garantit plus que cela (L217-3)" in text.replace("\u00a0", " ")
    assert "Le vendeur répond pendant deux ans" in text.replace("\u00a0", " ")
    assert "indiquez le fondement légal" in text
    assert "Voyez le fabricant." in text, "what he typed is kept"


def test_the_refusal_on_a_ground_is_kept_with_who_when_which_and_the_facts(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    typed = {"motive": "damage_by_use", "reason": "Traces d’eau.", "ground": "fault_disproved"}

    assert desk.post(f"dossiers/{case.reference}/refus/", **typed).status_code == 303

    with organization_block(desk.shop.org_id):
        kept = Decision.objects.get(case_id=case.id, outcome="refused")
        told = next(one for one in events_of("case", case.id) if one.kind == "case_refused")
    assert kept.offer["ground"]["code"] == "fault_disproved"
    assert kept.offer["ground"]["article"] == "L217-7"
    assert kept.offer["ground"]["states"]["defect"] is False
    assert (kept.actor_id, kept.decided_at is not None) == (desk.shop.agent.id, True)
    assert told.payload["ground"] == "fault_disproved"
    assert told.payload["facts_digest"] == kept.facts_digest


def test_another_remedy_than_the_one_she_chose_is_refused_on_the_page(desk: Desk) -> None:
    with organization_block(desk.shop.org_id):
        sale = sell(desk.shop)
        case = opened(desk.shop, sale, Intent.CLAIM, Reason.DEFECTIVE, wanted=Remedy.REPLACEMENT)

    page = unchanged(desk.shop, lambda: desk.decides(case, Remedy.REPAIR, motive="cheaper"))

    assert "L217-9" in page.content.decode()
    written = desk.decides(case, Remedy.REPAIR, motive="replacement_disproportionate")
    assert written.status_code == 303, "out of all proportion, in writing (L217-12)"


def test_no_word_nobody_knows_is_a_ground(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    typed = {"motive": "other", "reason": "Non.", "ground": "house_rules"}
    answered = unchanged(desk.shop, lambda: desk.post(f"dossiers/{case.reference}/refus/", **typed))
    assert answered.status_code == 422


def test_several_cases_in_one_click_get_their_proposal_and_nothing_less(desk: Desk) -> None:
    case, _ = late_return(desk.shop, reason=Reason.CHANGED_MIND, intent=Intent.WITHDRAWAL)
    with organization_block(desk.shop.org_id):
        answer = answer_of_case(actor=desk.shop.agent, case_id=case.id)
        plan = preview_plan(actor=desk.shop.agent, answer=answer, remedy=Remedy.REPAIR, now=timezone.now())
    typed = {"dossier": [case.reference], f"remedy-{case.reference}": "repair",
             f"plan-{case.reference}": plan.digest}  # fmt: skip
    unchanged(desk.shop, lambda: desk.client.post(reverse("desk:proposals"), typed))


def test_a_program_refuses_no_more_than_a_person(program: Program, shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    said = {"kind": "refusal", "motive": "other", "reason": "Non.", "decided_by": address(shop, Role.AGENT)}

    told = unchanged(shop, lambda: program.post(f"/cases/{case.reference}/answer", said))

    fault = problem(told, 409, "below_the_law")
    assert fault["facts"]["article"] == "L217-3"
    assert fault["way_out"]
    strange = unchanged(
        shop, lambda: program.post(f"/cases/{case.reference}/answer", {**said, "ground": "house_rules"})
    )
    assert strange.status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "question", "what": "proof_of_purchase", "text": ""},
        {"kind": "question", "what": "other", "text": "Please contact the manufacturer first."},
    ],
)
def test_a_program_asks_no_more_than_a_person(program: Program, shop: Shop, body: dict[str, str]) -> None:
    case, _ = late_return(shop, now=NOON)
    told = unchanged(shop, lambda: program.post(f"/cases/{case.reference}/answer", body))
    problem(told, 409, "below_the_law")


def test_a_program_writes_no_fee(program: Program, shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    body = {"speaker": "shop", "text": "We keep a restocking fee."}
    problem(
        unchanged(shop, lambda: program.post(f"/cases/{case.reference}/messages", body)), 409, "below_the_law"
    )


def test_the_words_that_demand_too_much_are_said_and_others_leave(desk: Desk) -> None:
    case, _ = late_return(desk.shop, reason=Reason.CHANGED_MIND, intent=Intent.WITHDRAWAL)
    at = f"dossiers/{case.reference}/messages/"

    page = unchanged(desk.shop, lambda: desk.post(at, text="Renvoyez-le dans son Emballage d’origine."))

    text = page.content.decode().replace("\u00a0", " ")
    assert "« Emballage d’origine » :" in text
    assert "se disent autrement" in text
    assert "Renvoyez-le dans son" in text, "what she typed is kept"
    kind = desk.post(at, text="Gardez l’emballage d’origine, n’importe quel carton suffit.")
    assert kind.status_code == 303


def test_the_preview_and_the_page_say_where_the_law_raised_the_rule(
    program: Program, shop: Shop, login: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    mean = replace(says(MEAN), id=None)  # type: ignore[arg-type]  # a table that was never stored
    monkeypatch.setattr("savoir.cases.queries.answers._policies", lambda *_: (mean, mean))
    with organization_block(shop.org_id):
        sale = sell(shop)
        case = opened(shop, sale, actor=shop.agent)
    asked = {"line_id": sale.line_ids[0], "intent": "withdrawal", "reason": "changed_mind"}

    told = program.post("/preview", {"lines": [asked]})
    offers = json.loads(told.content)

    assert offers["lines"][0]["law_moves"] == [
        {"component": "remedies", "article": "L221-18", "before": "", "after": "refund"}
    ]
    client = Client()
    login(client, shop.agent)
    page = client.get(f"/desk/dossiers/{case.reference}/").content.decode().replace("\u00a0", " ")
    assert "La loi garantit le remboursement (L221-18), la règle donnait rien." in re.sub("<[^>]+>", "", page)


@pytest.mark.parametrize(
    ("given", "article"),
    [
        ({"remedy": "échange"}, "the law's money"),
        ({"remedy": "réparation"}, "the law's money"),
    ],
)
def test_what_another_system_granted_below_the_law_does_not_move_in(
    in_shop: Shop, given: dict[str, str], article: str
) -> None:
    before = everything()
    (one,) = moved(in_shop, row(sell(in_shop), **AWAITED, **given))
    assert (one.outcome, one.code) == ("refused", "BelowTheLaw"), article
    assert everything()["Case"] == before["Case"]


def test_a_faulty_thing_that_moves_in_comes_back_at_the_sellers_cost(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules of today would let him keep it; the other system has let it come back."""
    lets = {"remedies": ["replacement"], "return_method": "no_return"}
    keeps = replace(says(lets), id=None)  # type: ignore[arg-type]  # never stored
    monkeypatch.setattr("savoir.cases.queries.answers._policy", lambda _actor, _sale: keeps)
    from savoir.logistics.models import ReturnAuthorization

    claim = {"intent": "garantie", "reason": "en panne", "remedy": "remplacement"}
    (one,) = moved(in_shop, row(sell(in_shop), **AWAITED, **claim))
    assert (one.outcome, one.field, one.code) == ("moved", "", "")
    assert [ra.customer_pays for ra in ReturnAuthorization.objects.all()] == [False]


def test_a_refusal_of_before_is_no_outcome_here(in_shop: Shop) -> None:
    (one,) = moved(in_shop, row(sell(in_shop), state="refusé"))
    assert (one.outcome, one.field) == ("refused", "state")


@pytest.mark.parametrize("who", ["system", "customer", "dock"])
def test_no_machine_and_no_warehouse_refuses(in_shop: Shop, who: str) -> None:
    sale = sell(in_shop, delivered_at=NOON - 60 * DAY)
    case = opened(in_shop, sale)
    actor = {"system": in_shop.system, "customer": in_shop.customer(sale.order_id), "dock": in_shop.dock}[who]
    with refused(NotAllowed):
        refuse_case(actor=actor, reference=case.reference, motive="out_of_time", note="Non.", now=NOON + HOUR)


def test_an_order_pushed_anew_with_an_earlier_day_changes_nothing_by_itself(in_shop: Shop) -> None:
    """What was owed on the day of the request stays owed; a person may say that the fact was wrong."""
    sale = sell(in_shop)
    case = opened(in_shop, sale)
    Delivery.objects.filter(order_id=sale.order_id).update(delivered_at=NOON - 40 * DAY)
    words: dict[str, Any] = {
        "reference": case.reference, "motive": "out_of_time", "note": "Trop tard.", "now": NOON + HOUR,
    }  # fmt: skip
    with refused() as caught:
        refuse_case(actor=in_shop.agent, **words)
    assert type(caught.value).__name__ == "BelowTheLaw"

    refuse_case(actor=in_shop.agent, **words, ground="facts_corrected")

    kept = Decision.objects.get(case_id=case.id, outcome="refused")
    assert kept.offer["ground"]["code"] == "facts_corrected"


def test_what_the_customer_learns_later_counts_for_him(in_shop: Shop) -> None:
    """The fact told since gives more: it counts, though the law said no on the day of the request."""
    sale = sell(in_shop, delivered_at=NOON - 40 * DAY)
    case = opened(in_shop, sale)
    Delivery.objects.filter(order_id=sale.order_id).update(delivered_at=NOON - 3 * DAY)
    with refused() as caught:
        refuse_case(
            actor=in_shop.agent, reference=case.reference, motive="out_of_time", note="Trop tard.",
            now=NOON + timedelta(hours=2),
        )  # fmt: skip
    assert caught.value.facts["article"] == "L221-18"
    assert Refund.objects.count() == 0


def test_the_page_offers_every_ground_on_which_one_may_refuse() -> None:
    remedies = {Ground.REPAIR_DISPROPORTIONATE, Ground.REPLACEMENT_DISPROPORTIONATE, Ground.CUSTOMER_AGREED}
    assert set(REFUSAL_GROUNDS) == set(Ground) - remedies
    assert set(GROUNDS) == set(Ground), "a decided case says every ground"
