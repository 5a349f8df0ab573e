"""A dress comes back stained: the dock measures what it lost, in words and a photo; a person decides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from savoir.cases.models import Attachment
from savoir.cases.states import Intent, Reason
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import Inspection, ValueLoss
from tests.doors.docks import AS_NEW, Dock, SignIn, dock_of, parcel_for
from tests.kernel.test_files import photo
from tests.shop import Shop

WORN = AS_NEW | {"used_or_damaged": "yes", "grade": "C"}
STAINED = "Ourlet taché de maquillage."


@pytest.fixture
def dock(shop: Shop, login: SignIn, client: Client) -> Dock:
    return dock_of(shop, login, client)


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("tache.jpg", photo(), "image/jpeg")


def losses(shop: Shop) -> list[tuple[int, int | None, str]]:
    with organization_block(shop.org_id):
        return list(ValueLoss.objects.values_list("amount_minor", "share_points", "beyond"))


def test_a_share_of_the_price_is_proposed_with_its_photo(dock: Dock) -> None:
    parcel = parcel_for(dock.shop)
    done = dock.inspects(parcel, **WORN, loss="20 %", beyond=STAINED, photo=picture())
    assert done.status_code == 303
    assert losses(dock.shop) == [(1180, 2000, STAINED)]
    with organization_block(dock.shop.org_id):
        assert list(Attachment.objects.values_list("kind", flat=True)) == ["inspection"]


def test_a_sum_is_read_as_it_is_typed(dock: Dock) -> None:
    dock.inspects(parcel_for(dock.shop), **WORN, loss="12,50", beyond=STAINED, photo=picture())
    assert losses(dock.shop) == [(1250, None, STAINED)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"loss": "20 %"}, "Dites ce qui dépasse un essai."),
        ({"loss": "20 %", "beyond": STAINED}, "Ajoutez une photo de ce que vous voyez."),
        ({"beyond": STAINED}, "Dites la valeur perdue"),
        ({"loss": "la moitié", "beyond": STAINED}, "Dites la valeur perdue"),
    ],
)
def test_a_measure_says_how_much_what_and_shows_it(dock: Dock, typed: dict[str, str], said: str) -> None:
    answer = dock.inspects(parcel_for(dock.shop), **WORN, **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert losses(dock.shop) == []


def test_a_loss_on_what_is_as_new_refuses_the_whole_form(dock: Dock) -> None:
    answer = dock.inspects(parcel_for(dock.shop), loss="20 %", beyond=STAINED, photo=picture())
    assert answer.status_code == 409
    assert "Aucune retenue n’est possible ici" in answer.content.decode()
    with organization_block(dock.shop.org_id):
        assert Inspection.objects.count() == 0


def test_of_a_claimed_fault_the_page_asks_for_no_loss(dock: Dock) -> None:
    parcel = parcel_for(dock.shop, intent=Intent.CLAIM, reason=Reason.DEFECTIVE)
    address = dock.receives(parcel)["Location"]
    assert 'name="loss"' not in dock.get(address).content.decode()
    dock.post(address, **WORN, quantity="1", loss="20 %", beyond=STAINED, photo=picture())
    assert losses(dock.shop) == []
