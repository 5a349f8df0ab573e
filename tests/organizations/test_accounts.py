"""Credentials of outside systems stay sealed, and outlive a change of the secret key."""

import pytest
from django.db import connection

from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations
from savoir.organizations.models import ConnectorAccount
from savoir.organizations.operations import SealBroken
from savoir.organizations.values import AccountSettings
from tests.shop import NOON, Shop, make_shop

SECRET = "sk_test_canari_4821"
PORT = "essai"


def connect(shop: Shop, *, brand_id: int | None = None, label: str = "principal", key: str = SECRET) -> int:
    return operations.connect_account(
        actor=shop.actors[Role.ADMIN], brand_id=brand_id, port=PORT, vendor="stripe", label=label,
        settings={"api_key": key}, now=NOON,
    )  # fmt: skip


def opened(shop: Shop, brand_id: int | None = None) -> AccountSettings | None:
    return operations.account_settings(actor=shop.system, port=PORT, brand_id=brand_id)


def test_credentials_come_back_to_the_machine_only(in_shop: Shop) -> None:
    """No person reads them, the administrator who typed them included."""
    assert opened(in_shop) is None
    connect(in_shop)
    found = opened(in_shop)
    assert found is not None
    assert (found.vendor, found.label, found.settings) == ("stripe", "principal", {"api_key": SECRET})
    for actor in (*in_shop.actors.values(), in_shop.customer(1)):
        with pytest.raises(NotAllowed):
            operations.account_settings(actor=actor, port=PORT, brand_id=None)


def test_nothing_shows_them(in_shop: Shop) -> None:
    """Neither the row, nor a print, nor the ledger."""
    account_id = connect(in_shop)
    with connection.cursor() as cursor:
        table = "organizations_connectoraccount a WHERE id = %s"
        cursor.execute(f"SELECT row_to_json(a)::text FROM {table}", [account_id])
        stored = cursor.fetchone()[0]
        cursor.execute(f"SELECT encode(sealed, 'escape') FROM {table}", [account_id])
        stored += cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(payload::text, '') FROM kernel_ledgerevent")
        stored += cursor.fetchone()[0]
    assert SECRET not in stored
    assert SECRET not in repr(opened(in_shop))
    assert SECRET not in str(ConnectorAccount.objects.get(id=account_id))


def test_the_brands_own_account_wins_over_the_organizations(in_shop: Shop) -> None:
    """And a disabled one is not used."""
    connect(in_shop, label="commun", key="commun")
    own = connect(in_shop, brand_id=in_shop.brand_id, label="propre", key="propre")
    found = opened(in_shop, in_shop.brand_id)
    assert found is not None
    assert found.label == "propre"
    general = opened(in_shop)
    assert general is not None
    assert general.label == "commun"
    operations.disable_account(actor=in_shop.actors[Role.ADMIN], account_id=own, now=NOON)
    after = opened(in_shop, in_shop.brand_id)
    assert after is not None
    assert after.label == "commun"


def test_connecting_again_replaces(in_shop: Shop) -> None:
    """Same port and label: one account, the new key."""
    assert connect(in_shop, key="ancienne") == connect(in_shop, key="nouvelle")
    found = opened(in_shop)
    assert found is not None
    assert found.settings == {"api_key": "nouvelle"}


def test_a_new_secret_key_opens_the_old_seals_and_reseals_them(in_shop: Shop, settings) -> None:
    """Old key as a fallback, reseal, drop the fallback: still open; without resealing: a plain fault."""
    connect(in_shop)
    former = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "la nouvelle clef", []
    with pytest.raises(SealBroken) as fault:
        opened(in_shop)
    assert SECRET not in str(fault.value)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert opened(in_shop) is not None
    assert operations.reseal_accounts(actor=in_shop.actors[Role.ADMIN], now=NOON) >= 1
    settings.SECRET_KEY_FALLBACKS = []
    found = opened(in_shop)
    assert found is not None
    assert found.settings == {"api_key": SECRET}


def test_only_an_administrator_connects_and_only_his_own_brands(shop: Shop) -> None:
    """A refusal stores nothing."""
    other = make_shop("voisin")
    with organization_block(shop.org_id):
        for role in set(Role) - {Role.ADMIN}:
            with pytest.raises(NotAllowed):
                operations.connect_account(
                    actor=shop.actors[role], brand_id=None, port=PORT, vendor="stripe", label="x",
                    settings={}, now=NOON,
                )  # fmt: skip
        with pytest.raises(NotFound):
            connect(shop, brand_id=other.brand_id)
        assert not ConnectorAccount.objects.filter(port=PORT).exists()


def test_the_neighbor_has_no_account_of_ours(shop: Shop) -> None:
    """Not even through the same port and label."""
    other = make_shop("voisin")
    with organization_block(shop.org_id):
        account_id = connect(shop)
    with organization_block(other.org_id):
        assert opened(other) is None
        with pytest.raises(NotFound):
            operations.disable_account(actor=other.actors[Role.ADMIN], account_id=account_id, now=NOON)
    with organization_block(shop.org_id):
        assert opened(shop) is not None
