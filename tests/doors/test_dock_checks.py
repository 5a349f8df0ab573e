"""The dock: what is looked at, where it goes, what nobody announced, and what each page costs."""

from typing import Any

import pytest
from django.test import Client

from savoir.cases.states import Intent, Reason
from savoir.kernel import approvals
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import Disposition, Inspection, StockMovement, UnknownParcel
from tests.doors.docks import FAULTY, Dock, SignIn, dock_of, parcel_for
from tests.shop import Shop

QUERIES = {"station": 15, "parcel": 17, "inspection": 22, "placement": 21, "asked": 27, "unknown": 11}


@pytest.fixture
def dock(shop: Shop, login: SignIn, client: Client) -> Dock:
    return dock_of(shop, login, client)


def nothing_was_found(dock: Dock) -> bool:
    with organization_block(dock.shop.org_id):
        return not Inspection.objects.exists()


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"grade": ""}, 422, "Choisissez l’état"),
        ({"grade": "E"}, 422, "choisissez une réponse de la liste"),
        ({"right_item": ""}, 422, "Bon article"),
        ({"quantity": "2"}, 422, "Il n’en reste que 1"),
        ({"quantity": "0"}, 422, "Nombre d’objets pareils » : 1 au moins"),
        ({"grade": "D"}, 422, "Hors d’usage"),
        ({"finding": "defect_proven"}, 422, "Le constat contredit vos contrôles"),
        ({"finding": "lost"}, 422, "Constat » : choisissez"),
        ({"serial_seen": "9X-1"}, 422, "Ce n’est pas le n° de série vendu"),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_happened(
    dock: Dock, typed: dict[str, str], status: int, words: str
) -> None:
    answer = dock.inspects(parcel_for(dock.shop, serials=["7F-20931"]), **typed)
    assert answer.status_code == status
    page = answer.content.decode()
    assert words in page
    assert 'data-sound="bad"' in page
    assert nothing_was_found(dock)


@pytest.mark.parametrize(
    ("typed", "finding"),
    [
        ({"right_item": "no"}, "wrong_item"),
        ({"used_or_damaged": "yes"}, "used"),
        ({"used_or_damaged": "yes", "grade": "D"}, "damaged"),
        ({"grade": "C"}, "part_missing"),
        ({"finding": "conform"}, "conform"),
    ],
)
def test_the_finding_follows_from_the_answers_unless_another_is_named(
    dock: Dock, typed: dict[str, str], finding: str
) -> None:
    assert dock.inspects(parcel_for(dock.shop), **typed).status_code == 303
    with organization_block(dock.shop.org_id):
        assert Inspection.objects.get().finding == finding


def test_a_scan_at_the_bench_is_read_before_anything_is_written(dock: Dock) -> None:
    parcel, other = parcel_for(dock.shop, serials=["7F-20931"]), parcel_for(dock.shop)
    address = dock.receives(parcel)["Location"]
    page = dock.post(address, code='èf)éàç"&', note="rayures").content.decode()
    assert 'value="7F-20931"' in page
    assert 'name="right_item" value="yes" checked' in page
    assert "rayures" in page
    page = dock.post(address, code="9X-1").content.decode()
    assert "Autre n° de série" in page
    assert 'name="right_item" value="no" checked' in page
    assert dock.post(address, code=other.number)["Location"] == f"/dock/colis/{other.number}/"
    assert nothing_was_found(dock)


def test_who_looks_for_a_fault_reads_what_the_customer_said_of_it(dock: Dock) -> None:
    said = parcel_for(dock.shop, intent=Intent.CLAIM, reason=Reason.DEFECTIVE, words="Ne charge plus <b>")
    on_the_slip = dock.get(f"colis/{said.number}/").content.decode()
    at_the_table = dock.get(dock.receives(said)["Location"]).content.decode()
    assert "Ne charge plus" not in on_the_slip, "nobody looks for a fault yet"
    assert "«\u00a0Ne charge plus &lt;b&gt;\u00a0»" in at_the_table
    kept = parcel_for(dock.shop, intent=Intent.WITHDRAWAL, reason=Reason.CHANGED_MIND, words="Cadeau raté")
    assert "Cadeau raté" not in dock.get(dock.receives(kept)["Location"]).content.decode()
    silent = parcel_for(dock.shop, intent=Intent.CLAIM, reason=Reason.DEFECTIVE, words="  ")
    assert "le client dit" not in dock.get(dock.receives(silent)["Location"]).content.decode()


