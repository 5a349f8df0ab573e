"""A page of a long list is the same rows, in the same order, as without the trick that finds it quickly."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from savoir.kernel.pages import among, newest
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Calendar, Site
from tests.shop import WEEK, Shop, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendars(in_shop: Shop) -> list[Calendar]:
    """Nine, newest last."""
    return [
        Calendar.objects.create(org_id=in_shop.org_id, name=f"Calendrier {n}", slots=WEEK) for n in range(9)
    ]


@pytest.mark.parametrize("limit", [1, 4, 50])
def test_the_newest_are_those_of_a_plain_order(calendars: list[Calendar], limit: int) -> None:
    assert list(newest(Calendar.objects.all(), limit=limit)) == list(Calendar.objects.order_by("-id")[:limit])


def test_what_the_list_is_narrowed_to_narrows_its_page(calendars: list[Calendar]) -> None:
    older = Calendar.objects.filter(id__lt=calendars[4].id, name__startswith="Calendrier")
    assert [row.name for row in newest(older, limit=3)] == ["Calendrier 3", "Calendrier 2", "Calendrier 1"]


def test_a_list_of_nothing_has_an_empty_page(in_shop: Shop) -> None:
    assert list(newest(Calendar.objects.filter(name="Personne"), limit=5)) == []
    assert list(among(Site.objects.all(), Site.objects.none().values("id"))) == []


def test_a_page_is_one_question_with_what_hangs_on_its_rows(in_shop: Shop) -> None:
    with CaptureQueriesContext(connection) as seen:
        found = newest(Site.objects.all(), limit=5).select_related("calendar")
        names = [site.calendar.name for site in found]
    assert len(seen) == 1
    assert len(names) == Site.objects.count()


def test_those_among_some_ids_keep_their_own_conditions(in_shop: Shop) -> None:
    stores = Site.objects.filter(kind=Site.Kind.STORE)
    assert set(among(stores, Site.objects.values("id"))) == set(stores)
    assert list(among(stores, Site.objects.filter(kind=Site.Kind.WAREHOUSE).values("id"))) == []


def test_another_organization_stays_out(shop: Shop) -> None:
    other = make_shop("delmas")
    with organization_block(shop.org_id):
        seen = {site.id for site in newest(Site.objects.all(), limit=50)}
    assert shop.store_id in seen
    assert other.store_id not in seen
