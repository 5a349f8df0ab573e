"""Whatever is typed or sent: a sentence that names the field, what was typed kept, nothing done."""

import io

import pytest
from django.test import Client
from PIL import Image

from savoir.cases.queries import attachments_of_case, case_card, cases_of_order
from savoir.cases.values import CaseCard
from savoir.conversations.queries import messages_of_case
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import organization_block
from savoir.logistics.queries import returns_of_case
from tests.doors.portals import Visitor, asks, is_refused, text_of
from tests.shop import Sale, Shop, sell

ZALGO = "Z̷a̶l̵g̷o̶ \u202eretourné\u202c 👩‍👩‍👧 ﷽ \x00\x1b[31m"
HUGE = 11 * 1024 * 1024


pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def dress(shop: Shop) -> Sale:
    with organization_block(shop.org_id):
        return sell(shop, quantity=2)


def named(content: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def picture(width: int = 40, height: int = 30, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", (width, height)).save(file, kind)
    return file.getvalue()


BAD_FILES = {
    "empty": (b"", "vide.jpg", "Ce fichier est vide"),
    "huge": (b"\xff\xd8\xff" + b"0" * HUGE, "lourd.jpg", "dépasse 10 Mo"),
    "many pixels": (picture(9000, 9000, "PNG"), "geante.png", "trop grande"),
    "another kind": (b"MZ\x90\x00program", "photo.jpg", "ni une photo"),
    "a drawing that runs": (b"<svg onload='x()'/>", "dessin.svg", "ni une photo"),
    "cut off": (picture()[:200], "coupee.jpg", "abîmé"),
    "a phone's own": (b"\x00\x00\x00\x18ftypheic0000", "IMG_1.HEIC", "HEIC"),
}


def asked(visitor: Visitor, sale: Sale, *, is_verified: bool = True) -> CaseCard:
    """An accepted return, its customer come through the address on file."""
    case = asks(visitor, sale)
    session = visitor.client.session
    session[f"portal_orders:{visitor.shop.org_id}"] = {str(sale.order_id): is_verified}
    session.save()
    return case


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "", "email": "a@b.fr"}, "Indiquez le numéro de commande."),
        (
            {"number": "x" * 61, "email": "a@b.fr"},
            "Le numéro de commande est trop long : 60 caractères au plus.",
        ),
        ({"number": "FR-1", "email": ""}, "Indiquez l’adresse e-mail de la commande, ou le code postal"),
        ({"number": "FR-1", "email": "x" * 255}, "L’adresse e-mail est trop longue"),
        ({"number": "FR-1", "postcode": "5" * 13, "fact": "Martin"}, "Indiquez l’adresse e-mail"),
        ({"number": ZALGO, "email": "a@b.fr"}, "Nous ne trouvons pas de commande"),
        ({"number": "\x00", "email": "\x00"}, "Indiquez le numéro de commande."),
        ({"number": "FR-1", "email": ZALGO}, "Nous ne trouvons pas de commande"),
        ({"number": "＃" * 60, "email": "é" * 254}, "Nous ne trouvons pas de commande"),
    ],
)
def test_a_search_names_the_field_to_correct(visitor: Visitor, typed: dict[str, str], said: str) -> None:
    page = is_refused(visitor.post("", **typed), said)
    for value in typed.values():
        assert value.replace("\x00", "").replace("\x1b", "")[:20] in page


def test_a_story_of_strange_signs_is_kept_without_the_hidden_ones(visitor: Visitor, dress: Sale) -> None:
    visitor.proves(dress)
    assert visitor.says(dress, "panne", words=ZALGO).status_code == 303
    page = visitor.get(f"demande/?a={dress.line_ids[0]}").content.decode()
    assert "Z̷a̶l̵g̷o̶ retourné 👩‍👩‍👧 ﷽ [31m" in page


