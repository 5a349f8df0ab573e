"""A server that nobody works at yet: a shop is founded at the terminal, and its owner signs in."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from savoir.commands import colleague, found
from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand, Organization
from savoir.organizations.queries import active_organizations, brands, members
from savoir.policies.queries import versions

WORDS = [
    "Boutique Essai", "--address", "boutique-essai", "--trade", "home", "--sender", "sav@essai.example",
    "--street", "1 rue de la Clef", "--postcode", "59000", "--city", "Lille", "--admin", "ada@essai.example",
    "--admin-name", "Ada Essai",
]  # fmt: skip
PASSWORD = "quatre-bocaux-sur-une-planche"

pytestmark = pytest.mark.django_db


def _link(said: str) -> str:
    return re.findall(r"https?://[^/]+(/entree/lien/\S+)", said)[0]


def test_a_shop_is_founded_and_its_owner_signs_in(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    assert found.main(WORDS) == 0
    said = capsys.readouterr().out
    assert "/sav/boutique-essai/" in said
    (org_id,) = active_organizations("boutique-essai")
    with organization_block(org_id):
        system = system_actor(org_id)
        (brand,) = brands(actor=system)
        (owner,) = members(actor=system)
        assert (brand.name, brand.sender_address, owner.role) == (
            "Boutique Essai", "sav@essai.example", "admin",
        )  # fmt: skip
        assert [one.state for one in versions(actor=system, brand_id=brand.id)] == ["published"]
    link = _link(said)
    assert client.get(link).status_code == 200
    chosen = client.post(link, {"password": PASSWORD})
    assert chosen.status_code == 302, "the password is chosen, and the link is used up"
    assert get_user_model().objects.get(email="ada@essai.example").check_password(PASSWORD)
    assert client.get("/sav/boutique-essai/").status_code == 200


def test_an_address_that_is_taken_founds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert found.main(WORDS) == 0
    before = Organization.objects.count()
    assert found.main(WORDS) == 1
    assert "slug" in capsys.readouterr().err
    assert Organization.objects.count() == before


@pytest.mark.parametrize(
    ("answer", "value", "said"),
    [("--address", "Essai !", "--address: "), ("--sender", "nobody", "--sender: "),
     ("--city", "", "--city is missing")],
)  # fmt: skip
def test_an_answer_that_can_not_be_read_founds_nothing(
    answer: str, value: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*WORDS]
    words[words.index(answer) + 1] = value
    assert found.main(words) == 1
    assert said in capsys.readouterr().err
    assert not active_organizations("boutique-essai")
    assert not Brand.objects.exists()


def test_a_colleague_gets_a_link_and_is_added_once(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["lea@essai.example", "--name", "Léa Bertin", "--role", "agent", "--org", "boutique-essai"]
    assert colleague.main(words) == 1
    assert "savoir found" in capsys.readouterr().err
    found.main(WORDS)
    assert colleague.main([*words, "--site", "lune"]) == 1
    capsys.readouterr()
    assert colleague.main(words) == 0
    assert "/entree/lien/" in capsys.readouterr().out
    assert colleague.main(words) == 1, "works here already"
    (org_id,) = active_organizations("boutique-essai")
    with organization_block(org_id):
        assert sorted(one.role for one in members(actor=system_actor(org_id))) == ["admin", "agent"]
