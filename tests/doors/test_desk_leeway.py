"""Beyond the rule at the desk: given within one's leeway, else asked of whom the table names, who answers."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from savoir.cases.states import Intent, Reason
from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from savoir.logistics.models import Disposition
from savoir.logistics.operations import ask_destruction
from savoir.logistics.states import Finding, Grade
from savoir.orders.models import Payment
from savoir.resolutions.models import AskedRemedy, Refund
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.logistics.test_inspecting import inspected
from tests.resolutions.gestures import kind_shop
from tests.shop import Shop

# A case to which neither rule nor law gives anything asks what was granted on its order already, gestures and
# answers (two more than another undecided case); once somebody has wished, the wish itself.
QUERIES_BEYOND, QUERIES_WAITING = 34, 35


@pytest.fixture
def shop(db: None) -> Shop:
    return kind_shop()


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


def too_late(shop: Shop, **sold: Any) -> CaseCard:
    """A change of mind forty days after the thing came."""
    came = timezone.now() - timedelta(days=40)
    case, _sale = late_return(
        shop, intent=Intent.RETURN, reason=Reason.CHANGED_MIND, delivered_at=came, words="Trop grand.", **sold
    )
    return case


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def form(page: str) -> dict[str, str]:
    """What the decision's form carries for the refund, as a browser sends it."""
    kept = dict(re.findall(r'name="((?:plan|asks)-\w+)" value="([^"]*)"', page))
    return {"remedy": "refund", "motive": "gesture", "letter-refund": "Bonjour, exceptionnellement.", **kept}


def states(shop: Shop) -> list[str]:
    with inside(shop):
        return list(AskedRemedy.objects.order_by("id").values_list("state", flat=True))


def ask(desk: Desk, case: CaseCard) -> None:
    page = text(desk.get(f"dossiers/{case.reference}/"))
    assert desk.post(f"dossiers/{case.reference}/decision/", **form(page)).status_code == 303


def accord(desk: Desk) -> tuple[str, str]:
    """Address and plan of the first approval that waits."""
    found = re.search(
        r'action="/desk/(accords/\d+/)".*?name="plan" value="([^"]+)"', text(desk.get("accords/")), re.S
    )
    assert found is not None
    return found[1], found[2]


def test_within_his_leeway_he_gives_it_and_nobody_is_asked(desk: Desk, shop: Shop) -> None:
    case = too_late(shop, price=2900)
    page = text(desk.get(f"dossiers/{case.reference}/"))
    assert "hors règle" in page
    assert "Demande l’accord" not in page
    assert desk.post(f"dossiers/{case.reference}/decision/", **form(page)).status_code == 303
    assert states(shop) == []
    with inside(shop):
        assert Refund.objects.get().amount_minor == 2900


def test_beyond_it_the_page_says_who_must_let_it_and_the_case_waits(
    desk: Desk, shop: Shop, django_assert_num_queries: Any
) -> None:
    case = too_late(shop)
    page = text(desk.get(f"dossiers/{case.reference}/"))
    assert "Demande l’accord : Conseil client, senior" in page
    assert 'data-button="Demander l’accord"' in page
    assert "Une autre solution, hors règle" not in page, "all of them stand there already"
    with django_assert_num_queries(QUERIES_BEYOND):
        desk.get(f"dossiers/{case.reference}/")

    ask(desk, case)

    assert states(shop) == ["asked"]
    waits = text(desk.get(f"dossiers/{case.reference}/"))
    for words in ("Accord demandé : Remboursement", "Répond : Conseil client, senior", "59,00 € au-delà",
                  "Le client n’en sait rien", "Accord demandé pour une solution hors règle"):  # fmt: skip
        assert words in waits
    assert "Une solution hors règle attend l’accord" in text(desk.get("taches/"))
    with django_assert_num_queries(QUERIES_WAITING):
        desk.get(f"dossiers/{case.reference}/")


def test_a_page_from_before_is_told_what_it_needs_and_keeps_the_letter(desk: Desk, shop: Shop) -> None:
    case = too_late(shop)
    sent = form(text(desk.get(f"dossiers/{case.reference}/")))
    stale = {name: value for name, value in sent.items() if not name.startswith("asks-")}
    told = desk.post(f"dossiers/{case.reference}/decision/", **stale)
    assert told.status_code == 409
    assert "demande l’accord d’une seconde personne" in text(told)
    assert "Bonjour, exceptionnellement." in text(told)
    assert states(shop) == []


def test_a_senior_says_yes_and_it_is_given_with_both_names(desk: Desk, shop: Shop, login: SignIn) -> None:
    case = too_late(shop)
    ask(desk, case)
    senior = desk_of(shop, login, Role.SENIOR)
    listed = text(senior.get("accords/"))
    for words in ("Accorder une solution hors règle", "Remboursement, 59,00 €", "Geste commercial",
                  "Bonjour, exceptionnellement.", "Marges : Conseil client, senior"):  # fmt: skip
        assert words in listed
    address, plan = accord(senior)
    done = senior.post(address, plan=plan, answer="yes")
    assert (done.status_code, states(shop)) == (303, ["approved"])
    after = text(senior.get(f"dossiers/{case.reference}/"))
    assert "Hors règle, accordé à deux : Remboursement" in after
    assert re.search(r"Demandé par [^,]+, accordé par [^.]+\.", after)
    with inside(shop):
        assert Payment.objects.get().pending_minor == 5900


