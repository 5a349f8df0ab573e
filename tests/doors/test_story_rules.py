"""The story tells which rows of a draft the law forbids, and shows the proof to whoever asks."""

from typing import Any

from django.test import Client

from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member
from tests.doors.stages import Props
from tests.doors.test_story import QUERIES_OF_THE_STORY
from tests.policies.publishing import draft, row_of
from tests.policies.test_blocked import found_below


def test_rules_that_the_law_forbids_stand_among_what_is_owed(
    props: Props, django_assert_num_queries: Any
) -> None:
    browser, shop = Client(), props.shop
    text = browser.get("/").content.decode()
    assert "Colis arrivés, pas encore contrôlés" in text
    with organization_block(shop.org_id):
        found_below(shop, draft(shop))
    with django_assert_num_queries(QUERIES_OF_THE_STORY):
        text = browser.get("/").content.decode()
    assert "Lignes de votre politique contraires à la loi" in text
    assert "L221-18" in text
    assert "Colis arrivés, pas encore contrôlés" not in text
    english = browser.get("/", headers={"accept-language": "en"}).content.decode()
    assert "Rules of yours that the law forbids" in english


def test_the_proof_is_read_as_nadia_who_changes_no_rule(props: Props) -> None:
    browser, shop = Client(), props.shop
    assert browser.post("/histoire/regles/")["Location"] == "/console/regles/"
    with organization_block(shop.org_id):
        version_id = draft(shop)
        found_below(shop, version_id)
        before = row_of(version_id)
    led = browser.post("/histoire/regles/")
    assert (led.status_code, led["Location"]) == (303, f"/console/regles/{version_id}/vie/")
    page = browser.get(led["Location"])
    assert page.status_code == 200
    assert browser.post(f"/console/regles/{version_id}/relecture/").status_code in (403, 404)
    with organization_block(shop.org_id):
        nadia = Member.objects.get(id=shop.actors[Role.FINANCE].id)
        assert browser.session["_auth_user_id"] == str(nadia.user_id)
        assert row_of(version_id) == before
