"""The console's page of running alongside: begun, compared, ended, and what was held let go or given up."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.outbox.endpoints import EndpointWish, add_endpoint
from savoir.logistics.queries import labels_withheld
from savoir.organizations.models import Brand
from savoir.organizations.operations import begin_alongside
from savoir.resolutions import queries
from savoir.resolutions.models import Refund
from savoir.web.console.alongside import views
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.faults.worlds import DAY, agree, post
from tests.shop import NOON, Shop
from tests.stories.conftest import KeptMails, mails, rail
from tests.stories.test_alongside import returned
from tests.stories.test_ending_alongside import two_of_one_payment

__all__ = ["mails", "rail"]  # fixtures of the stories
pytestmark = pytest.mark.usefixtures("rail", "mails")
Enter = Callable[[Role], Client]


@pytest.fixture
def enter(shop: Shop, login: Login, clock: time_machine.Traveller) -> Enter:
    """Whoever has a role, signed in at noon."""

    def sign_in(role: Role) -> Client:
        client = Client()
        login(client, shop.actors[role])
        return client

    return sign_in


@pytest.fixture
def admin(enter: Enter) -> Client:
    """Who may switch the mode."""
    return enter(Role.ADMIN)


def page(shop: Shop, rest: str = "") -> str:
    return f"/console/parallele/{shop.brand_id}/{rest}"


def plan(answer: object) -> str:
    found = re.search(r'name="plan" value="(\w+)"', answer.content.decode())  # type: ignore[attr-defined]  # a response
    assert found is not None
    return found[1]


def beside(shop: Shop) -> bool:
    with inside(shop):
        brand = Brand.objects.get(id=shop.brand_id)
        return brand.alongside_since is not None and brand.alongside_until is None


def began(shop: Shop) -> None:
    """A day ago."""
    with inside(shop):
        begin_alongside(actor=shop.actors[Role.ADMIN], brand_id=shop.brand_id, now=NOON - DAY)


def held(shop: Shop) -> Refund:
    with inside(shop):
        refund_id = post(shop, agree(shop, at=NOON - DAY / 2), at=NOON - DAY / 4)
    jobs.drain(until=NOON)
    with inside(shop):
        return Refund.objects.get(id=refund_id)


def state(shop: Shop, refund: Refund) -> tuple[str, bool]:
    with inside(shop):
        row = Refund.objects.get(id=refund.id)
        return row.state, row.held_at is not None


def test_begun_compared_ended_and_let_go(shop: Shop, admin: Client, mails: KeptMails) -> None:
    assert "Commencer en parallèle" in admin.get(page(shop)).content.decode()
    assert admin.post(page(shop, "debut/")).status_code == 303
    assert beside(shop)
    with inside(shop):
        Brand.objects.update(alongside_since=NOON - DAY)
    paid, owed = held(shop), held(shop)
    returned(shop, paid, 5900, NOON)
    shown = admin.get(page(shop)).content.decode()
    assert "même montant par ailleurs" in shown
    assert "pas encore par ailleurs" in shown
    assert "118,00" in shown

    preview = admin.get(page(shop, "fin/"))
    assert "payé par ailleurs\u00a0: clos" in preview.content.decode()
    answer = admin.post(page(shop, "fin/"), {"plan": plan(preview)})
    assert (answer.status_code, answer["Location"]) == (303, page(shop, "?voir=retenus"))
    assert not beside(shop)
    assert "1 remboursement reste retenu" in admin.get(answer["Location"]).content.decode()
    assert (state(shop, paid)[0], state(shop, owed)) == ("settled", ("settling", True))

    chosen = admin.get(page(shop, "retenus/"), {"r": owed.reference})
    assert "59,00" in chosen.content.decode()
    sent = {"r": owed.reference, "plan": plan(chosen)}
    assert admin.post(page(shop, "retenus/"), sent).status_code == 303
    jobs.drain(until=NOON + DAY)
    assert state(shop, owed) == ("settled", False)
    assert mails.sent == []


def test_an_end_that_is_no_longer_what_was_shown_is_refused(shop: Shop, admin: Client) -> None:
    """The old system paid between the page and the press."""
    began(shop)
    refund = held(shop)
    shown = plan(admin.get(page(shop, "fin/")))
    returned(shop, refund, 5900, NOON)
    before = state(shop, refund)
    answer = admin.post(page(shop, "fin/"), {"plan": shown})
    assert answer.status_code == 422
    assert "Ce qui est retenu a changé" in answer.content.decode()
    assert beside(shop)
    assert state(shop, refund) == before
    assert admin.post(page(shop, "fin/"), {"plan": plan(answer)}).status_code == 303
    assert not beside(shop)


def test_what_may_have_been_paid_is_said_to_be_in_doubt(shop: Shop, admin: Client) -> None:
    began(shop)
    one, other = two_of_one_payment(shop)
    returned(shop, one, 5900, NOON + 6 * DAY)
    preview = admin.get(page(shop, "fin/"))
    assert (
        preview.content.decode().count("doute\u00a0: payé peut-être, reste retenu") == 3
    )  # the sum, both rows
    admin.post(page(shop, "fin/"), {"plan": plan(preview)})
    assert not beside(shop)
    assert "settled" not in {state(shop, row)[0] for row in (one, other)}


def test_begun_twice_or_ended_without_is_refused_with_its_reason(shop: Shop, admin: Client) -> None:
    answer = admin.post(page(shop, "fin/"), {"plan": "0" * 32})
    assert (answer.status_code, beside(shop)) == (422, False)
    assert "ne fonctionne pas en parallèle" in answer.content.decode()
    assert admin.get(page(shop, "fin/")).status_code == 303  # nothing to end: the report
    began(shop)
    answer = admin.post(page(shop, "debut/"))
    assert answer.status_code == 422
    assert "fonctionne déjà en parallèle" in answer.content.decode()
    with inside(shop):
        assert Brand.objects.get(id=shop.brand_id).alongside_since == NOON - DAY


def test_nothing_is_let_go_while_it_lasts_nor_by_another_amount(shop: Shop, admin: Client) -> None:
    began(shop)
    refund = held(shop)
    chosen = admin.get(page(shop, "retenus/"), {"r": refund.reference})
    assert "Laisser partir" not in chosen.content.decode()
    for sent in ({"r": refund.reference, "plan": plan(chosen)}, {"r": refund.reference, "plan": "0" * 32},
                 {"r": "REM-NOBODY"}, {}):  # fmt: skip
        assert admin.post(page(shop, "retenus/"), sent).status_code == 422
        assert state(shop, refund) == ("settling", True)
    assert "encore en parallèle" in admin.post(page(shop, "etiquettes/")).content.decode()


def test_what_was_settled_otherwise_there_is_given_up_all_or_none(shop: Shop, admin: Client) -> None:
    began(shop)
    refund = held(shop)
    answer = admin.post(page(shop, "abandon/"), {"r": [refund.reference, "REM-NOBODY"]})
    assert (answer.status_code, state(shop, refund)) == (422, ("settling", True))
    assert admin.post(page(shop, "abandon/"), {"r": refund.reference}).status_code == 303
    jobs.drain(until=NOON + DAY)
    assert state(shop, refund)[0] == "canceled"


def test_labels_that_were_withheld_are_listed_and_ordered(shop: Shop, admin: Client) -> None:
    began(shop)
    with inside(shop):
        waits = agree(shop, at=NOON - DAY / 2)
    jobs.drain(until=NOON)
    shown = admin.get(page(shop, "etiquettes/")).content.decode()
    assert waits.ra_number in shown
    assert "Commander" not in shown
    admin.post(page(shop, "fin/"), {"plan": plan(admin.get(page(shop, "fin/")))})
    assert admin.post(page(shop, "etiquettes/")).status_code == 303
    jobs.drain(until=NOON + DAY)
    with inside(shop):
        assert labels_withheld(actor=shop.actors[Role.ADMIN], brand_id=shop.brand_id) == ()


def test_finance_lets_go_and_does_not_switch(shop: Shop, enter: Enter) -> None:
    finance, agent = enter(Role.FINANCE), enter(Role.AGENT)
    assert "Commencer" not in finance.get(page(shop)).content.decode()
    assert finance.post(page(shop, "debut/")).status_code == 403
    assert not beside(shop)
    began(shop)
    assert finance.get(page(shop, "fin/")).status_code == 403
    assert finance.post(page(shop, "fin/"), {"plan": "0" * 32}).status_code == 403
    assert beside(shop)
    assert finance.get(page(shop, "retenus/")).status_code == 200
    assert agent.get(page(shop)).status_code == 403
    assert finance.get("/console/parallele/999999/").status_code == 404


def test_lists_go_on_where_they_end(shop: Shop, admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    began(shop)
    first, second = held(shop), held(shop)
    with inside(shop):
        agree(shop, at=NOON - DAY / 2), agree(shop, at=NOON - DAY / 2)
    jobs.drain(until=NOON)
    monkeypatch.setattr(queries.alongside, "PAGE", 1)
    monkeypatch.setattr(queries.ending, "PAGE", 1)
    monkeypatch.setattr(views, "MOST", 1)
    for rest in ("", "fin/", "etiquettes/"):
        shown = admin.get(page(shop, rest)).content.decode()
        following = re.search(r'rel="next" href="([^"]+)"', shown)
        assert following is not None, rest
        then = admin.get(page(shop, rest) + following[1].replace("&amp;", "&")).content.decode()
        if rest != "etiquettes/":
            assert (first.reference in shown, second.reference in shown) == (True, False)
            assert (first.reference in then, second.reference in then) == (False, True)


def test_own_tools_that_go_on_hearing_are_named_before_it_begins(shop: Shop, admin: Client) -> None:
    with inside(shop):
        add_endpoint(actor=shop.system, wish=EndpointWish("https://erp.example/savoir", "ERP"), now=NOON)
    shown = admin.get(page(shop)).content.decode()
    assert "ERP" in shown
    assert "alongside" in shown


@pytest.mark.parametrize(("rest", "most"), [("", 20), ("fin/", 19), ("etiquettes/", 16)])
def test_more_refunds_ask_no_more_questions(
    shop: Shop, admin: Client, django_assert_max_num_queries: object, rest: str, most: int
) -> None:
    began(shop)
    for _ in range(3):
        held(shop)
    with django_assert_max_num_queries(most):  # type: ignore[operator]  # pytest-django's own callable
        admin.get(page(shop, rest))