@pytest.mark.parametrize("quantity", ["-1", "0", "3", "1e9", "9" * 30, "1.5", "", "٣٣", "²", "\x00"])
def test_a_quantity_that_cannot_be_is_asked_again(visitor: Visitor, dress: Sale, quantity: str) -> None:
    visitor.proves(dress)
    name = f"quantity-{dress.line_ids[0]}"
    page = is_refused(
        visitor.says(dress, "panne", words="Mon histoire", **{name: quantity}),
        "Robe en lin : indiquez une quantité entre 1 et 2.",
        "Mon histoire",
    )
    assert f'href="#{name}"' in page
    assert visitor.get("reponse/")["Location"] == visitor.at("articles/")


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_photo_of_a_story_is_named_and_leads_to_its_field(
    visitor: Visitor, dress: Sale, kind: str
) -> None:
    content, name, said = BAD_FILES[kind]
    visitor.proves(dress)
    photos = f"photos-{dress.line_ids[0]}"
    refused = visitor.says(dress, "abime", words="Mon histoire", **{photos: named(content, name)})
    page = is_refused(refused, said, name, "Mon histoire")
    assert f'href="#{photos}"' in page
    assert visitor.get("reponse/")["Location"] == visitor.at("articles/")


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_photo_is_named_at_every_form_of_a_case_and_nothing_is_kept(
    visitor: Visitor, dress: Sale, kind: str
) -> None:
    content, name, said = BAD_FILES[kind]
    case = asked(visitor, dress)
    path = f"dossiers/{case.reference}"
    is_refused(
        visitor.post(
            f"{path}/envoi/", tracking_number="6A12345678901", posted_on="2026-11-23",
            photo=named(content, name),
        ),
        f"Photo du reçu : {said[:4]}" if kind == "empty" else said, 'value="6A12345678901"',
    )  # fmt: skip
    is_refused(
        visitor.post(f"{path}/message/", text="Mon message", photos=named(content, name)),
        "Photos : ", said, "Mon message",
    )  # fmt: skip
    with organization_block(visitor.shop.org_id):
        actor = visitor.shop.system
        assert attachments_of_case(actor=actor, case_id=case.id) == ()
        assert returns_of_case(actor=actor, case_id=case.id)[0].posted_on is None
        assert "Mon message" not in [one.text for one in messages_of_case(actor=actor, case_id=case.id)]
        assert not FileObject.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Écrivez votre message, ou ajoutez une photo, avant d’envoyer."),
        (" \x00\n\u202e ", "Écrivez votre message, ou ajoutez une photo, avant d’envoyer."),
        ("é" * 2001, "Votre message est trop long : 2000 caractères au plus."),
    ],
)
def test_a_message_that_says_nothing_or_too_much_is_not_sent(
    visitor: Visitor, dress: Sale, text: str, said: str
) -> None:
    case = asked(visitor, dress)
    page = is_refused(visitor.post(f"dossiers/{case.reference}/message/", text=text), said)
    assert len(text) < 100 or text in page
    with organization_block(visitor.shop.org_id):
        assert not case_card(actor=visitor.shop.system, reference=case.reference).needs_person


def test_photos_alone_are_an_answer(visitor: Visitor, dress: Sale) -> None:
    case = asked(visitor, dress)
    sent = [named(picture(), "un.jpg"), named(picture(41), "deux.jpg")]
    assert visitor.post(f"dossiers/{case.reference}/message/", text="", photos=sent).status_code == 303
    assert "2 photos ajoutées." in text_of(visitor.get(f"dossiers/{case.reference}/"))
    with organization_block(visitor.shop.org_id):
        assert len(attachments_of_case(actor=visitor.shop.system, case_id=case.id)) == 2
        assert case_card(actor=visitor.shop.system, reference=case.reference).needs_person


def test_an_eleventh_photo_is_one_too_many_and_none_is_kept(visitor: Visitor, dress: Sale) -> None:
    case = asked(visitor, dress)
    sent = [named(picture(40 + n), f"{n}.jpg") for n in range(11)]
    is_refused(
        visitor.post(f"dossiers/{case.reference}/message/", text="Voilà", photos=sent), "Dix fichiers au plus"
    )
    with organization_block(visitor.shop.org_id):
        assert attachments_of_case(actor=visitor.shop.system, case_id=case.id) == ()


@pytest.mark.parametrize(
    "posted_on", ["", "31/02/2026", "2026-02-31", "0001-01-01", "9999-12-31", "٢٠٢٦-١١-٢٣x"]
)
def test_a_day_that_is_none_is_asked_again(visitor: Visitor, dress: Sale, posted_on: str) -> None:
    case = asked(visitor, dress)
    refused = visitor.post(
        f"dossiers/{case.reference}/envoi/", tracking_number="6A12345678901", posted_on=posted_on
    )
    page = is_refused(refused, 'value="6A12345678901"')
    assert any(said in page for said in ("Indiquez le jour", "Écrivez le jour", "Choisissez un jour entre"))


@pytest.mark.parametrize("path", ["message/", "lien/", "envoi/"])
def test_a_form_of_another_customers_case_does_not_exist(
    visitor: Visitor, shop: Shop, dress: Sale, path: str
) -> None:
    theirs = asked(Visitor(shop, Client()), dress)
    with organization_block(shop.org_id):
        own = sell(shop)
    visitor.proves(own)
    sent = visitor.post(
        f"dossiers/{theirs.reference}/{path}",
        text="x",
        tracking_number="6A12345678901",
        posted_on="2026-11-23",
    )
    assert sent.status_code == 404
    with organization_block(shop.org_id):
        assert returns_of_case(actor=shop.system, case_id=theirs.id)[0].posted_on is None


def test_a_choice_nobody_offered_keeps_the_page_and_opens_nothing(visitor: Visitor, dress: Sale) -> None:
    visitor.proves(dress)
    visitor.says(dress, "avis", words="Mon histoire")
    for remedy in ("", "refund\x00", "x" * 5000, "../refund", "REFUND"):
        is_refused(visitor.post("reponse/", remedy=remedy), "Choisissez une solution")
    with organization_block(visitor.shop.org_id):
        assert cases_of_order(actor=visitor.shop.system, order_id=dress.order_id) == ()