def test_the_day_it_was_awaited_stands_there_where_it_is_late(dock: Dock) -> None:
    late, timely = (dock.receives(parcel_for(dock.shop, late=late))["Location"] for late in (True, False))
    assert "À renvoyer avant la fin du" in dock.get(late).content.decode()
    assert "À renvoyer avant la fin du" not in dock.get(timely).content.decode()


def test_a_long_tale_is_folded_and_whole(dock: Dock) -> None:
    tale = "Ne charge plus depuis mardi. " * 9
    parcel = parcel_for(dock.shop, intent=Intent.CLAIM, reason=Reason.DEFECTIVE, words=tale)
    page = dock.get(dock.receives(parcel)["Location"]).content.decode()
    assert "<details><summary>«\u00a0Ne charge plus" in page
    assert tale.strip() in page


def test_the_box_tells_what_else_the_slip_announces(dock: Dock) -> None:
    alone = dock.get(dock.receives(parcel_for(dock.shop))["Location"]).content.decode()
    assert "<dt>Dans la boîte</dt><dd>rien d’autre</dd>" in alone
    parcel = parcel_for(dock.shop, lines=3, quantity=2, product={"name": "Robe en lin"})
    page = dock.get(dock.receives(parcel)["Location"]).content.decode()
    assert page.count("2\u00a0× Robe en lin") == 2, "the two others, not the one on the table"


def test_a_scan_before_enter_tells_what_is_on_the_slip(dock: Dock) -> None:
    parcel = parcel_for(dock.shop, product={"name": "Robe en lin", "gtin": "3700000000017"})
    address = f"colis/{parcel.number}/"
    assert "Pas sur ce bon" not in dock.post(address, code="3700000000017").content.decode()
    page = dock.post(address, code="4006381333931").content.decode()
    assert "Pas sur ce bon" in page
    assert 'value="4006381333931"' in page


def test_a_bin_of_another_kind_is_refused_and_the_planned_one_named(dock: Dock) -> None:
    address = dock.inspects(parcel_for(dock.shop))["Location"]
    for code in ("R-01", "RA-7KQ2M4", "x"):
        answer = dock.post(address, code=code)
        assert answer.status_code == 422
        assert "Le bac prévu est S-" in answer.content.decode()
    assert dock.post(address, kind="burn").status_code == 422
    with organization_block(dock.shop.org_id):
        assert not Disposition.objects.exists()
    assert dock.post(address, code="s)&é")["Location"].partition("&")[0] == "/dock/?bac=S-12"


def test_what_goes_to_a_person_is_not_put_away_by_enter(dock: Dock) -> None:
    address = dock.inspects(parcel_for(dock.shop), right_item="no")["Location"]
    page = dock.get(address).content.decode()
    assert "Scannez le bac pour confirmer" in page
    assert 'data-key="enter"' not in page
    refused = dock.post(address)
    assert refused.status_code == 422
    assert "Scannez le bac Q-" in refused.content.decode()
    with organization_block(dock.shop.org_id):
        assert not Disposition.objects.exists()
    assert dock.post(address, code="Q-03")["Location"].partition("&")[0] == "/dock/?bac=Q-03"


def test_another_use_is_chosen_and_moves_no_stock_it_should_not(dock: Dock) -> None:
    address = dock.inspects(parcel_for(dock.shop))["Location"]
    assert "Seconde vie" in dock.get(address, autre="").content.decode()
    assert dock.post(address, kind="donate").status_code == 303
    again = dock.post(address, kind="restock")
    assert again.status_code == 409
    assert "déjà rangé" in again.content.decode()
    with organization_block(dock.shop.org_id):
        assert Disposition.objects.get().kind == "donate"
        assert not StockMovement.objects.exists()
    assert "Déjà rangé dans D-" in dock.get(address).content.decode()


