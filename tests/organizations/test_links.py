"""One-time links of customers."""

from datetime import timedelta

import pytest

from savoir.kernel.errors import NotFound
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.organizations.models import AccessLink, Route
from savoir.organizations.operations import LinkUsedUp
from tests.shop import NOON, Shop, make_shop


def issue(shop: Shop, order_id: int = 7, case_id: int | None = None) -> str:
    return operations.issue_link(actor=shop.system, order_id=order_id, case_id=case_id, now=NOON)


def test_a_link_opens_one_order_once(shop: Shop) -> None:
    """Found before any organization is known, by digest only; the second use is refused."""
    with organization_block(shop.org_id):
        secret = issue(shop, case_id=3)
        assert len(secret) >= 22
        assert not AccessLink.objects.filter(digest__contains=secret[:8]).exists()
    assert queries.organization_of_link(secret) == shop.org_id
    with organization_block(shop.org_id):
        assert operations.use_link(secret=secret, now=NOON + timedelta(minutes=14)) == (7, 3)
        with pytest.raises(LinkUsedUp):
            operations.use_link(secret=secret, now=NOON + timedelta(minutes=14))
    assert queries.organization_of_link(secret) is None


def test_a_late_an_unknown_and_a_foreign_link_are_refused_alike(shop: Shop) -> None:
    """And the foreign one stays good for its owner."""
    other = make_shop("voisin")
    with organization_block(other.org_id):
        foreign = issue(other)
    with organization_block(shop.org_id):
        late = issue(shop)
        for secret in (late, foreign, "inventé"):
            with pytest.raises(LinkUsedUp) as refusal:
                operations.use_link(secret=secret, now=NOON + timedelta(minutes=15))
            assert refusal.value.facts == {}
    with organization_block(other.org_id):
        assert operations.use_link(secret=foreign, now=NOON) == (7, None)


def test_links_die_when_the_address_changes(shop: Shop) -> None:
    """Those of this order; another order's live."""
    with organization_block(shop.org_id):
        first, second, spared = issue(shop), issue(shop), issue(shop, order_id=8)
        assert operations.void_links(actor=shop.system, order_id=7, now=NOON) == 2
        for secret in (first, second):
            with pytest.raises(LinkUsedUp):
                operations.use_link(secret=secret, now=NOON)
        assert operations.use_link(secret=spared, now=NOON) == (8, None)
    assert queries.organization_of_link(first) is None


def test_a_customer_asks_only_for_his_own_order(in_shop: Shop) -> None:
    """Another's order does not exist, and no link is made."""
    links, routes = AccessLink.objects.count(), Route.objects.count()
    with pytest.raises(NotFound):
        operations.issue_link(actor=in_shop.customer(7), order_id=8, case_id=None, now=NOON)
    assert (AccessLink.objects.count(), Route.objects.count()) == (links, routes)
    assert operations.issue_link(actor=in_shop.customer(7), order_id=7, case_id=None, now=NOON)
