"""Session, sign-in and person are read together at the doors of the staff: and each alone closes them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from savoir.config.visits import _here
from savoir.organizations.models import User, UserSession
from tests.doors.conftest import Login
from tests.shop import Shop

DESK = "/desk/"


@pytest.fixture
def agent(client: Client, shop: Shop, login: Login) -> Client:
    """An agent at her desk."""
    login(client, shop.agent)
    assert client.get(DESK).status_code == 200
    return client


def who(client: Client) -> str:
    return client.session.session_key or ""


def test_one_question_says_who_comes_in(agent: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        agent.get(DESK)
    before = [one["sql"] for one in asked.captured_queries]
    until = next(n for n, sql in enumerate(before) if "app.org_id" in sql)
    assert len([sql for sql in before[:until] if sql.startswith("SELECT")]) == 1


@pytest.mark.parametrize(
    "end",
    [
        lambda key: UserSession.objects.filter(session_key=key).delete(),
        lambda key: Session.objects.filter(session_key=key).delete(),
        lambda key: Session.objects.filter(session_key=key).update(
            expire_date=timezone.now() - timedelta(seconds=1)
        ),
        lambda key: UserSession.objects.filter(session_key=key).update(
            seen_at=timezone.now() - timedelta(minutes=31)
        ),
        lambda key: UserSession.objects.filter(session_key=key).update(
            created_at=timezone.now() - timedelta(hours=8, minutes=1)
        ),
        lambda key: User.objects.update(is_active=False),
        lambda key: User.objects.update(password="another"),
        lambda key: UserSession.objects.filter(session_key=key).update(
            user=User.objects.create(email="autre@exemple.fr", full_name="Autre")
        ),
    ],
    ids=["revoked", "forgotten", "expired", "idle", "old", "deactivated", "new password", "of another"],
)
def test_each_of_them_closes_the_door(agent: Client, end: Callable[[str], object]) -> None:
    end(who(agent))
    answer = agent.get(DESK)
    assert answer.headers["Location"].startswith("/entree/?next=")


def test_the_person_of_one_request_is_nobody_s_in_the_next(agent: Client, shop: Shop) -> None:
    agent.get(DESK)
    assert _here.get() is None
    assert Client().get(DESK).headers["Location"].startswith("/entree/")
