"""Signing in: how many tries, and how long a session lasts."""

from datetime import timedelta

import pytest

from savoir.kernel.errors import NotFound
from savoir.organizations import operations, queries
from savoir.organizations.models import User, UserSession
from savoir.organizations.operations import TooManyTries, WrongCredentials
from tests.organizations.test_people import PASSWORD, invited, signed_in
from tests.shop import NOON, Shop


def check(email: str, password: str = PASSWORD, address: str = "192.0.2.1", at=NOON) -> int:
    return operations.check_password(email=email, password=password, address=address, now=at)


def test_five_failures_close_the_account_for_a_while_from_everywhere(shop: Shop) -> None:
    """From two addresses; even the right password waits; five minutes later it opens."""
    _, secret = invited(shop)
    operations.choose_password(secret=secret, password=PASSWORD, now=NOON)
    for n in range(5):
        with pytest.raises(WrongCredentials):
            check("nadia@lenoir.example", "faux", address=f"192.0.2.{n % 2}")
    with pytest.raises(TooManyTries):
        check("nadia@lenoir.example", address="192.0.2.9")
    assert check("nadia@lenoir.example", at=NOON + timedelta(minutes=5)) > 0


def test_an_unknown_account_is_answered_alike(shop: Shop) -> None:
    """Same refusals in the same order, so that nobody learns who works here."""
    invited(shop)  # known, without a password yet
    sleeping = f"agent.{shop.brand_slug}@lenoir.example"
    User.objects.filter(email=sleeping).update(is_active=False)
    for email in ("personne@lenoir.example", "nadia@lenoir.example", sleeping):
        seen = []
        for n in range(6):
            with pytest.raises((WrongCredentials, TooManyTries)) as refusal:
                check(email, address=f"{email}{n}")
            seen.append((type(refusal.value), refusal.value.field, refusal.value.facts))
        assert [kind for kind, _, _ in seen] == [WrongCredentials] * 5 + [TooManyTries]


def test_an_address_gets_ten_tries_a_minute(shop: Shop) -> None:
    """The eleventh waits whatever the account; another address does not."""
    for n in range(10):
        with pytest.raises(WrongCredentials):
            check(f"{n}@lenoir.example")
    with pytest.raises(TooManyTries):
        check("11@lenoir.example")
    with pytest.raises(WrongCredentials):
        check("11@lenoir.example", address="192.0.2.2")
    with pytest.raises(WrongCredentials):
        check("12@lenoir.example", at=NOON + timedelta(minutes=1))


def test_an_unused_session_ends_after_half_an_hour_a_used_one_after_eight_hours(shop: Shop) -> None:
    """Both limits, to the minute."""
    user_id = User.objects.get(email=f"agent.{shop.brand_slug}@lenoir.example").id
    signed_in(user_id, "idle")
    assert not operations.keep_session(user_id=user_id, session_key="idle", now=NOON + timedelta(minutes=30))
    assert not UserSession.objects.filter(session_key="idle").exists()
    signed_in(user_id, "busy")
    for minutes in range(29, 480, 29):
        at = NOON + timedelta(minutes=minutes)
        assert operations.keep_session(user_id=user_id, session_key="busy", now=at)
    assert not operations.keep_session(user_id=user_id, session_key="busy", now=NOON + timedelta(hours=8))


def test_a_session_is_its_owners(shop: Shop) -> None:
    """Another person's key opens nothing, and nobody revokes what is not his."""
    lea, nadia = User.objects.filter(email__contains=shop.brand_slug).order_by("id")[:2]
    signed_in(lea.id, "of-lea")
    assert not operations.keep_session(user_id=nadia.id, session_key="of-lea", now=NOON)
    (card,) = queries.sessions_of(lea.id)
    assert "of-lea" not in repr(card)
    with pytest.raises(NotFound):
        operations.revoke_session(user_id=nadia.id, handle=card.handle)
    assert operations.keep_session(user_id=lea.id, session_key="of-lea", now=NOON)
    operations.revoke_session(user_id=lea.id, handle=card.handle)
    assert not operations.keep_session(user_id=lea.id, session_key="of-lea", now=NOON)