def test_a_no_needs_words_and_the_asker_reads_them(desk: Desk, shop: Shop, login: SignIn) -> None:
    case = too_late(shop)
    ask(desk, case)
    senior = desk_of(shop, login, Role.SENIOR)
    address, plan = accord(senior)
    assert senior.post(address, plan=plan, answer="no").status_code == 422
    assert states(shop) == ["asked"]
    senior.post(address, plan=plan, answer="no", motive="Proposez un bon d’achat.")
    assert states(shop) == ["declined"]
    page = text(desk.get(f"dossiers/{case.reference}/"))
    assert "Accord refusé : Remboursement" in page
    assert "Proposez un bon d’achat." in page


def test_its_asker_takes_it_back_by_one_button_that_nobody_else_has(
    desk: Desk, shop: Shop, login: SignIn
) -> None:
    case = too_late(shop)
    ask(desk, case)
    page, end = f"dossiers/{case.reference}/", f"dossiers/{case.reference}/accord/retrait/"
    senior = desk_of(shop, login, Role.SENIOR)
    assert "Retirer ma demande" not in text(senior.get(page))
    assert senior.post(end).status_code == 403
    assert states(shop) == ["asked"]

    assert "Retirer ma demande" in text(desk.get(page))
    assert desk.post(end).status_code == 303

    assert states(shop) == ["lapsed"]
    after = text(desk.get(page))
    for words in ("Demande d’accord retirée : le client n’en a rien su.", "Demander l’accord"):
        assert words in after
    assert "Accord demandé : Remboursement" not in after
    assert "59,00 €" not in text(senior.get("accords/"))


def test_a_wish_that_was_answered_is_not_taken_back_and_the_page_says_so(
    desk: Desk, shop: Shop, login: SignIn
) -> None:
    case = too_late(shop)
    ask(desk, case)
    senior = desk_of(shop, login, Role.SENIOR)
    address, plan = accord(senior)
    senior.post(address, plan=plan, answer="yes")
    told = desk.post(f"dossiers/{case.reference}/accord/retrait/")
    assert (told.status_code, states(shop)) == (409, ["approved"])
    assert "Cette demande d’accord n’attend plus" in text(told)


def test_a_page_left_open_says_that_a_wish_waits_no_more_and_shows_what_does(
    desk: Desk, shop: Shop, login: SignIn
) -> None:
    gone, waits = too_late(shop), too_late(shop, price=6900)
    for case in (gone, waits):
        ask(desk, case)
    senior = desk_of(shop, login, Role.SENIOR)
    address, plan = accord(senior)
    desk.post(f"dossiers/{gone.reference}/accord/retrait/")
    told = senior.post(address, plan=plan, answer="yes")
    assert (told.status_code, states(shop)) == (404, ["lapsed", "asked"])
    assert "Cette demande n’attend plus" in text(told)
    assert "Remboursement, 69,00 €" in text(told)
    with inside(shop):
        assert not Refund.objects.exists()


def test_an_answer_given_meanwhile_is_said_and_nothing_is_granted(
    desk: Desk, shop: Shop, login: SignIn
) -> None:
    case = too_late(shop)
    ask(desk, case)
    desk.post(f"dossiers/{case.reference}/refus/", motive="out_of_time", reason="Trop tard.", instead="")
    senior = desk_of(shop, login, Role.SENIOR)
    address, plan = accord(senior)
    senior.post(address, plan=plan, answer="yes")
    assert states(shop) == ["lapsed"]
    after = text(senior.get(f"dossiers/{case.reference}/"))
    assert "Rien n’est accordé. Une autre réponse a été donnée entre-temps." in after
    with inside(shop):
        assert not Refund.objects.exists()


def test_yes_to_a_destruction_destroys_and_no_keeps_the_thing(shop: Shop, login: SignIn) -> None:
    with inside(shop):
        found = inspected(shop, grade=Grade.D, finding=Finding.CONFORM)
        kept = inspected(shop, grade=Grade.D, finding=Finding.CONFORM)
        for one in (found, kept):
            ask_destruction(actor=shop.dock, inspection_id=one, now=timezone.now())
    senior = desk_of(shop, login, Role.SENIOR)
    address, plan = accord(senior)
    done = senior.post(address, plan=plan, answer="yes", motive="Moisi")
    assert done.status_code == 303
    assert "pour être détruit" in text(senior.get("accords/"))
    address, plan = accord(senior)
    senior.post(address, plan=plan, answer="no", motive="On répare.")
    with inside(shop):
        assert list(Disposition.objects.order_by("inspection_id").values_list("inspection_id", "kind")) == [
            (found, "destroy"), (kept, "quarantine"),
        ]  # fmt: skip
