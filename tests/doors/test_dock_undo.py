"""Z at the dock: the last inspection is taken back, until the next scan."""

import pytest
from django.test import Client

from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import Disposition, Inspection, StockMovement
from tests.doors.docks import AS_NEW, Dock, SignIn, dock_of, parcel_for
from tests.shop import Shop


@pytest.fixture
def dock(shop: Shop, login: SignIn, client: Client) -> Dock:
    return dock_of(shop, login, client)


def count(shop: Shop, model: type) -> int:
    with organization_block(shop.org_id):
        return model.objects.count()


def test_z_takes_the_inspection_back_until_the_next_scan(dock: Dock) -> None:
    parcel = parcel_for(dock.shop, product={"name": "Robe en lin"})
    placement = dock.inspects(parcel)["Location"]
    page = dock.get(placement).content.decode()
    assert "Annuler le contrôle" in page
    assert f'action="{placement}annulation/"' in page

    undone = dock.client.post(f"{placement}annulation/")
    page = dock.get(undone["Location"]).content.decode()

    assert undone.status_code == 303
    assert undone["Location"].startswith("/dock/receptions/")
    assert "Contrôle annulé" in page
    assert count(dock.shop, Inspection) == 0
    again = dock.post(undone["Location"].partition("?")[0], quantity="1", **AS_NEW)
    assert again.status_code == 303
    assert count(dock.shop, Inspection) == 1


def test_z_still_works_when_the_thing_is_put_away(dock: Dock) -> None:
    placement = dock.inspects(parcel_for(dock.shop))["Location"]
    placed = dock.post(placement)
    page = dock.get(placed["Location"]).content.decode()
    assert "Annuler le contrôle" in page
    assert "Annuler le contrôle" not in dock.get().content.decode(), "after the next page it is over"

    dock.client.post(f"{placement}annulation/")

    assert count(dock.shop, Disposition) == 0
    assert count(dock.shop, StockMovement) == 0


def test_after_the_next_parcel_z_says_why_not(dock: Dock) -> None:
    placement = dock.inspects(parcel_for(dock.shop))["Location"]
    dock.receives(parcel_for(dock.shop))

    refused = dock.client.post(f"{placement}annulation/")

    assert refused.status_code == 409
    assert "Ce contrôle ne s’annule plus" in refused.content.decode()
    assert count(dock.shop, Inspection) == 1


def test_only_a_post_undoes_and_only_what_exists(dock: Dock) -> None:
    placement = dock.inspects(parcel_for(dock.shop))["Location"]

    assert dock.get(f"{placement}annulation/").status_code == 405
    assert dock.client.post("/dock/controles/999999/annulation/").status_code == 404
    assert dock.get(controle="x; DROP").status_code == 200
    assert count(dock.shop, Inspection) == 1
