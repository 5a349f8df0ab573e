"""An address that leads nowhere: its page says so, and leads home to the door one stands at."""

import pytest
from django.test import Client

from savoir.kernel.access import Role
from tests.doors.docks import SignIn
from tests.shop import Shop


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("/desk/nulle-part/", "/desk/"),
        ("/desk/dossiers/SAV-INCONNU/", "/desk/"),
        ("/dock/nulle-part/", "/dock/"),
        ("/dock/inconnus/SANS-NOM/", "/dock/"),
        ("/console/nulle-part/", "/console/"),
        ("/entree/nulle-part/", "/entree/"),
        ("/nulle-part/", "/"),
    ],
)
def test_a_page_nobody_finds_leads_home(
    shop: Shop, login: SignIn, client: Client, address: str, home: str
) -> None:
    login(client, shop.actors[Role.ADMIN])
    page = client.get(address)
    assert page.status_code == 404
    text = page.content.decode()
    assert f'<a class="btn" href="{home}">' in text
    assert "repartez de l’accueil" in text
    assert client.get(home).status_code in (200, 302), "the way home is one"


def test_a_customer_goes_back_to_the_portal_of_his_brand(shop: Shop, client: Client) -> None:
    root = f"/sav/{shop.brand_slug}/"
    text = client.get(f"{root}nulle-part/").content.decode()
    assert f'<a class="btn" href="{root}">' in text
    nowhere = client.get("/sav/personne/").content.decode()
    assert "revenez en arrière" in nowhere
    assert '<a class="btn"' not in nowhere, "a portal that is none has no home"
