"""The sample receiver, run as its README says, takes what Savoir really sends: once."""

import os
import re
import selectors
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from savoir.connectors.webhooks.channel import HttpWebhooks
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint
from savoir.kernel.outbox import jobs
from savoir.kernel.outbox.repeating import repeat_delivery, send_test
from savoir.kernel.outbox.secrets import new_secret
from savoir.kernel.ports import OutgoingWebhook
from tests.kernel.webhooks import admin, answering, listen
from tests.shop import Shop

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples" / "webhook-receiver"


@dataclass
class Running:
    """The sample in a process of its own."""

    port: int
    process: "subprocess.Popen[str]" = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def said(self) -> list[str]:
        """What it wrote, once it was told to end."""
        self.process.terminate()
        return self.process.communicate(timeout=10)[0].splitlines()


def start(secret: str, folder: Path) -> Running:
    process = subprocess.Popen(
        [sys.executable, str(SAMPLE / "receiver.py")], text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, cwd=folder,
        env={**os.environ, "WEBHOOK_SECRET": secret, "PORT": "0"},
    )  # fmt: skip
    assert process.stderr is not None
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stderr, selectors.EVENT_READ)
        assert waiting.select(10), "the receiver did not start"
    found = re.search(r":(\d+)/", process.stderr.readline())
    assert found is not None
    return Running(int(found[1]), process)


@pytest.fixture
def channel() -> Iterator[HttpWebhooks]:
    found = HttpWebhooks(to_loopback=True)
    with answering(found):
        yield found
    found.close()


def test_the_sample_takes_a_real_delivery_once(
    in_shop: Shop, channel: HttpWebhooks, tmp_path: Path, settings: object
) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True  # type: ignore[attr-defined]  # pytest-django's settings
    now = datetime.now(UTC)
    endpoint_id, secret = listen(in_shop, url="http://127.0.0.1:9/")
    running = start(secret, tmp_path)
    try:
        WebhookEndpoint.objects.update(url=running.url)
        delivery_id = send_test(actor=admin(in_shop), endpoint_id=endpoint_id, now=now)
        jobs.send(org_id=in_shop.org_id, now=now, webhook_endpoint_id=endpoint_id)
        repeat_delivery(actor=admin(in_shop), endpoint_id=endpoint_id, delivery_id=delivery_id, now=now)
        jobs.send(org_id=in_shop.org_id, now=now, webhook_endpoint_id=endpoint_id)

        assert WebhookDelivery.objects.get().last_status == 204
        at, forged = now, OutgoingWebhook("evt_1", now, running.url, (new_secret(),), b'{"type": "x"}')
        assert channel.send(forged).status == 401
        old = OutgoingWebhook("evt_2", at - timedelta(minutes=6), running.url, (secret,), b'{"type": "x"}')
        assert channel.send(old).status == 401
        bent = OutgoingWebhook("evt_3", at, running.url, (secret,), b"[]")
        assert channel.send(bent).status == 400
        rotated = OutgoingWebhook("evt_4", at, running.url, (new_secret(), secret), b'{"type": "y"}')
        assert channel.send(rotated).status == 204
    finally:
        lines = running.said()

    assert ["webhook.test" in line for line in lines] == [True, False]
    assert '"y"' in lines[1]


@pytest.mark.parametrize(
    ("length", "status"), [("-1", 400), ("abc", 400), ("²", 400), ("1000001", 413), ("9" * 5000, 413)]
)
def test_the_sample_trusts_no_length(tmp_path: Path, length: str, status: int) -> None:
    """It answers at once instead of reading without an end, and goes on serving."""
    running = start(new_secret(), tmp_path)
    try:
        for _ in range(2):
            with socket.create_connection(("127.0.0.1", running.port), timeout=5) as line:
                request = f"POST /hook HTTP/1.1\r\nhost: here\r\ncontent-length: {length}\r\n\r\nbody"
                line.sendall(request.encode("latin-1"))
                assert line.recv(200).split()[1] == str(status).encode()
    finally:
        assert running.said() == []


def test_the_sample_is_free_to_copy() -> None:
    assert "Apache License" in (SAMPLE / "LICENSE").read_text(encoding="utf-8")
    assert "SPDX-License-Identifier: Apache-2.0" in (SAMPLE / "receiver.py").read_text(encoding="utf-8")