def test_a_destruction_is_asked_for_at_the_dock_and_waits_in_quarantine(
    dock: Dock, django_assert_num_queries: Any
) -> None:
    address = dock.inspects(parcel_for(dock.shop), grade="D", used_or_damaged="yes")["Location"]
    assert "Destruction, à demander" in dock.get(address, autre="").content.decode()
    asked = dock.post(address, kind="destroy")
    assert (asked.status_code, asked["Location"]) == (303, address)
    with django_assert_num_queries(QUERIES["asked"]):
        page = dock.get(address).content.decode()
    assert "jusqu’à ce qu’une deuxième personne réponde" in page
    assert "Posez dans le bac Q-" in page
    again = dock.post(address, kind="destroy")
    assert again.status_code == 409
    assert "La destruction est déjà demandée" in again.content.decode()
    with organization_block(dock.shop.org_id):
        assert Disposition.objects.get().kind == "quarantine"
        senior = dock.shop.actors[Role.SENIOR]
        assert len(approvals.open_approvals(actor=senior, limit=5)) == 1
    assert 'value="quarantine"' not in dock.get(address, autre="").content.decode(), "it is there already"
    assert dock.post(address, kind="recycle").status_code == 303
    with organization_block(dock.shop.org_id):
        assert approvals.open_approvals(actor=senior, limit=5) == ()


def test_an_unknown_code_becomes_a_parcel_to_identify(dock: Dock) -> None:
    form = dock.get("scan/", code="3700000000017")["Location"]
    assert "Aucun retour ne porte le code" in dock.get(form).content.decode()
    nothing = dock.post("inconnus/nouveau/", quantity="1")
    assert nothing.status_code == 422
    assert dock.post("inconnus/nouveau/", quantity="0", description="Un carton").status_code == 422
    with organization_block(dock.shop.org_id):
        assert not UnknownParcel.objects.exists()
    typed: dict[str, Any] = {
        "scan_id": "7b6d3f5e-1f4b-4c1c-9d0a-6a1f0f7f0a11", "description": "Un carton, une robe bleue",
        "quantity": "1", "label_code": "3700000000017",
    }  # fmt: skip
    kept, twice = (dock.post("inconnus/nouveau/", **typed) for _ in range(2))
    assert kept["Location"] == twice["Location"]
    page = dock.get(kept["Location"]).content.decode()
    assert "Écrivez ce numéro dessus" in page
    assert page.count("Un carton, une robe bleue") == 1


def test_a_slip_scanned_into_the_form_of_the_unknown_is_followed(dock: Dock) -> None:
    parcel = parcel_for(dock.shop)
    answer = dock.post("inconnus/nouveau/", code=parcel.number, quantity="1")
    assert answer["Location"] == f"/dock/colis/{parcel.number}/"


def test_a_parcel_without_a_name_finds_its_case_once(dock: Dock) -> None:
    parcel, other = parcel_for(dock.shop), parcel_for(dock.shop)
    dock.post("inconnus/nouveau/", description="Un carton", quantity="1")
    with organization_block(dock.shop.org_id):
        reference = UnknownParcel.objects.get().reference
    address = f"inconnus/{reference}/"
    assert "Rien trouvé" in dock.get(address, q="personne").content.decode()
    for text in (parcel.number, parcel.reference):
        page = dock.get(address, q=text).content.decode()
        assert f'value="{parcel.reference}"' in page
        assert "Claire" not in page
    for nobody in ("SAV-XXXXXX", ""):
        assert dock.post(address, case_reference=nobody).status_code == 404
    with organization_block(dock.shop.org_id):
        assert UnknownParcel.objects.get().case_id is None
    assert dock.post(address, case_reference=parcel.reference).status_code == 303
    conflict = dock.post(address, case_reference=other.reference)
    assert conflict.status_code == 409
    assert parcel.reference in conflict.content.decode()
    assert "Aucun colis n’attend" in dock.get("inconnus/").content.decode()


def test_each_page_asks_the_database_a_counted_number_of_times(
    dock: Dock, django_assert_num_queries: Any
) -> None:
    parcel = parcel_for(dock.shop, intent=Intent.CLAIM, reason=Reason.DEFECTIVE)
    dock.get()
    with django_assert_num_queries(QUERIES["parcel"]):
        dock.get(f"colis/{parcel.number}/")
    inspection = dock.receives(parcel)["Location"]
    with django_assert_num_queries(QUERIES["inspection"]):
        dock.get(inspection)
    with django_assert_num_queries(QUERIES["station"]):
        dock.get()
    placement = dock.post(inspection, quantity="1", **FAULTY)["Location"]
    with django_assert_num_queries(QUERIES["placement"]):
        dock.get(placement)
    with django_assert_num_queries(QUERIES["unknown"]):
        dock.get("inconnus/")
