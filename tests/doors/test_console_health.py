"""The page of the house's health: green, red with examples, the queue, and jobs to try again."""

import re

from django.test import Client
from django.utils import timezone

from savoir.kernel import jobs, tasks
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import OrderLine
from savoir.resolutions.operations import ask_for_check
from savoir.resolutions.queries import INVARIANTS
from savoir.web.console.health_words import ADVICE_WORDS, INVARIANT_WORDS, PROMISE_WORDS
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.shop import Shop, sell

PAGE = "/console/sante/"


def at_the_console(shop: Shop, login: Login, role: Role = Role.SUPERVISOR) -> Client:
    client = Client()
    login(client, shop.actors[role])
    return client


def checked(shop: Shop) -> None:
    now = timezone.now()
    with organization_block(shop.org_id):
        ask_for_check(actor=shop.system, now=now)
    jobs.drain(until=now)


def given_up(shop: Shop) -> int:
    """A job of this shop failed at every try."""
    detail = {"job": "promises.check", "arguments": {"org_id": shop.org_id, "case_id": 5, "promise_id": 6}}
    with inside(shop):
        tasks.open_task(code="job_failed", subject_kind="case", subject_id=5, detail=detail, due_at=None,
                        now=timezone.now())  # fmt: skip
        return tasks.open_tasks(actor=shop.agent, limit=1)[0].id


def test_every_invariant_has_its_words() -> None:
    assert set(INVARIANT_WORDS) == {one.code for one in INVARIANTS}
    assert set(PROMISE_WORDS) == set(ADVICE_WORDS) == {one.group for one in INVARIANTS}


def test_before_the_first_check_nothing_is_claimed(shop: Shop, login: Login) -> None:
    page = at_the_console(shop, login).get(PAGE).content.decode()
    assert "Pas encore vérifié" in page
    assert page.count("pas encore</span>") == len(INVARIANTS)


def test_all_green_then_one_red_with_its_example(shop: Shop, login: Login) -> None:
    client = at_the_console(shop, login)
    checked(shop)
    page = client.get(PAGE).content.decode()
    assert "Tout ce qui doit être vrai l’est" in page
    assert len(re.findall(r'data-level="ok"[^>]*>\s*<svg.*?</svg>vrai', page)) == len(INVARIANTS)
    with inside(shop):
        sale = sell(shop)
        OrderLine.objects.filter(id=sale.line_ids[0]).update(held_qty=1)
    checked(shop)
    page = client.get(PAGE).content.decode()
    assert "1 règle n’est plus vraie" in page
    assert ": says 1, is 0" in page
    group = next(one.group for one in INVARIANTS if one.code == "quantities_held")
    assert str(ADVICE_WORDS[group])[:40] in page, "what is broken says what to do"
    titles = [page.index(f">{PROMISE_WORDS[code]}</h2>") for code in PROMISE_WORDS if code != group]
    assert page.index(f">{PROMISE_WORDS[group]}</h2>") < min(titles), "and comes first"
    assert "25 sur 26" in page
    assert "à regarder" in client.get("/console/").content.decode()


def test_a_job_that_was_given_up_runs_again_by_one_button(shop: Shop, login: Login) -> None:
    client, task_id = at_the_console(shop, login), given_up(shop)
    page = client.get(PAGE).content.decode()
    assert "Surveiller une date promise" in page
    answer = client.post(f"{PAGE}travaux/{task_id}/essai/")
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert "Aucun : les machines ont tout fini".replace(" :", "\u00a0:") in client.get(PAGE).content.decode()
    assert jobs.next_due("default") is not None


def test_pressed_twice_the_second_is_told_and_nothing_runs_twice(shop: Shop, login: Login) -> None:
    client, task_id = at_the_console(shop, login), given_up(shop)
    client.post(f"{PAGE}travaux/{task_id}/essai/")
    again = client.post(f"{PAGE}travaux/{task_id}/essai/")
    assert again.status_code == 422
    with inside(shop):
        assert tasks.count_open(actor=shop.agent) == 0


def test_finance_reads_and_has_no_button_to_run_jobs(shop: Shop, login: Login) -> None:
    client, task_id = at_the_console(shop, login, Role.FINANCE), given_up(shop)
    assert "Relancer</button>" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}travaux/{task_id}/essai/").status_code in (403, 422)
    with inside(shop):
        assert tasks.count_open(actor=shop.agent) == 1


def test_checking_now_is_one_job(shop: Shop, login: Login) -> None:
    client = at_the_console(shop, login)
    for _ in range(2):
        assert client.post(f"{PAGE}verification/").status_code == 303
    assert jobs.drain(until=timezone.now()) == 1


def test_the_page_asks_few_questions(shop: Shop, login: Login, django_assert_max_num_queries: object) -> None:
    client = at_the_console(shop, login)
    checked(shop)
    client.get(PAGE)
    with django_assert_max_num_queries(15):  # type: ignore[operator]  # pytest-django's own callable
        client.get(PAGE)
