"""The desk says that a rule of today answers for an older purchase, and only then."""

import pytest

from savoir.cases.states import Intent, Reason
from savoir.kernel.tenancy import organization_block
from tests.cases.files import opened
from tests.cases.test_better_of_today import HARDER, KINDER, bought, house
from tests.doors.desks import SignIn, desk_of
from tests.shop import Shop

NOTE = "(règle d’aujourd’hui, plus favorable que celle du jour de l’achat)"
TODAYS, THEN = "Trente jours, remboursé", "Trente jours, échange"


@pytest.mark.parametrize(("today", "rule", "notes"), [(KINDER, TODAYS, 1), (HARDER, THEN, 0)])
def test_the_case_page_names_the_kinder_rule(
    clock: object, shop: Shop, login: SignIn, today: dict[str, object], rule: str, notes: int
) -> None:
    house(shop, today)
    with organization_block(shop.org_id):
        case = opened(shop, bought(shop), Intent.RETURN, Reason.CHANGED_MIND)
    page = desk_of(shop, login).get(f"dossiers/{case.reference}/").content.decode()
    assert rule in page
    assert page.count(NOTE) == notes
