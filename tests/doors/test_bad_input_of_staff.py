"""Every form of desk and dock with something bent in it: 422, the field by its name, nothing done."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from savoir.cases.queries import case_card, current_decisions, timeline_of_case
from savoir.cases.values import CaseCard
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import Inspection, Receipt, UnknownParcel
from tests.doors.desks import Desk, SignIn, desk_of, late_return
from tests.doors.docks import AS_NEW, Dock, dock_of, parcel_for
from tests.shop import Shop

NUL = "Bon\x00jour"
LONG = "x" * 10_001


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


@pytest.fixture
def dock(shop: Shop, login: SignIn, client: Client) -> Dock:
    return dock_of(shop, login, client)


def facts(desk: Desk, case: CaseCard) -> tuple[list[str], str, str]:
    """What is on file: the history, the decision, the state."""
    with organization_block(desk.shop.org_id):
        told = [fact.kind for fact in timeline_of_case(actor=desk.shop.agent, case_id=case.id)]
        decided = current_decisions(actor=desk.shop.agent, case_id=case.id)[0].outcome
        return told, decided, case_card(actor=desk.shop.agent, reference=case.reference).state


DESK = [
    ("decision/", {"remedy": ""}, "Choisissez une solution"),
    ("decision/", {"remedy": "gold"}, "Choisissez une solution"),
    ("decision/", {"remedy": "refund", "motive": "because"}, "choisissez une réponse de la liste"),
    ("refus/", {"motive": "", "reason": "Portée."}, "Choisissez un motif dans la liste"),
    ("refus/", {"motive": "nonsense", "reason": "Portée."}, "Motif » : choisissez une réponse"),
    ("refus/", {"motive": "used", "reason": ""}, "Écrivez quelques mots"),
    ("refus/", {"motive": "used", "reason": LONG}, "Pourquoi pas la demande » : 10000 caractères au plus"),
    ("refus/", {"motive": "used", "reason": NUL}, "Pourquoi pas la demande » : un caractère invisible"),
    ("question/", {"what": ""}, "Choisissez un motif dans la liste"),
    ("question/", {"what": "other", "text": " "}, "Écrivez ce que vous demandez"),
    ("question/", {"what": "photo", "text": LONG}, "Votre question » : 10000 caractères au plus"),
    ("notes/", {"text": ""}, "Écrivez quelques mots"),
    ("notes/", {"text": NUL}, "Votre texte » : un caractère invisible"),
    ("messages/", {"text": "  "}, "Écrivez quelques mots"),
    ("messages/", {"text": LONG}, "Votre texte » : 10000 caractères au plus"),
    ("envoi/", {"order_reference": ""}, "Indiquez le numéro"),
    ("envoi/", {"order_reference": "9" * 41}, "Commande ou colis de l’envoi » : 40 caractères au plus"),
]


@pytest.mark.parametrize(("path", "typed", "told"), DESK)
def test_the_desk_names_the_field_and_does_nothing(
    desk: Desk, path: str, typed: dict[str, str], told: str
) -> None:
    case, _ = late_return(desk.shop)
    before = facts(desk, case)

    answer = desk.post(f"dossiers/{case.reference}/{path}", **typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert 'id="error-summary"' in page
    assert facts(desk, case) == before


@pytest.mark.parametrize("member", ["abc", "-1", "0", "1.5", "9" * 30, "²"])
def test_what_is_no_colleague_never_means_nobody(desk: Desk, member: str) -> None:
    case, _ = late_return(desk.shop)
    desk.post(f"dossiers/{case.reference}/proprietaire/", member=str(desk.shop.agent.id))

    answer = desk.post(f"dossiers/{case.reference}/proprietaire/", member=member)

    assert answer.status_code == 422
    with organization_block(desk.shop.org_id):
        assert case_card(actor=desk.shop.agent, reference=case.reference).owner_id == desk.shop.agent.id


@pytest.mark.parametrize(
    "text", ["\x00", "%00", "a" * 5000, "<script>alert(1)</script>", "' OR 1=1 --", "\u202e"]
)
def test_whatever_is_searched_for_is_answered(desk: Desk, text: str) -> None:
    for path in ("recherche/", "recherche/palette/", "nouveau/"):
        answer = desk.client.get(f"/desk/{path}", {"q": text})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert text == escape(text) or text not in page
        if path != "recherche/palette/":
            assert "<" not in text or escape(text) in page, "it is shown, as words"


RECEIVED = [
    ({"line": ""}, "à remplir"),
    ({"line": "-1"}, "0 au moins"),
    ({"line": "1000"}, "999 au plus"),
    ({"line": "beaucoup"}, "cette saisie ne se lit pas"),
    ({"other_words": "Un tournevis"}, "Dites combien d’objets il y a en plus"),
    ({"other_quantity": "2"}, "Dites ce que vous voyez"),
    ({"other_quantity": "0", "other_words": "Un tournevis"}, "Nombre d’objets en plus » : 1 au moins"),
    ({"other_quantity": "1", "other_words": "x" * 301}, "Ce que vous voyez » : 300 caractères au plus"),
    ({"other_quantity": "1", "other_words": NUL}, "Ce que vous voyez » : un caractère invisible"),
]


@pytest.mark.parametrize(("typed", "told"), RECEIVED)
def test_a_bent_parcel_is_not_received(dock: Dock, typed: dict[str, str], told: str) -> None:
    parcel = parcel_for(dock.shop, product={"name": "Robe en lin"})
    page = dock.get(f"colis/{parcel.number}/").content.decode()
    line = page.split('name="line_')[1].split('"')[0]
    given = {f"line_{line}" if name == "line" else name: value for name, value in typed.items()}

    answer = dock.receives(parcel, **given)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    with organization_block(dock.shop.org_id):
        assert Receipt.objects.count() == 0
        assert UnknownParcel.objects.count() == 0


@pytest.mark.parametrize(("typed", "told"), [
    ({"note": "x" * 501}, "Note » : 500 caractères au plus"),
    ({"note": NUL}, "Note » : un caractère invisible"),
    ({"serial_seen": "9" * 61}, "N° de série lu » : 60 caractères au plus"),
    ({"quantity": "deux"}, "Nombre d’objets pareils » : cette saisie ne se lit pas"),
    ({"used_or_damaged": "perhaps"}, "Utilisé ou abîmé » : choisissez une réponse"),
])  # fmt: skip
def test_a_bent_inspection_writes_nothing(dock: Dock, typed: dict[str, str], told: str) -> None:
    answer = dock.inspects(parcel_for(dock.shop), **{**AS_NEW, **typed})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    with organization_block(dock.shop.org_id):
        assert Inspection.objects.count() == 0


@pytest.mark.parametrize(("path", "typed", "told"), [
    ("poste/", {"name": "x" * 41}, "Nom de votre poste » : 40 caractères au plus"),
    ("poste/", {"name": NUL}, "Nom de votre poste » : un caractère invisible"),
    ("inconnus/nouveau/", {"description": "Un vase", "quantity": "0"}, "objets ? » : 1 au moins"),
    ("inconnus/nouveau/", {"description": "x" * 301, "quantity": "1"}, "voyez-vous ? » : 300 caractères"),
    ("inconnus/nouveau/", {"description": NUL, "quantity": "1"}, "vous ? » : un caractère"),
])  # fmt: skip
def test_the_other_forms_of_the_dock_name_the_field(
    dock: Dock, path: str, typed: dict[str, Any], told: str
) -> None:
    answer = dock.post(path, **typed)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    with organization_block(dock.shop.org_id):
        assert UnknownParcel.objects.count() == 0
