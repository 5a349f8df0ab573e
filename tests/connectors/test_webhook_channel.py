"""One try of an outgoing webhook: signed as the standard says, never inside, at most twenty seconds."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from savoir.connectors.webhooks import dialing
from savoir.connectors.webhooks.channel import HttpWebhooks
from savoir.kernel.outbox.secrets import new_secret
from savoir.kernel.ports import OutgoingWebhook
from tests.connectors.receivers import Receiver, receiver

BODY = json.dumps({"type": "case.closed", "timestamp": "2026-11-23T11:00:00Z", "data": {"é": "à"}}).encode()
NEW, OLD = new_secret(), new_secret()


@pytest.fixture
def other() -> Iterator[Receiver]:
    """The other side."""
    with receiver() as found:
        yield found


@pytest.fixture
def channel() -> Iterator[HttpWebhooks]:
    """May reach this machine, as in the demo."""
    found = HttpWebhooks(to_loopback=True)
    yield found
    found.close()


def webhook(url: str, *secrets: str) -> OutgoingWebhook:
    return OutgoingWebhook("evt_1", datetime.now(UTC), url, secrets or (NEW,), BODY)


def test_it_arrives_signed(other: Receiver, channel: HttpWebhooks) -> None:
    answer = channel.send(webhook(other.url))

    ((headers, body),) = other.got
    assert (answer.status, answer.code) == (200, "")
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{other.port}"
    assert Webhook(NEW).verify(body, headers)["type"] == "case.closed"
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(body, headers)


def test_during_a_rotation_both_secrets_verify(other: Receiver, channel: HttpWebhooks) -> None:
    channel.send(webhook(other.url, NEW, OLD))

    ((headers, body),) = other.got
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert Webhook(NEW).verify(body, headers) == Webhook(OLD).verify(body, headers) == json.loads(BODY)


def test_a_changed_body_is_not_believed(other: Receiver, channel: HttpWebhooks) -> None:
    channel.send(webhook(other.url))

    ((headers, body),) = other.got
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(body.replace(b"closed", b"opened"), headers)


@pytest.mark.parametrize(
    ("says", "code"),
    [
        (200, ""), (204, ""), (299, ""), (301, "redirect"), (302, "redirect"), (307, "redirect"),
        (400, "refused"),
        (404, "refused"), (410, "gone"), (422, "refused"), (429, "busy"), (500, "failed"), (503, "failed"),
    ],
)  # fmt: skip
def test_every_status_has_its_class_and_no_words(
    other: Receiver, channel: HttpWebhooks, says: int, code: str
) -> None:
    other.says, other.headers = says, {"location": other.url, "retry-after": "120"}

    answer = channel.send(webhook(other.url))

    assert (answer.status, answer.code, answer.retry_after) == (says, code, 120)
    assert "secret words" not in repr(answer)
    assert len(other.got) == 1  # a redirect is never followed


@pytest.mark.parametrize("asked", ["Wed, 21 Oct 2026 07:28:00 GMT", "-5", "9" * 40, "", "1e3"])
def test_a_retry_after_that_is_no_number_is_nothing(
    other: Receiver, channel: HttpWebhooks, asked: str
) -> None:
    other.says, other.headers = 503, {"retry-after": asked}

    assert channel.send(webhook(other.url)).retry_after == 0


@pytest.mark.parametrize("mischief", ["reset", "garbage"])
def test_a_broken_answer_is_an_answer(other: Receiver, channel: HttpWebhooks, mischief: str) -> None:
    other.says = mischief

    answer = channel.send(webhook(other.url))

    assert (answer.status, answer.code) == (None, "broken")


def test_a_body_without_an_end_is_not_read(other: Receiver, channel: HttpWebhooks) -> None:
    other.says = "huge"
    began = time.monotonic()

    assert channel.send(webhook(other.url)).code == ""
    assert time.monotonic() - began < 20  # it would never end


@pytest.mark.parametrize("mischief", ["slow", "drip"])
def test_a_try_ends_whatever_the_other_side_does(
    other: Receiver, channel: HttpWebhooks, monkeypatch: pytest.MonkeyPatch, mischief: str
) -> None:
    """A drip of single bytes renews every ordinary time limit; ours is one for the whole try."""
    monkeypatch.setattr(dialing, "WHOLE_SECONDS", 0.3)
    other.says = mischief
    began = time.monotonic()

    assert channel.send(webhook(other.url)).code == "timeout"
    assert time.monotonic() - began < 20  # slow answers after 30 s, a drip never


def test_nobody_listens(channel: HttpWebhooks) -> None:
    with receiver() as gone:
        url = gone.url

    assert channel.send(webhook(url)).code == "connect"


def test_who_speaks_no_tls_gets_nothing(other: Receiver, channel: HttpWebhooks) -> None:
    """The handshake fails, nothing of the event leaves."""
    assert channel.send(webhook(other.url.replace("http:", "https:"))).code == "tls"
    assert other.got == []


def test_a_connection_serves_again(other: Receiver, channel: HttpWebhooks) -> None:
    answers = [channel.send(webhook(other.url)) for _ in range(5)]

    assert [answer.code for answer in answers] == [""] * 5
    assert len(channel._pool.connections) == 1


def test_eight_at_once_each_have_their_own_deadline(other: Receiver, channel: HttpWebhooks) -> None:
    codes: list[str] = []
    hands = [
        threading.Thread(target=lambda: codes.append(channel.send(webhook(other.url)).code)) for _ in range(8)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(10)

    assert codes == [""] * 8
