"""The dock: a slip is scanned, its parcel counted, its things looked at and put where they belong."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from savoir.cases.states import Intent, Reason
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.logistics import operations
from savoir.logistics.models import Disposition, Inspection, Receipt, ReturnLine, StockMovement, UnknownParcel
from savoir.logistics.states import ReturnMethod
from savoir.orders.models import OrderLine
from tests.doors.docks import AS_NEW, FAULTY, Dock, SignIn, dock_of, parcel_for
from tests.shop import Shop, make_shop

AZERTY_LAYOUT = str.maketrans("1234567890-AQZWMaqzw", "&é\"'(-è_çà)QAWZ?qawz")


@pytest.fixture
def dock(shop: Shop, login: SignIn, client: Client) -> Dock:
    return dock_of(shop, login, client)


def count(shop: Shop, model: type) -> int:
    with organization_block(shop.org_id):
        return model.objects.count()


def test_a_parcel_goes_from_the_scan_to_its_bin_in_four_answers(dock: Dock) -> None:
    parcel = parcel_for(dock.shop, product={"name": "Robe en lin", "picture": "dress"})
    found = dock.get("scan/", code=parcel.number)
    assert (found.status_code, found["Location"]) == (302, f"/dock/colis/{parcel.number}/")
    page = dock.get(found["Location"]).content.decode()
    assert "Robe en lin" in page
    assert "Changement d’avis" in page
    assert "Claire" not in page, "what a customer wrote stays with the people who answer him"

    received = dock.receives(parcel)
    assert received.status_code == 303
    page = dock.get(received["Location"]).content.decode()
    assert page.count("checked") == 5, "dates, count and slip answer the checks; the grade stays open"

    inspected = dock.post(received["Location"], quantity="1", **AS_NEW)
    assert inspected.status_code == 303
    page = dock.get(inspected["Location"]).content.decode()
    with organization_block(dock.shop.org_id):
        assert Inspection.objects.get().finding == "unused"
    placed = dock.post(inspected["Location"])
    with organization_block(dock.shop.org_id):
        place = Disposition.objects.get().bin_code
        assert StockMovement.objects.get().quantity == 1
    assert f"Posez dans le bac {place}" in page
    assert placed["Location"].startswith(f"/dock/?bac={place}&controle=")
    page = dock.get(placed["Location"]).content.decode()
    assert f"Rangé dans {place}" in page
    assert '<b class="num">1</b> contrôlé' in page


def test_every_scanner_finds_the_slip(dock: Dock) -> None:
    number = parcel_for(dock.shop).number
    typed = number.translate(AZERTY_LAYOUT)
    spellings = [
        number.lower(), number.replace("-", ""), typed, f"http://testserver/r/{number}",
        f"httpM!!testserver!r!{typed}",
    ]  # fmt: skip
    for spelling in spellings:
        assert dock.get("scan/", code=spelling)["Location"] == f"/dock/colis/{number}/", spelling


def test_an_empty_scan_stays_at_the_station(dock: Dock) -> None:
    assert dock.get("scan/", code="  ")["Location"] == "/dock/"


def test_enter_twice_counts_one_parcel_and_one_inspection(dock: Dock) -> None:
    parcel, scan_id = parcel_for(dock.shop, quantity=2), str(uuid4())
    with organization_block(dock.shop.org_id):
        line = ReturnLine.objects.get().id
    first, again = (
        dock.post(f"colis/{parcel.number}/", scan_id=scan_id, **{f"line_{line}": "1"}) for _ in range(2)
    )
    assert first["Location"] == again["Location"]
    assert count(dock.shop, Receipt) == 1
    dock.receives(parcel)
    scan_id = str(uuid4())
    answers = [dock.post(first["Location"], scan_id=scan_id, quantity="1", **AS_NEW) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert count(dock.shop, Inspection) == 1
    for _ in range(2):
        assert dock.post(answers[0]["Location"]).status_code == 303
    assert count(dock.shop, StockMovement) == 1


def test_less_than_announced_is_received_and_the_rest_stays_awaited(dock: Dock) -> None:
    parcel = parcel_for(dock.shop, quantity=3)
    with organization_block(dock.shop.org_id):
        line = ReturnLine.objects.get().id
    received = dock.receives(parcel, **{f"line_{line}": "2"})
    page = dock.get(received["Location"]).content.decode()
    assert "Il manque encore des articles de ce bon" in page
    assert "sur 1" in dock.get(f"colis/{parcel.number}/").content.decode()
    first = dock.post(received["Location"], **AS_NEW, quantity="1")
    placed = dock.post(first["Location"])
    assert placed["Location"].startswith(received["Location"]), "the second unit is next"


def test_more_than_announced_waits_for_a_name(dock: Dock) -> None:
    parcel = parcel_for(dock.shop, product={"name": "Robe en lin"})
    with organization_block(dock.shop.org_id):
        line = ReturnLine.objects.get().id
    received = dock.receives(
        parcel, **{f"line_{line}": "2"}, other_quantity="1", other_words="Un tournevis rouge"
    )
    assert received.status_code == 303
    with organization_block(dock.shop.org_id):
        assert OrderLine.objects.get().returned_qty == 1
        surplus = list(UnknownParcel.objects.order_by("id").values_list("description", "quantity"))
    assert surplus == [("Robe en lin", 1), ("Un tournevis rouge", 1)]
    assert "2 à identifier" in dock.get().content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"line": "0"}, "Le colis est vide"),
        ({"line": "-1"}, "0 au moins"),
        ({"line": "abc"}, "cette saisie ne se lit pas"),
        ({"line": ""}, "à remplir"),
        ({"line": "1", "other_quantity": "2"}, "Dites ce que vous voyez"),
        ({"line": "1", "other_words": "un tournevis"}, "Dites combien"),
        ({"line": "1", "scan_id": "no uuid"}, "Cette page a trop attendu"),
    ],
)
def test_a_count_that_cannot_be_is_refused_and_nothing_happened(
    dock: Dock, typed: dict[str, str], words: str
) -> None:
    parcel = parcel_for(dock.shop)
    with organization_block(dock.shop.org_id):
        line = ReturnLine.objects.get().id
    given = {f"line_{line}" if name == "line" else name: value for name, value in typed.items()}
    answer = dock.post(f"colis/{parcel.number}/", **given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert count(dock.shop, Receipt) == count(dock.shop, UnknownParcel) == 0


def test_what_is_here_already_is_said_and_counted_once(dock: Dock) -> None:
    parcel = parcel_for(dock.shop)
    placed = dock.post(dock.inspects(parcel)["Location"])
    assert placed.status_code == 303
    page = dock.get(f"colis/{parcel.number}/")
    assert "est déjà reçu" in page.content.decode()
    with organization_block(dock.shop.org_id):
        line = ReturnLine.objects.get().id
    again = dock.post(f"colis/{parcel.number}/", **{f"line_{line}": "0"})
    assert again.status_code == 422
    assert count(dock.shop, Receipt) == 1


def test_a_parcel_left_half_way_goes_on_where_it_stopped(dock: Dock) -> None:
    parcel = parcel_for(dock.shop, lines=2)
    inspection = dock.receives(parcel)["Location"]
    assert dock.get(f"colis/{parcel.number}/")["Location"] == inspection
    placement = dock.post(inspection, quantity="1", **AS_NEW)["Location"]
    assert dock.get(f"colis/{parcel.number}/")["Location"] == placement
    assert dock.get(inspection)["Location"] == placement
    following = dock.post(placement)["Location"]
    assert "/dock/receptions/" in following
    assert not following.startswith(inspection)


def test_a_late_parcel_of_another_site_under_a_canceled_number_is_received_all_the_same(dock: Dock) -> None:
    parcel = parcel_for(dock.shop, site_id=dock.shop.store_id, late=True)
    with organization_block(dock.shop.org_id):
        agent = dock.shop.agent
        operations.cancel_authorization(actor=agent, ra_number=parcel.number, now=timezone.now())
    page = dock.get(f"colis/{parcel.number}/").content.decode()
    for words in ("attendu sur un autre site", "Ce retour était annulé", "Arrivé après la date prévue"):
        assert words in page
    inspection = dock.receives(parcel)["Location"]
    page = dock.get(inspection).content.decode()
    assert 'name="in_time" value="no" checked' in page
    with organization_block(dock.shop.org_id):
        assert Receipt.objects.get().site_id == dock.shop.warehouse_id


def test_a_replaced_number_leads_to_the_new_one(dock: Dock) -> None:
    old = parcel_for(dock.shop)
    with organization_block(dock.shop.org_id):
        agent = dock.shop.agent
        operations.cancel_authorization(actor=agent, ra_number=old.number, now=timezone.now())
        line = ReturnLine.objects.get()
        new = operations.authorize_return(
            actor=agent, case_id=old.case_id, site_id=dock.shop.warehouse_id, method=ReturnMethod.OWN_POST,
            customer_pays=True, send_back_by=line.ra.send_back_by, lines=((line.case_line_id, 1),),
            now=timezone.now(),
        )  # fmt: skip
    answer = dock.receives(old)
    assert answer.status_code == 409
    assert f'href="/dock/colis/{new.number}/"' in answer.content.decode()
    assert count(dock.shop, Receipt) == 0


@pytest.mark.parametrize("role", [Role.AGENT, Role.SENIOR, Role.SUPERVISOR, Role.FINANCE])
def test_who_does_not_work_with_parcels_stays_outside(
    shop: Shop, login: SignIn, client: Client, role: Role
) -> None:
    parcel = parcel_for(shop)
    dock = dock_of(shop, login, client, role)
    assert dock.get().status_code == 403
    assert dock.post(f"colis/{parcel.number}/").status_code == 403
    assert count(shop, Receipt) == 0


@pytest.mark.parametrize("role", [Role.STORE, Role.ADMIN])
def test_stores_and_administrators_have_a_dock_too(
    shop: Shop, login: SignIn, client: Client, role: Role
) -> None:
    parcel = parcel_for(shop)
    dock = dock_of(shop, login, client, role)
    assert dock.post(dock.inspects(parcel)["Location"])["Location"].startswith("/dock/?bac=")


def test_another_houses_parcel_is_nobodys(dock: Dock) -> None:
    theirs = parcel_for(make_shop("autre"))
    assert dock.get("scan/", code=theirs.number)["Location"].startswith("/dock/inconnus/nouveau/")
    assert dock.get(f"colis/{theirs.number}/").status_code == 404
    assert dock.post(f"colis/{theirs.number}/").status_code == 404


def test_the_station_keeps_its_name_and_tells_what_waits(dock: Dock) -> None:
    assert dock.post("poste/", name="").status_code == 422
    assert dock.post("poste/", name="Quai 2").status_code == 303
    parcel = parcel_for(dock.shop)
    inspection = dock.receives(parcel)["Location"]
    page = dock.get().content.decode()
    assert "Quai 2, Lesquin" in page
    assert f'href="{inspection}"' in page
    assert '<b class="num">1</b> à faire' in page
    with organization_block(dock.shop.org_id):
        assert Receipt.objects.get().station == "Quai 2"


def test_who_belongs_to_no_site_chooses_his(shop: Shop, login: SignIn, client: Client) -> None:
    dock = dock_of(shop, login, client, Role.ADMIN)
    assert dock.post("poste/", name="Caisse", site="0").status_code == 422
    assert dock.post("poste/", name="Caisse", site=str(shop.store_id)).status_code == 303
    dock.receives(parcel_for(shop))
    with organization_block(shop.org_id):
        assert Receipt.objects.get().site_id == shop.store_id


def test_a_claim_is_proved_by_whoever_looks_not_by_the_form(dock: Dock) -> None:
    parcel = parcel_for(
        dock.shop, intent=Intent.CLAIM, reason=Reason.DEFECTIVE, product={"supplier": "Nordline"}
    )
    inspection = dock.receives(parcel)["Location"]
    assert 'name="defect_proven" value="yes" checked' not in dock.get(inspection).content.decode()
    open_answer = dock.post(inspection, quantity="1", **{**AS_NEW, "defect_proven": ""})
    assert open_answer.status_code == 422
    assert "Défaut prouvé" in open_answer.content.decode()
    assert count(dock.shop, Inspection) == 0
    placement = dock.post(inspection, quantity="1", **FAULTY)["Location"]
    assert "Retour fournisseur, à réclamer à Nordline" in dock.get(placement).content.decode()
