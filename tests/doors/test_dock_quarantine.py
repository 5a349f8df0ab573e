"""The quarantine at the dock: what waits, why, whose turn it is, and what is done next."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from savoir.cases.models import Case
from savoir.kernel.access import Role
from savoir.kernel.errors import NotFound
from savoir.kernel.models import Approval
from savoir.kernel.tenancy import organization_block
from savoir.logistics import queries
from savoir.logistics.models import Disposition, Inspection, StockMovement
from savoir.logistics.queries import aside
from tests.doors.docks import Dock, Parcel, SignIn, dock_of, parcel_for
from tests.shop import NOON, Shop, make_shop

QUERIES = 16
PAGE = "quarantaine/"


@pytest.fixture
def dock(shop: Shop, login: SignIn, client: Client) -> Dock:
    return dock_of(shop, login, client)


def shown(dock: Dock, **asked: Any) -> str:
    page = dock.get(PAGE, **asked)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.content.decode().partition("<h1")[2]))


def put_aside(dock: Dock, *, parcel: Parcel | None = None, **found: Any) -> Parcel:
    """A parcel whose one thing goes to quarantine: not the announced one, unless said otherwise."""
    parcel = parcel or parcel_for(dock.shop, product={"name": "Robe en lin"})
    address = dock.inspects(parcel, **(found or {"right_item": "no"}))["Location"]
    assert dock.post(address, kind="quarantine").status_code == 303
    return parcel


def doomed(dock: Dock) -> tuple[Parcel, str]:
    """A parcel whose thing somebody at the dock wants destroyed, and the page of its bin."""
    parcel = parcel_for(dock.shop, product={"name": "Coussin moisi"})
    address = dock.inspects(parcel, grade="D", used_or_damaged="yes")["Location"]
    assert dock.post(address, kind="destroy").status_code == 303
    return parcel, address


def agents_are_done(dock: Dock) -> None:
    with organization_block(dock.shop.org_id):
        Case.objects.update(needs_person=False)


def test_an_empty_quarantine_says_so(dock: Dock) -> None:
    assert "Rien n’attend en quarantaine sur ce site" in shown(dock)
    assert "La liste s’arrête avant" in shown(dock, debut="500")
    assert "Rien n’attend en quarantaine" in shown(dock, debut="-3"), "a bent page is the first"


def test_what_is_put_aside_waits_in_the_list_until_it_has_another_bin(dock: Dock) -> None:
    parcel = put_aside(dock)
    page = shown(dock)
    for words in ("1 × Robe en lin", parcel.number, "bac Q-", "depuis", "Ce n’est pas l’article annoncé",
                  "Attend l’agent du dossier", "choisissez ensuite son bac"):  # fmt: skip
        assert words in page, words
    with organization_block(dock.shop.org_id):
        address = f"/dock/controles/{Inspection.objects.get().id}/"
    assert f'href="{address}?autre" data-key="1"' in dock.get(PAGE).content.decode()
    assert 'data-key="q"' in dock.get().content.decode(), "the station leads here by a key"
    assert dock.post(address, kind="recycle").status_code == 303
    assert "Rien n’attend en quarantaine" in shown(dock)


def test_a_scan_with_a_sign_that_no_text_holds_shows_the_list(dock: Dock) -> None:
    parcel = put_aside(dock)
    assert parcel.number in shown(dock, code="\x00")
    assert dock.get(PAGE, code=f"{parcel.number}\x00")["Location"].endswith("/?autre")


def test_what_is_taken_back_while_the_list_is_read_stands_in_it_no_more(
    dock: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_aside(dock)
    parcel, own = put_aside(dock), aside._units

    def undone(actor: Any, ids: list[int], now: Any) -> Any:
        return own(actor, ids[1:], now)

    monkeypatch.setattr(aside, "_units", undone)
    page = shown(dock)
    assert page.count("Robe en lin") == 1
    assert parcel.number in page


def test_each_thing_tells_why_it_waits_and_whose_turn_it_is(dock: Dock) -> None:
    dangerous = {"name": "Batterie", "dangerous_goods": "UN 3481"}
    put_aside(dock, parcel=parcel_for(dock.shop, product=dangerous), grade="D", used_or_damaged="yes")
    put_aside(dock, grade="B", right_item="yes")
    dock.post("inconnus/nouveau/", quantity="2", description="Un carton sans bon")
    agents_are_done(dock)
    page = shown(dock)
    assert "Matière dangereuse. Faites-la voir au responsable du site" in page
    assert "Mis de côté au contrôle. Choisissez son bac." in page
    assert "2 × Un carton sans bon" in page
    assert "Personne ne l’avait annoncé. Cherchez son dossier." in page
    assert page.count("À vous") == 3
    with organization_block(dock.shop.org_id):
        Case.objects.update(needs_person=True)
    assert "Un agent regarde le dossier. Attendez sa réponse" in shown(dock)


def test_what_an_agent_has_said_his_word_of_is_the_docks_again(dock: Dock) -> None:
    put_aside(dock)
    with organization_block(dock.shop.org_id):
        Case.objects.update(needs_person=True, state="waiting_on_customer")
    assert "Attend l’agent du dossier" in shown(dock), "he waits for the customer, the dock for him"
    agents_are_done(dock)
    page = shown(dock)
    assert "À vous" in page
    assert "Attend l’agent" not in page
    assert "Le dossier n’attend plus d’agent : choisissez son bac." in page


def test_a_destruction_waits_for_a_second_person_and_lapses_to_the_dock(dock: Dock) -> None:
    doomed(dock)
    page = shown(dock)
    assert "Attend une deuxième personne" in page
    assert f"Destruction demandée, par {dock.shop.dock.name}, réponse avant" in page
    with organization_block(dock.shop.org_id):
        Approval.objects.update(expires_at=NOON.replace(year=2020))
    page = shown(dock)
    assert "Destruction demandée, personne n’a répondu. Demandez-la de nouveau" in page
    assert "À vous" in page


def refuses(dock: Dock, login: SignIn, motive: str) -> HttpResponse:
    """The senior agent answers the request at the desk."""
    senior = dock_of(dock.shop, login, Client(), Role.SENIOR)
    page = senior.get("/desk/accords/").content.decode()
    address = re.search(r'action="(/\S+/accords/\d+/)"', page)
    plan = re.search(r'name="plan" value="(\w+)"', page)
    assert address is not None
    assert plan is not None
    return senior.post(address[1], answer="no", plan=plan[1], motive=motive)


def test_a_refused_destruction_is_told_at_the_dock_with_who_why_and_what_next(
    dock: Dock, login: SignIn
) -> None:
    put_aside(dock)
    parcel, address = doomed(dock)
    with organization_block(dock.shop.org_id):
        before = list(Disposition.objects.order_by("id").values_list("inspection_id", "kind", "bin_code"))
    assert refuses(dock, login, "La housse se lave.").status_code == 303
    with organization_block(dock.shop.org_id):
        after = list(Disposition.objects.order_by("id").values_list("inspection_id", "kind", "bin_code"))
        assert after == before, "the goods stay where they are"
        assert not StockMovement.objects.exists()
    assert "1 destruction refusée" in dock.get().content.decode(), "every page of the dock says so"
    page = shown(dock)
    assert page.index(parcel.number) < page.index("Robe en lin"), "what was refused comes first"
    senior = dock.shop.actors[Role.SENIOR].name
    assert f"Destruction refusée, par {senior}, " in page
    assert "« La housse se lave ». Choisissez un autre bac." in page
    there = dock.get(address).content.decode()
    assert f"Par {senior}, " in there
    assert "«\u00a0La housse se lave\u00a0». Choisissez un autre bac." in there
    assert dock.post(address, kind="refurbish").status_code == 303
    assert "destruction refusée" not in dock.get().content.decode()
    assert parcel.number not in shown(dock)


def test_a_destruction_asked_for_again_is_refused_no_more(dock: Dock, login: SignIn) -> None:
    _parcel, address = doomed(dock)
    refuses(dock, login, "Réparable.")
    assert dock.post(address, kind="destroy").status_code == 303
    assert "destruction refusée" not in dock.get().content.decode()
    assert "Destruction demandée, par" in shown(dock)


def test_a_refusal_without_words_refuses_nothing(dock: Dock, login: SignIn) -> None:
    _parcel, address = doomed(dock)
    told = refuses(dock, login, "  ")
    assert told.status_code == 422
    page = told.content.decode()
    assert "Dites pourquoi vous refusez" in page
    assert "Coussin moisi" in page, "the request stands there still"
    with organization_block(dock.shop.org_id):
        assert Disposition.objects.get().refused_at is None
        assert Approval.objects.get().decided_by is None
    assert "jusqu’à ce qu’une deuxième personne réponde" in dock.get(address).content.decode()


def test_the_list_goes_five_by_five_the_oldest_first(dock: Dock) -> None:
    numbers = [put_aside(dock).number for _ in range(6)]
    first, rest = shown(dock), shown(dock, debut="5")
    assert [number in first for number in numbers] == [True] * 5 + [False]
    assert [number in rest for number in numbers] == [False] * 5 + [True]
    assert "Suivants" in first
    assert "Suivants" not in rest
    assert "Précédents" in rest


def test_a_scan_leads_to_the_thing_it_names_and_any_other_where_it_always_does(dock: Dock) -> None:
    first, second = put_aside(dock), put_aside(dock)
    with organization_block(dock.shop.org_id):
        found = list(Disposition.objects.order_by("id").values_list("inspection_id", "bin_code"))
    assert dock.get(PAGE, code=second.number)["Location"] == f"/dock/controles/{found[1][0]}/?autre"
    place = found[0][1]
    assert dock.get("scan/", code=place)["Location"] == f"/dock/quarantaine/?code={place}"
    assert first.number in shown(dock, code=place)
    assert "Rien n’attend ici sous ce code" in shown(dock, code="Q-25"), "a bin is no unknown parcel"
    elsewhere = parcel_for(dock.shop)
    led = dock.get(PAGE, code=elsewhere.number)["Location"]
    assert led == f"/dock/scan/?code={elsewhere.number}"
    assert dock.get(led)["Location"] == f"/dock/colis/{elsewhere.number}/"


def test_a_serial_number_is_found_as_an_azerty_keyboard_types_it(dock: Dock) -> None:
    parcel = parcel_for(dock.shop, serials=["7F-20931"])
    address = dock.inspects(parcel, serial_seen="7F-20931", grade="C", used_or_damaged="yes")["Location"]
    dock.post(address, kind="quarantine")
    for code in ("7f-20931", 'èf)éàç"&'):
        assert dock.get(PAGE, code=code)["Location"] == f"{address}?autre", code


def test_another_site_sees_only_its_own(dock: Dock, login: SignIn) -> None:
    parcel = put_aside(dock)
    store = dock_of(dock.shop, login, Client(), Role.STORE)
    assert "Rien n’attend en quarantaine" in shown(store)
    assert parcel.number not in shown(store, code="Q-25")
    with organization_block(dock.shop.org_id), pytest.raises(NotFound):
        queries.put_aside(actor=dock.shop.actors[Role.STORE], site_id=dock.shop.warehouse_id, now=NOON)
    theirs = make_shop("autre")
    assert "Rien n’attend en quarantaine" in shown(dock_of(theirs, login, Client()))


def test_the_page_costs_the_same_whatever_waits(dock: Dock, django_assert_num_queries: Any) -> None:
    put_aside(dock)
    doomed(dock)
    dock.post("inconnus/nouveau/", quantity="2", description="Un carton sans bon")
    with django_assert_num_queries(QUERIES):
        dock.get(PAGE)
    for _ in range(3):
        put_aside(dock)
    with django_assert_num_queries(QUERIES):
        dock.get(PAGE)
