"""His receipt at both doors: the customer says the sum on his case's page, or an agent reads it for him."""

import pytest
from django.test import Client
from django.utils import timezone

from savoir.cases.queries import answer_of_case
from savoir.cases.states import Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import PostagePaid
from savoir.resolutions.operations import accept_offer
from savoir.resolutions.queries import preview_plan
from tests.doors.conftest import login, prove
from tests.doors.desks import SignIn, desk_of, late_return
from tests.doors.matrix.cast import Prove
from tests.doors.portals import Visitor, asks, is_refused, photo, sold, text_of
from tests.shop import Sale, Shop

__all__ = ["login", "prove"]
Claimed = tuple[CaseCard, Sale]


@pytest.fixture
def claimed(shop: Shop) -> Claimed:
    """A fault that is covered; the thing goes back by post."""
    case, sale = late_return(shop)
    with organization_block(shop.org_id):
        plan = preview_plan(
            actor=shop.agent, answer=answer_of_case(actor=shop.agent, case_id=case.id),
            remedy=Remedy.REPLACEMENT, now=timezone.now(),
        )  # fmt: skip
        accept_offer(
            actor=shop.agent, case_reference=case.reference, remedy=Remedy.REPLACEMENT,
            plan_digest=plan.digest, now=timezone.now(),
        )  # fmt: skip
    return case, sale


@pytest.fixture
def visitor(shop: Shop, client: Client, prove: Prove, claimed: Claimed) -> Visitor:
    prove(client, shop.org_id, claimed[1].order_id, verified=True)
    return Visitor(shop, client)


def told(shop: Shop) -> list[tuple[int, str, bool]]:
    with organization_block(shop.org_id):
        rows = PostagePaid.objects.values_list("amount_minor", "told_by", "receipt_id")
        return [(minor, by, receipt is not None) for minor, by, receipt in rows]


def test_he_says_what_it_cost_and_shows_the_receipt(visitor: Visitor, claimed: Claimed) -> None:
    case, _ = claimed
    page = visitor.read(f"dossiers/{case.reference}/")
    assert "Demander mes frais d’envoi" in page
    done = visitor.post(f"dossiers/{case.reference}/frais/", amount="6,90 €", photo=photo())
    assert done.status_code == 303
    assert told(visitor.shop) == [(690, "customer", True)]
    after = visitor.read(f"dossiers/{case.reference}/")
    assert "6,90 € vous sont rendus" in after
    assert "Corriger la somme" in after


@pytest.mark.parametrize("amount", ["", "beaucoup", "0", "-2", "1000,01", "9" * 25, "6,905"])
def test_a_sum_that_is_none_is_asked_again(visitor: Visitor, claimed: Claimed, amount: str) -> None:
    answer = visitor.post(f"dossiers/{claimed[0].reference}/frais/", amount=amount)
    is_refused(answer, "Indiquez ce que vous avez payé, par exemple 6,90.")
    assert told(visitor.shop) == []


def test_a_paper_that_is_no_photo_keeps_nothing(visitor: Visitor, claimed: Claimed) -> None:
    bad = photo()
    bad.truncate(30)
    answer = visitor.post(f"dossiers/{claimed[0].reference}/frais/", amount="6,90", photo=bad)
    assert answer.status_code == 422
    assert told(visitor.shop) == []


def test_who_changed_his_mind_finds_no_such_page(shop: Shop, client: Client) -> None:
    other = Visitor(shop, client)
    mine = asks(other, sold(shop))
    assert other.get(f"dossiers/{mine.reference}/frais/").status_code == 404
    assert "frais d’envoi vous" not in other.read(f"dossiers/{mine.reference}/")


def test_an_agent_keeps_the_receipt_that_came_by_mail(shop: Shop, login: SignIn, claimed: Claimed) -> None:
    case, _ = claimed
    desk = desk_of(shop, login)
    place = f"dossiers/{case.reference}/frais/"
    bad = photo()
    bad.truncate(30)
    assert desk.post(place, amount="5,20", receipt=bad).status_code == 422
    assert told(shop) == []
    assert desk.post(place, amount="5,20", receipt=photo()).status_code == 303
    assert told(shop) == [(520, "member", True)]
    page = text_of(desk.get(f"dossiers/{case.reference}/"))
    assert "<dt>Reçu</dt>" in page


def test_an_agent_notes_it_and_lowers_nothing_he_said(
    shop: Shop, login: SignIn, visitor: Visitor, claimed: Claimed
) -> None:
    case, _ = claimed
    desk = desk_of(shop, login)
    place = f"dossiers/{case.reference}/frais/"
    assert "Somme sur son reçu" in text_of(desk.get(f"dossiers/{case.reference}/"))
    assert desk.post(place, amount="5,20").status_code == 303
    assert told(shop) == [(520, "member", False)]
    visitor.post(place, amount="6,90")
    lower = desk.post(place, amount="5,20")
    assert lower.status_code == 409
    assert "Le client a dit une somme plus haute" in text_of(lower)
    wrong = desk.post(place, amount="environ 6")
    assert wrong.status_code == 422
    assert "Écrivez la somme du reçu" in text_of(wrong)
    assert told(shop) == [(690, "customer", False)]
    assert "6,90 €" in text_of(desk.get(f"dossiers/{case.reference}/"))
