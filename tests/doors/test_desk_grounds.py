"""A decided case says on which ground a remedy other than the law's was granted, with its article."""

import pytest
from django.utils import timezone

from savoir.cases.queries import answer_of_case
from savoir.cases.states import Intent, Reason, Remedy
from savoir.resolutions.queries import preview_plan
from tests.doors.conftest import login
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.doors.portals import text_of
from tests.shop import Shop

__all__ = ["login"]


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


@pytest.mark.parametrize(
    ("motive", "remedy", "intent", "reason", "said"),
    [
        ("customer_asked", Remedy.REPLACEMENT, Intent.CLAIM, Reason.DEFECTIVE,
         "Le client l’a accepté expressément (L221-24)"),
        ("repair_disproportionate", Remedy.REPLACEMENT, Intent.CLAIM, Reason.DEFECTIVE,
         "Réparation impossible ou disproportionnée, écrite au client (L217-12)"),
        ("replacement_disproportionate", Remedy.REPAIR, Intent.CLAIM, Reason.DEFECTIVE,
         "Remplacement impossible ou disproportionné, écrit au client (L217-12)"),
    ],
)  # fmt: skip
def test_the_ground_of_a_granted_remedy_is_said(
    desk: Desk, motive: str, remedy: Remedy, intent: Intent, reason: Reason, said: str
) -> None:
    case, _ = late_return(desk.shop, intent=intent, reason=reason)
    with inside(desk.shop):
        answer = answer_of_case(actor=desk.shop.agent, case_id=case.id)
        plan = preview_plan(actor=desk.shop.agent, answer=answer, remedy=remedy, now=timezone.now())
    typed = {"remedy": remedy.value, f"plan__{remedy.value}": plan.digest, "motive": motive}
    assert desk.post(f"dossiers/{case.reference}/decision/", **typed).status_code == 303
    page = text_of(desk.get(f"dossiers/{case.reference}/"))
    assert "Fondement." in page
    assert said in page
