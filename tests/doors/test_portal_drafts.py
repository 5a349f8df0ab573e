"""What somebody began to write is kept 30 days; who reads it proves his order again."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from savoir.cases import operations as cases
from savoir.cases.models import Draft
from savoir.cases.rules.drafts import draft_digest
from savoir.kernel.errors import NotAllowed
from savoir.kernel.tenancy import organization_block
from tests.doors import portals
from tests.doors.portals import Visitor, photo
from tests.shop import NOON, Sale, Shop, make_shop

DAY = timedelta(days=1)
STORY = "Il ne charge plus depuis samedi 🔋"


pytestmark = pytest.mark.usefixtures("clock")


def sold(shop: Shop, **given: object) -> Sale:
    return portals.sold(shop, product={"name": "Aspirateur X30"}, **given)


def begins(visitor: Visitor, sale: Sale) -> str:
    """Somebody tells what happened and leaves; the secret his browser keeps."""
    visitor.proves(sale)
    said = visitor.says(sale, "panne", words=STORY, **{f"photos-{sale.line_ids[0]}": photo()})
    return str(said.cookies["savoir_draft"].value)


@pytest.mark.parametrize("days", [1, 29])
def test_the_next_day_the_order_is_proved_again_and_the_text_is_there(
    visitor: Visitor, shop: Shop, clock: time_machine.Traveller, days: int
) -> None:
    sale = sold(shop)
    begins(visitor, sale)
    clock.move_to(NOON + days * DAY)

    asked = visitor.get("reponse/")["Location"]
    assert asked == visitor.at("?suite=brouillon")
    before = visitor.read("?suite=brouillon")
    assert "Votre demande commencée est gardée" in before
    assert "Aspirateur" not in before
    assert "charge" not in before

    back = visitor.post("", number=sale.number, email=sale.email, suite="brouillon")
    assert back["Location"] == visitor.at(f"demande/?a={sale.line_ids[0]}")
    page = visitor.read(f"demande/?a={sale.line_ids[0]}")
    assert STORY in page
    assert "1 photo déjà reçue." in page
    assert "checked" in page
    assert visitor.get("reponse/").status_code == 200


def test_another_order_does_not_open_the_draft(
    visitor: Visitor, shop: Shop, clock: time_machine.Traveller
) -> None:
    sale, other = sold(shop), sold(shop)
    begins(visitor, sale)
    clock.move_to(NOON + DAY)
    back = visitor.post("", number=other.number, email=other.email, suite="brouillon")
    assert back["Location"] == visitor.at("articles/")
    assert "Reprendre votre demande" not in visitor.read("articles/")
    assert visitor.get("reponse/")["Location"] == visitor.at("articles/")
    assert visitor.get(f"demande/?a={sale.line_ids[0]}").status_code == 404


def test_after_thirty_days_it_is_gone_and_said_so(
    visitor: Visitor, shop: Shop, clock: time_machine.Traveller
) -> None:
    sale = sold(shop)
    secret = begins(visitor, sale)
    clock.move_to(NOON + 30 * DAY)
    visitor.client.cookies["savoir_draft"] = secret  # a browser that keeps it too long
    assert "Ce brouillon n’est plus là" in visitor.read("?suite=brouillon")
    back = visitor.post("", number=sale.number, email=sale.email, suite="brouillon")
    assert back["Location"] == visitor.at("articles/")


def test_the_link_brings_it_to_another_device(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    secret = begins(visitor, sale)
    assert visitor.at(f"brouillon/{secret}/") in visitor.read("reponse/")

    phone = Visitor(shop, Client())
    opened = phone.get(f"brouillon/{secret}/")
    assert opened.status_code == 200
    assert "savoir_draft" not in opened.cookies  # a look changes nothing
    assert STORY not in opened.content.decode()
    taken = phone.post(f"brouillon/{secret}/")
    assert taken["Location"] == phone.at("?suite=brouillon")
    assert phone.get(f"demande/?a={sale.line_ids[0]}")["Location"] == phone.at("?suite=brouillon")
    phone.post("", number=sale.number, email=sale.email, suite="brouillon")
    assert STORY in phone.read(f"demande/?a={sale.line_ids[0]}")


@pytest.mark.parametrize("secret", ["x", "é" * 32, "a" * 31, "a" * 400])
def test_a_link_that_is_none_is_not_found(visitor: Visitor, secret: str) -> None:
    assert visitor.get(f"brouillon/{secret}/").status_code == 404
    assert visitor.post(f"brouillon/{secret}/").status_code == 404


@pytest.mark.parametrize("cookie", ["x", "a/b", "a" * 31, "é" * 32, "../" * 12])
def test_a_cookie_that_we_never_made_is_no_secret(visitor: Visitor, shop: Shop, cookie: str) -> None:
    sale = sold(shop)
    visitor.client.cookies["savoir_draft"] = cookie
    assert "Ce brouillon n’est plus là" in visitor.read("?suite=brouillon")
    visitor.proves(sale)
    kept = visitor.says(sale, "panne", words=STORY)
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", kept.cookies["savoir_draft"].value)
    assert visitor.get("reponse/").status_code == 200
    with organization_block(shop.org_id):
        assert Draft.objects.get().digest == draft_digest(kept.cookies["savoir_draft"].value)


def test_who_proved_another_order_never_replaces_a_draft(visitor: Visitor, shop: Shop) -> None:
    sale, other = sold(shop), sold(shop)
    secret = begins(visitor, sale)

    stranger = Visitor(shop, Client())
    stranger.post(f"brouillon/{secret}/")
    stranger.proves(other)
    kept = stranger.says(other, "panne", words="À moi maintenant")

    assert kept.cookies["savoir_draft"].value != secret
    assert "À moi maintenant" in stranger.read(f"demande/?a={other.line_ids[0]}")
    assert STORY in visitor.read(f"demande/?a={sale.line_ids[0]}")
    with organization_block(shop.org_id):
        cases.clear_draft(actor=shop.customer(other.order_id), secret=secret)
        assert sorted(Draft.objects.values_list("order_id", flat=True)) == [sale.order_id, other.order_id]
        cases.clear_draft(actor=shop.customer(sale.order_id), secret=secret)
        assert Draft.objects.get().order_id == other.order_id


def test_a_draft_of_another_house_is_not_told(visitor: Visitor, shop: Shop) -> None:
    secret = begins(visitor, sold(shop))
    there = Visitor(make_shop("voisin"), Client())
    there.post(f"brouillon/{secret}/")
    assert "Ce brouillon n’est plus là" in there.read("?suite=brouillon")


def test_old_drafts_are_deleted_and_young_ones_stay(visitor: Visitor, shop: Shop) -> None:
    begins(visitor, sold(shop))
    with organization_block(shop.org_id):
        assert cases.forget_drafts(actor=shop.system, now=NOON + 29 * DAY) == 0
        with pytest.raises(NotAllowed):
            cases.forget_drafts(actor=shop.customer(1), now=NOON + 31 * DAY)
        assert Draft.objects.count() == 1
        assert cases.forget_drafts(actor=shop.system, now=NOON + 30 * DAY) == 1
