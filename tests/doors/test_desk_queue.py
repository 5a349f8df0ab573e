"""The queue: what is promised first, first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from savoir.cases.queries import case_card
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from tests.doors.desks import SignIn, desk_of, late_return
from tests.shop import Shop, make_shop

QUERIES_OF_THE_QUEUE = 9


def test_an_agent_sees_what_is_promised_first(clock: object, shop: Shop, login: SignIn) -> None:
    later, _ = late_return(shop, product={"name": "Aspirateur balai X30"})
    sooner, _ = late_return(shop, now=timezone.now() - timedelta(days=4), product={"name": "Casque BT 700"})

    page = desk_of(shop, login).get().content.decode()

    assert page.index(sooner.reference) < page.index(later.reference)
    assert "Aspirateur balai X30" in page
    assert "en panne" in page
    assert "2 dossiers" in page


def test_the_queue_costs_the_same_with_one_case_and_with_many(
    shop: Shop, login: SignIn, django_assert_num_queries: object
) -> None:
    desk = desk_of(shop, login)
    late_return(shop)
    desk.get()
    with django_assert_num_queries(QUERIES_OF_THE_QUEUE):  # type: ignore[operator]  # pytest-django's fixture
        desk.get()
    for _ in range(4):
        late_return(shop)
    with django_assert_num_queries(QUERIES_OF_THE_QUEUE):  # type: ignore[operator]  # pytest-django's fixture
        desk.get()


def test_a_late_row_says_for_when_the_answer_was_promised(shop: Shop, login: SignIn) -> None:
    case, _ = late_return(shop, now=timezone.now() - timedelta(days=9))
    assert case.next_due_at is not None
    drain(until=case.next_due_at + timedelta(minutes=1))

    page = desk_of(shop, login).get("?vue=en-retard").content.decode()

    assert "réponse promise, pas donnée" in page
    assert "réponse promise, pas donnée" not in desk_of(shop, login).get().content.decode()


def test_an_empty_queue_says_so_and_offers_a_way_on(shop: Shop, login: SignIn) -> None:
    page = desk_of(shop, login).get().content.decode()

    assert "Rien ici pour le moment" in page
    assert "/desk/recherche/" in page
    assert "<table" not in page


def test_the_poll_gets_the_rows_alone(shop: Shop, login: SignIn) -> None:
    case, _ = late_return(shop)

    fragment = desk_of(shop, login).get(**{"HX-Request": "true"}).content.decode()

    assert "<html" not in fragment
    assert case.reference in fragment
    assert 'hx-trigger="every 20s"' in fragment


VIEWS = ["en-retard", "avant-18-h", "cette-semaine", "attend-le-client", "pris-par-moi", "a-decider",
         "colis-en-route", "argent-a-rendre", "clos", "que-sais-je"]  # fmt: skip
CURSORS = ["~", "x~1", "2026-11-23T10:00:00~4", "~99999999999999999999", "%00", "~1"]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens(shop: Shop, login: SignIn, view: str) -> None:
    late_return(shop)

    assert desk_of(shop, login).get(f"?vue={view}").status_code == 200


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_bent_cursor_never_breaks_the_page(shop: Shop, login: SignIn, cursor: str) -> None:
    assert desk_of(shop, login).get(f"?apres={cursor}").status_code == 200


def test_fifty_rows_and_a_way_to_the_rest(shop: Shop, login: SignIn) -> None:
    cases = [late_return(shop)[0] for _ in range(52)]
    desk = desk_of(shop, login)

    first = desk.get()
    following = next(part.split('"')[0] for part in first.content.decode().split('rel="next" href="')[1:])
    second = desk.client.get(following.replace("&amp;", "&"))

    shown = [case.reference for case in cases if case.reference in first.content.decode()]
    rest = [case.reference for case in cases if case.reference in second.content.decode()]
    assert len(shown) == 50
    assert set(shown).isdisjoint(rest)
    assert len(rest) == 2


def test_checked_rows_are_taken_at_once(shop: Shop, login: SignIn) -> None:
    one, two, three = (late_return(shop)[0] for _ in range(3))

    answer = desk_of(shop, login).post("prises/", dossier=[one.reference, two.reference], vue="a-traiter")

    assert answer.status_code == 303
    with organization_block(shop.org_id):
        owners = [case_card(actor=shop.agent, reference=c.reference).owner_id for c in (one, two, three)]
    assert owners == [shop.agent.id, shop.agent.id, None]


def test_one_unknown_reference_and_nobody_is_taken(shop: Shop, login: SignIn) -> None:
    case, _ = late_return(shop)

    answer = desk_of(shop, login).post("prises/", dossier=[case.reference, "SAV-NOSUCH"])

    assert answer.status_code == 404
    with organization_block(shop.org_id):
        assert case_card(actor=shop.agent, reference=case.reference).owner_id is None


def test_the_warehouse_has_its_own_door(shop: Shop, login: SignIn) -> None:
    answer = desk_of(shop, login, Role.WAREHOUSE).get()

    assert answer.status_code == 403


@pytest.mark.parametrize("role", [Role.AGENT, Role.SENIOR, Role.SUPERVISOR, Role.FINANCE, Role.ADMIN])
def test_the_desk_opens_for(shop: Shop, login: SignIn, role: Role) -> None:
    assert desk_of(shop, login, role).get().status_code == 200


def test_another_house_is_never_seen(shop: Shop, login: SignIn) -> None:
    other = make_shop("dupont")
    case, _ = late_return(other)
    desk = desk_of(shop, login)

    assert case.reference not in desk.get().content.decode()
    assert desk.get(f"dossiers/{case.reference}/").status_code == 404
