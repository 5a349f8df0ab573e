"""What a version of the rules says otherwise than another, row by row and cell by cell."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from savoir.kernel.access import Role
from savoir.organizations.models import User
from savoir.policies.operations import draft_version
from savoir.policies.queries import starter
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.doors.rulebooks import LIST, person, words
from tests.policies.publishing import published
from tests.shop import NOON, Shop

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def boss(shop: Shop, login: Login) -> Client:
    with inside(shop):
        published(shop, "home")
    return person(shop, login, Role.SUPERVISOR)


def drafted(shop: Shop, document: dict[str, Any]) -> str:
    with inside(shop):
        made = draft_version(
            actor=shop.actors[Role.SUPERVISOR], brand_id=shop.brand_id, document=document, now=NOON
        )
    return f"{LIST}{made}/ecarts/"


def bent() -> dict[str, Any]:
    """The home rules with one row changed, one taken out, one added."""
    document = starter(name="home")
    rows = document["tables"][0]["rows"]
    document["tables"][0]["rows"] = [
        {**rows[0], "label_fr": "Autrement dit", "id": rows[0]["id"]}, *rows[2:],
        {**rows[1], "id": "ligne-nouvelle", "label_fr": "Ligne nouvelle"},
    ]  # fmt: skip
    return document


def test_each_row_says_what_happened_to_it_beside_the_version_in_force(shop: Shop, boss: Client) -> None:
    address = drafted(shop, bent())
    removed = starter(name="home")["tables"][0]["rows"][1]
    page = words(boss.get(address))
    assert "Version 3 face à la version 2" in page
    for told in ("changé 1", "ajouté 1", "retiré 1", "Nom en français Autrement dit", "Ligne nouvelle"):
        assert told in page, told
    assert removed["id"] in page
    link = boss.get(address.removesuffix("ecarts/")).content.decode()
    assert f'href="{address}"' in link
    assert "Comparer avec la version en vigueur" in link


def test_codes_are_said_in_words(shop: Shop, boss: Client) -> None:
    page = words(boss.get(drafted(shop, starter(name="fashion"))))
    for code in ("changed_mind", "days_since_delivery", "then.", "label_fr", "better_of_today"):
        assert code not in page


def test_an_english_reader_is_told_which_name_of_a_row_changed(shop: Shop, boss: Client) -> None:
    User.objects.filter(id=boss.session["_auth_user_id"]).update(language="en")
    page = words(boss.get(drafted(shop, bent())))
    assert "Name in French Autrement dit" in page
    assert "Label" not in page


def test_the_same_content_has_no_gap(shop: Shop, boss: Client) -> None:
    assert "Aucun écart" in words(boss.get(drafted(shop, starter(name="home"))))


def test_another_version_is_chosen_and_nothing_else_of_the_house(shop: Shop, boss: Client) -> None:
    with inside(shop):
        published(shop, "fashion", begins_at=NOON + timedelta(days=5))
    address = drafted(shop, starter(name="electronics"))
    assert "Version 4 face à la version 2" in words(boss.get(address))
    assert "Version 4 face à la version 3" in words(boss.get(address, {"avec": "3"}))
    for nothing in ("99", "4", "x", "²"):
        assert "Version 4 face à la version 2" in words(boss.get(address, {"avec": nothing}))


def test_many_gaps_are_paged_and_the_questions_counted(
    shop: Shop, boss: Client, django_assert_num_queries: Any
) -> None:
    address = f"{drafted(shop, starter(name='fashion'))}?avec=1"
    boss.get(address)
    with django_assert_num_queries(10):
        first = words(boss.get(address))
    assert "1 à 50 sur " in first
    second = words(boss.get(f"{address}&debut=50"))
    assert "51 à " in second
    assert words(boss.get(f"{address}&debut=99999")) == first


def test_who_does_not_enter_the_console_compares_nothing(shop: Shop, login: Login) -> None:
    address = drafted(shop, bent())
    for role in (Role.AGENT, Role.STORE, Role.WAREHOUSE):
        assert person(shop, login, role).get(address).status_code == 403
