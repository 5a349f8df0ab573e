"""Who leaves made keys of the API: the page ends those that are ticked with his access."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from savoir.kernel.access import Role
from savoir.kernel.ledger import events_of
from savoir.organizations.models import ApiKey
from savoir.organizations.operations import create_api_key
from savoir.organizations.queries import organization_of_key
from tests.doors.desks import inside
from tests.doors.portals import text_of
from tests.doors.test_console_colleagues import PAGE, admin, state
from tests.shop import NOON, Shop, make_shop

__all__ = ["admin"]


def keys_of(shop: Shop, *labels: str) -> dict[str, int]:
    """Keys that a colleague made, when he administered."""
    made = replace(shop.actors[Role.ADMIN], id=shop.agent.id)
    with inside(shop):
        return {
            label: create_api_key(actor=made, label=label, scopes=["cases:case:read"], now=NOON).card.id
            for label in labels
        }


def living(shop: Shop) -> set[str]:
    with inside(shop):
        return set(ApiKey.objects.filter(revoked_at=None).values_list("label", flat=True))


def test_keys_that_he_made_are_shown_and_end_with_him_where_they_are_ticked(
    admin: Client, shop: Shop
) -> None:
    keys, address = keys_of(shop, "Entrepôt", "Tableur"), f"{PAGE}{shop.agent.id}/fin/"
    with inside(shop):
        create_api_key(actor=shop.actors[Role.ADMIN], label="Autre", scopes=["cases:case:read"], now=NOON)
        ApiKey.objects.filter(label="Tableur").update(last_used_at=NOON)
        prefix = ApiKey.objects.get(label="Entrepôt").prefix
    page = text_of(admin.get(address))
    for words in ("Entrepôt", f"sav_{prefix}_…", "jamais utilisée", "dernier usage", "continuent après"):
        assert words in page
    assert "Autre" not in page
    assert re.search(r'name="cles" value="\d+" checked', page) is None, "nothing ends that nobody asked for"
    assert admin.post(address, {"cles": [str(keys["Tableur"])]}).status_code == 303
    assert living(shop) == {"Entrepôt", "Autre"}
    with inside(shop):
        kinds = [entry.kind for entry in events_of("organization", shop.org_id)]
    assert kinds[-2:] == ["api_key_revoked", "member_left"]
    assert organization_of_key(prefix) == shop.org_id


def test_without_a_tick_his_keys_go_on(admin: Client, shop: Shop) -> None:
    keys_of(shop, "Entrepôt")
    assert admin.post(f"{PAGE}{shop.agent.id}/fin/").status_code == 303
    assert living(shop) == {"Entrepôt"}


@pytest.mark.parametrize("whose", ["another colleague's", "another house's", "nobody's"])
def test_a_key_that_is_not_his_ends_nothing(admin: Client, shop: Shop, whose: str) -> None:
    keys = keys_of(shop, "Entrepôt")
    stranger = make_shop("voisin")
    house = {"another house's": stranger}.get(whose, shop)
    with inside(house):
        made = create_api_key(
            actor=house.actors[Role.ADMIN], label="Autre", scopes=["cases:case:read"], now=NOON
        ).card.id
    before = state(shop)
    wrong = "un" if whose == "nobody's" else str(made)
    answer = admin.post(f"{PAGE}{shop.agent.id}/fin/", {"cles": [str(keys["Entrepôt"]), wrong]})
    assert answer.status_code == 404
    assert (state(shop), "Entrepôt" in living(shop)) == (before, True)
