"""Instants read from the database are those Django reads, only sooner."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg import DataError

from savoir.config.postgres.base import Instants

pytestmark = pytest.mark.django_db


def _read(text: str) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-11-22 17:49:29.874342+00", datetime(2026, 11, 22, 17, 49, 29, 874342, UTC)),
        ("2026-11-22 17:49:29.87434+00", datetime(2026, 11, 22, 17, 49, 29, 874340, UTC)),
        ("2026-11-22 17:49:29.8+00", datetime(2026, 11, 22, 17, 49, 29, 800000, UTC)),
        ("2026-03-29 03:30:00 Europe/Paris", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("0001-01-01 00:00:00+00", datetime.min.replace(tzinfo=UTC)),
        ("9999-12-31 23:59:59.999999+00", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_to_the_microsecond_and_in_utc(text: str, wanted: datetime) -> None:
    found = _read(text)
    assert found == wanted
    assert found.tzinfo is UTC


def test_the_connection_reads_instants_our_way() -> None:
    """The twin: with Django's own reader put back the map would say so."""
    with connection.cursor() as cursor:
        reader = cursor.adapters.get_loader(connection.Database.adapters.types["timestamptz"].oid, 0)
    assert reader is Instants


@pytest.mark.parametrize(
    "text", ["infinity", "-infinity", "0044-03-15 10:00:00+00 BC", "12026-01-01 00:00+00"]
)
def test_what_no_calendar_holds_is_refused_in_psycopg_s_words(text: str) -> None:
    with pytest.raises(DataError) as ours:
        Instants(0).load(text.encode())
    with pytest.raises(DataError) as django:
        BaseTzLoader(0).load(text.encode())
    assert str(ours.value) == str(django.value)


def test_an_instant_of_another_clock_is_left_to_django() -> None:
    paris = b"2026-11-22 18:49:29+01"
    assert Instants(0).load(paris) - BaseTzLoader(0).load(paris).replace(tzinfo=UTC) == timedelta(0)
