"""A case set aside until a day, a case sent up: the forms, and what they say when something is wrong."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone

from savoir.cases.operations import assign_case, make_promise
from savoir.cases.queries import case_card
from savoir.cases.states import PromiseKind, Rank, Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from tests.doors.desks import Desk, SignIn, desk_of, late_return
from tests.shop import Shop

QUERIES_OF_THE_FORM = 7
QUERIES_OF_ONE_MORE_ROW = 1


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


def card(desk: Desk, case: CaseCard) -> CaseCard:
    with organization_block(desk.shop.org_id):
        return case_card(actor=desk.shop.system, reference=case.reference)


def shown(desk: Desk, *cases: CaseCard) -> dict[str, str]:
    """The promised instants that the form shows, as it sends them."""
    asked = "&".join(f"dossier={case.reference}" for case in cases)
    page = desk.get(f"reports/?{asked}").content.decode()
    return dict(re.findall(r'name="(promised-[^"]+)" value="([^"]*)"', page))


def sets_aside(desk: Desk, *cases: CaseCard, **typed: str) -> HttpResponse:
    """Open the form, fill it in, send it."""
    references = [case.reference for case in cases]
    return desk.client.post("/desk/reports/", {"dossier": references, **shown(desk, *cases), **typed})


# Standing aside


def test_a_case_is_set_aside_until_a_day_with_its_reason(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    day = (timezone.localtime() + timedelta(days=1)).date()

    answer = sets_aside(desk, case, day=day.isoformat(), reason="supplier", note="Pièce demandée.", past="on")
    page = desk.client.get(answer["Location"]).content.decode()

    assert answer.status_code == 303
    assert case.reference in page
    until = card(desk, case).snoozed_until
    assert until is not None
    assert (timezone.localtime(until).date(), timezone.localtime(until).hour) == (day, 9)
    seen = desk.get(f"dossiers/{case.reference}/").content.decode()
    assert "Reporté jusqu’au" in seen
    assert "On attend le fournisseur" in seen
    assert "Pièce demandée." in seen


WRONG_SNOOZES = [
    ({}, "Choisissez le jour où le dossier revient."),
    ({"day": "31/02/2027"}, "Écrivez le jour comme 24/11/2026."),
    ({"day": "demain"}, "Écrivez le jour comme 24/11/2026."),
    ({"reason": ""}, "Choisissez une raison dans la liste."),
    ({"reason": "lazy"}, "Choisissez une raison dans la liste."),
    ({"reason": "other"}, "Dites la raison en quelques mots."),
    ({"note": "x" * 4001}, "La note est trop longue"),
]


@pytest.mark.parametrize(("typed", "told"), WRONG_SNOOZES)
def test_a_wrong_report_names_the_field_and_keeps_what_was_typed(
    desk: Desk, typed: dict[str, str], told: str
) -> None:
    case, _ = late_return(desk.shop)
    right = {"day": "2099-01-01", "reason": "supplier", "note": ""} if typed else {}

    answer = desk.post("reports/", dossier=case.reference, **{**right, **typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert 'id="error-summary"' in page
    assert case.reference in page
    assert card(desk, case).snoozed_until is None


@pytest.mark.parametrize(
    ("day", "told"),
    [("2020-01-01", "Cette date ne convient pas"), ("2099-01-01", "Cette date ne convient pas")],
)
def test_an_impossible_day_is_refused_in_words(desk: Desk, day: str, told: str) -> None:
    case, _ = late_return(desk.shop)

    answer = desk.post("reports/", dossier=case.reference, day=day, reason="supplier")

    assert answer.status_code == 409
    assert told in answer.content.decode()
    assert card(desk, case).snoozed_until is None


def test_beyond_the_promise_only_by_saying_so(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    day = (timezone.localtime() + timedelta(days=30)).date().isoformat()

    answer = desk.post("reports/", dossier=case.reference, day=day, reason="supplier")

    assert answer.status_code == 409
    assert "La promesse au client tombe avant" in answer.content.decode()
    assert card(desk, case).snoozed_until is None
    assert sets_aside(desk, case, day=day, reason="supplier", past="on").status_code == 303
    assert card(desk, case).snoozed_until is not None


def test_who_agreed_to_break_one_promise_agreed_to_no_other(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    day = (timezone.localtime() + timedelta(days=30)).date().isoformat()
    seen = shown(desk, case)
    assert len(seen) == 1
    with organization_block(desk.shop.org_id):
        make_promise(
            actor=desk.shop.system, case_id=case.id, kind=PromiseKind.FIRST_ANSWER,
            due_at=timezone.now() + timedelta(hours=1), now=timezone.now(),
        )  # fmt: skip

    typed = {"dossier": case.reference, "day": day, "reason": "supplier", "past": "on"}
    answer = desk.client.post("/desk/reports/", {**typed, **seen})

    assert answer.status_code == 409
    assert "La promesse au client tombe avant" in answer.content.decode()
    assert card(desk, case).snoozed_until is None
    for bent in ("", "\x00", "hier", "2026-13-45T99:00:00+00:00", "2026-11-23T12:00:00"):
        wrong = {**typed, f"promised-{case.reference}": bent}
        assert desk.client.post("/desk/reports/", wrong).status_code == 409
    assert sets_aside(desk, case, day=day, reason="supplier", past="on").status_code == 303


def test_several_are_set_aside_and_each_has_its_line(desk: Desk) -> None:
    one, two = (late_return(desk.shop)[0] for _ in range(2))
    desk.decides(two, card(desk, two).proposal or Remedy.REPLACEMENT)
    day = (timezone.localtime() + timedelta(days=1)).date().isoformat()

    answer = sets_aside(desk, one, two, day=day, reason="carrier", past="on")
    page = desk.client.get(answer["Location"]).content.decode()

    assert "1 fait" in page
    assert "Ce dossier n’attend personne" in page
    assert card(desk, one).snoozed_until is not None
    assert card(desk, two).snoozed_until is None


def test_the_form_costs_one_query_a_row(desk: Desk, django_assert_num_queries: object) -> None:
    cases = [late_return(desk.shop)[0] for _ in range(3)]
    desk.get(f"reports/?dossier={cases[0].reference}")
    for count in (1, 3):
        asked = "&".join(f"dossier={case.reference}" for case in cases[:count])
        with django_assert_num_queries(QUERIES_OF_THE_FORM + count * QUERIES_OF_ONE_MORE_ROW):  # type: ignore[operator]  # its fixture
            desk.get(f"reports/?{asked}")


# Going up


def test_a_case_goes_up_with_a_note_and_stands_in_the_seniors_queue(shop: Shop, login: SignIn) -> None:
    case, _ = late_return(shop)
    desk = desk_of(shop, login)

    answer = desk.post(
        "montees/", dossier=case.reference, to="senior", note="Client fidèle, colis perdu deux fois."
    )

    assert answer.status_code == 303
    assert card(desk, case).escalated_to == Rank.SENIOR
    assert f'data-row="{case.reference}"' not in desk.get().content.decode()
    senior = desk_of(shop, login, Role.SENIOR)
    assert case.reference in senior.get().content.decode()
    assert (
        "Client fidèle, colis perdu deux fois." in senior.get(f"dossiers/{case.reference}/").content.decode()
    )
    assert case.reference in desk.get("?vue=montes").content.decode()


@pytest.mark.parametrize(("typed", "told"), [
    ({"to": "senior", "note": ""}, "Écrivez pourquoi"),
    ({"to": "senior", "note": "   "}, "Écrivez pourquoi"),
    ({"to": "", "note": "Urgent"}, "Choisissez à qui le dossier monte."),
    ({"to": "king", "note": "Urgent"}, "Choisissez à qui le dossier monte."),
])  # fmt: skip
def test_a_wrong_escalation_names_the_field(desk: Desk, typed: dict[str, str], told: str) -> None:
    case, _ = late_return(desk.shop)

    answer = desk.post("montees/", dossier=case.reference, **typed)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert card(desk, case).escalated_to == ""


def test_a_senior_sends_to_the_supervisor_alone_and_a_supervisor_to_nobody(shop: Shop, login: SignIn) -> None:
    case, _ = late_return(shop)
    page = desk_of(shop, login, Role.SENIOR).get(f"montees/?dossier={case.reference}").content.decode()
    assert 'value="supervisor"' in page
    assert 'value="senior"' not in page
    desk = desk_of(shop, login, Role.SUPERVISOR)
    page = desk.get(f"montees/?dossier={case.reference}").content.decode()
    assert "Personne n’est au-dessus de vous ici" in page
    assert desk.post("montees/", dossier=case.reference, to="supervisor", note="x").status_code == 422


def test_a_colleague_who_answers_first_is_named(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    desk.decides(case, card(desk, case).proposal or Remedy.REPLACEMENT)

    answer = desk.post("montees/", dossier=case.reference, to="senior", note="Trop tard.")

    assert answer.status_code == 409
    assert "Ce dossier n’attend personne" in answer.content.decode()
    assert "Trop tard." in answer.content.decode(), "what was typed stays"


def test_the_owner_stays_when_somebody_else_takes_the_next(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    senior = desk.shop.actors[Role.SENIOR]
    with organization_block(desk.shop.org_id):
        assign_case(actor=senior, reference=case.reference, member_id=senior.id, now=timezone.now())

    desk.post("suivant/")

    assert card(desk, case).owner_id == senior.id
