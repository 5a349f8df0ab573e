"""Where an outgoing webhook never goes: inside, whatever a name says, and whenever it says it."""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpcore
import pytest

from savoir.connectors.webhooks.channel import HttpWebhooks
from savoir.connectors.webhooks.dialing import AddressRefused, CheckedDialer, Deadline, HostUnknown
from savoir.kernel.outbox.secrets import new_secret
from savoir.kernel.ports import OutgoingWebhook
from tests.connectors.receivers import Receiver, receiver

PUBLIC = "93.184.216.34"
NEW = new_secret()


@pytest.fixture
def other() -> Iterator[Receiver]:
    """The other side."""
    with receiver() as found:
        yield found


def webhook(url: str) -> OutgoingWebhook:
    return OutgoingWebhook("evt_1", datetime.now(UTC), url, (NEW,), b"{}")


class Dialed(httpcore.NetworkBackend):
    """Notes where a connection would go."""

    def __init__(self) -> None:
        self.to: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *_given: Any, **_named: Any) -> httpcore.NetworkStream:
        self.to.append((host, port))
        raise httpcore.ConnectError("nobody is there")


def dial(*found: str, to_loopback: bool = False) -> Dialed:
    """Connect to a name that resolves to these."""
    plain = Dialed()
    dialer = CheckedDialer(
        Deadline(), resolver=lambda host, port: list(found), to_loopback=to_loopback, plain=plain
    )
    try:
        dialer.connect_tcp("shop.example.com", 443)
    except httpcore.ConnectError as failure:
        plain.failure = failure  # type: ignore[attr-defined]  # read by the tests
    return plain


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1", "10.0.0.1", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "fc00::1", "fe80::1", "64:ff9b::a9fe:a9fe",
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_never_dialed(inside: str) -> None:
    for found in ((inside,), (PUBLIC, inside), (inside, PUBLIC)):
        plain = dial(*found)
        assert plain.to == [], found
        assert isinstance(plain.failure, AddressRefused)  # type: ignore[attr-defined]  # see dial


def test_the_checked_number_is_dialed_not_the_name() -> None:
    assert dial(PUBLIC).to == [(PUBLIC, 443)]


def test_a_name_that_changes_its_mind_is_asked_once() -> None:
    """DNS rebinding: public at the check, inside a moment later. There is no second question to answer."""
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    plain = Dialed()
    with pytest.raises(httpcore.ConnectError):
        CheckedDialer(Deadline(), resolver=rebinding, plain=plain).connect_tcp("rebind.example.com", 443)
    assert plain.to == [(PUBLIC, 443)]
    assert asked == ["rebind.example.com"]

    with pytest.raises(AddressRefused):  # the next try asks again, and refuses
        CheckedDialer(Deadline(), resolver=rebinding, plain=plain).connect_tcp("rebind.example.com", 443)
    assert plain.to == [(PUBLIC, 443)]


def unknown(host: str, port: int) -> list[str]:
    raise OSError("no such name")


def strange(host: str, port: int) -> list[str]:
    return "x".encode("idna") and "\udcff".encode("idna").split()  # type: ignore[return-value]  # it raises


@pytest.mark.parametrize("resolver", [unknown, strange, lambda host, port: []])
def test_what_nobody_knows_is_refused(resolver: Callable[[str, int], list[str]]) -> None:
    plain = Dialed()
    with pytest.raises(HostUnknown):
        CheckedDialer(Deadline(), resolver=resolver, plain=plain).connect_tcp("nowhere.example.com", 443)
    assert plain.to == []
    assert (
        HttpWebhooks(resolver=resolver).send(webhook("https://nowhere.example.com/")).code == "unknown_host"
    )


def test_loopback_is_for_the_demo_and_never_mixed() -> None:
    assert dial("127.0.0.1", to_loopback=True).to == [("127.0.0.1", 443)]
    assert dial("127.0.0.1", "10.0.0.1", to_loopback=True).to == []
    assert dial("127.0.0.2", to_loopback=True).to == []


def test_sockets_of_the_machine_are_never_opened() -> None:
    with pytest.raises(AddressRefused):
        CheckedDialer(Deadline()).connect_unix_socket("/var/run/docker.sock")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://localhost/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://u:p@shop.example.com/",
        "https://shop.example.com./", "https://0.0.0.0/", "https://169.254.169.254/",
    ],
)  # fmt: skip
def test_bent_addresses_are_refused_before_anybody_is_asked(url: str) -> None:
    """Even if such an address stood in the table."""
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return [PUBLIC]

    assert HttpWebhooks(resolver=resolver).send(webhook(url)).code == "address"
    assert asked == []


def test_a_public_name_that_leads_here_is_refused_by_the_whole_channel(other: Receiver) -> None:
    """The receiver listens on 127.0.0.1; the name says so only when it is resolved."""
    channel = HttpWebhooks(resolver=lambda host, port: ["127.0.0.1"])

    answer = channel.send(webhook(f"https://shop.example.com:{other.port}/hook"))

    assert (answer.code, other.got) == ("address", [])


def test_the_name_of_the_address_is_what_the_certificate_must_say() -> None:
    """The connection goes to a number, TLS is spoken for the name."""
    spoken: list[str | None] = []

    class Stream(httpcore.NetworkStream):
        def start_tls(
            self,
            ssl_context: ssl.SSLContext,
            server_hostname: str | None = None,
            timeout: float | None = None,
        ) -> httpcore.NetworkStream:
            spoken.append(server_hostname)
            assert ssl_context.check_hostname
            assert ssl_context.verify_mode is ssl.CERT_REQUIRED
            raise httpcore.ConnectError("far enough")

        def close(self) -> None:
            """Nothing is open."""

    class Plain(httpcore.NetworkBackend):
        def connect_tcp(self, host: str, port: int, *_given: Any, **_named: Any) -> httpcore.NetworkStream:
            return Stream()

    channel = HttpWebhooks(resolver=lambda host, port: [PUBLIC])
    channel._pool._network_backend._plain = Plain()  # type: ignore[attr-defined]  # our own dialer

    assert channel.send(webhook("https://shop.example.com/hook")).code == "tls"
    assert spoken == ["shop.example.com"]


def test_nothing_secret_is_printed() -> None:
    shown = repr(replace(webhook("https://shop.example.com/hook?token=canary"), id="evt_2"))

    assert "canary" not in shown
    assert NEW not in shown
