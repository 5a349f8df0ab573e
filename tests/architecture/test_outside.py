"""No test speaks to the outside world: only this machine may be reached."""

import socket

import pytest

from tests.conftest import NOBODYS

OUTSIDE = "203.0.113.1"  # nobody's (RFC 5737)


def test_the_outside_world_is_out_of_reach() -> None:
    with pytest.raises((RuntimeError, UserWarning), match=f'with host "{OUTSIDE}"'):
        socket.create_connection((OUTSIDE, 9), timeout=0.2)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_this_machine_is_within_reach(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((name, server.getsockname()[1]), timeout=2).close()


def test_no_test_gives_itself_leave(request: pytest.FixtureRequest) -> None:
    names = {mark.name for item in request.session.items for mark in item.iter_markers()}
    assert not names & {"enable_socket", "allow_hosts"}


@pytest.mark.parametrize("name", ["api.stripe.com", "example.com.somebody.fr", "be.cafe", "testing.fr"])
def test_asking_for_the_address_of_somebody_is_noticed(name: str) -> None:
    assert not NOBODYS.fullmatch(name)


@pytest.mark.parametrize("name", ["", "localhost", "::1", OUTSIDE, "sav.lenoir.example", "erp.example.com"])
def test_names_that_are_nobodys_may_be_asked_for(name: str) -> None:
    assert NOBODYS.fullmatch(name)
