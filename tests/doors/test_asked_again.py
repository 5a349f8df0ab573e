"""Who claims again is asked whether it is the fault of the last time: at the portal and at the desk."""

import pytest

from savoir.cases.models import CaseLine
from savoir.cases.states import Remedy
from savoir.kernel.tenancy import organization_block
from tests.cases.files import DAY
from tests.cases.mending import mended
from tests.doors.desks import Desk, SignIn, desk_of
from tests.doors.portals import Visitor, is_refused, text_of
from tests.shop import NOON, Sale, Shop, sell

pytestmark = pytest.mark.usefixtures("clock")
QUESTION = "Est-ce le même problème que la dernière fois ?"


def repaired(shop: Shop) -> Sale:
    """A vacuum cleaner that came back from repair a fortnight ago."""
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=NOON - 60 * DAY)
        mended(shop, sale, NOON - 30 * DAY, NOON - 15 * DAY)
    return sale


def test_the_same_fault_again_is_refunded_at_the_portal(visitor: Visitor) -> None:
    sale = repaired(visitor.shop)
    visitor.proves(sale)
    line = sale.line_ids[0]
    assert QUESTION in visitor.read(f"demande/?a={line}")

    is_refused(visitor.says(sale, "panne"), "dites-nous si c’est le même problème que la dernière fois")
    assert visitor.says(sale, "panne", **{f"same__{line}": "oui"}).status_code == 303
    assert "checked" in visitor.read(f"demande/?a={line}").partition("Oui, le même")[0][-60:], (
        "kept in the draft"
    )
    assert "Remboursement" in visitor.read("reponse/")
    visitor.chooses("refund")
    with organization_block(visitor.shop.org_id):
        assert CaseLine.objects.latest("id").answers == {"same_defect": True}


def test_another_fault_is_mended_first(visitor: Visitor) -> None:
    sale = repaired(visitor.shop)
    visitor.proves(sale)
    visitor.says(sale, "panne", **{f"same__{sale.line_ids[0]}": "non"})
    assert "remedy-refund" not in visitor.get("reponse/").content.decode()
    assert 'value="refund"' not in visitor.get("reponse/").content.decode()


def test_a_change_of_mind_and_a_first_claim_are_not_asked(visitor: Visitor) -> None:
    with organization_block(visitor.shop.org_id):
        first = sell(visitor.shop)
    visitor.proves(first)
    assert QUESTION not in visitor.read(f"demande/?a={first.line_ids[0]}")
    again = repaired(visitor.shop)
    visitor.proves(again)
    assert visitor.says(again, "autre", words="Une question").status_code == 303


def test_the_caller_is_asked_too(shop: Shop, login: SignIn) -> None:
    desk: Desk = desk_of(shop, login)
    sale = repaired(shop)
    said = f"line={sale.line_ids[0]}&happened=defective&quantity=1&unsealed=&words="
    page = text_of(desk.get(f"nouveau/{sale.order_id}/?{said}&same_defect=yes"))
    assert "Même défaut que la dernière fois ?" in page
    assert f'value="{Remedy.REFUND}"' in page
    assert f'value="{Remedy.REFUND}"' not in text_of(
        desk.get(f"nouveau/{sale.order_id}/?{said}&same_defect=no")
    )
    with organization_block(shop.org_id):
        other = sell(shop)
    assert "Même défaut" not in text_of(desk.get(f"nouveau/{other.order_id}/"))
