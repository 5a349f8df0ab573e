"""Outside systems of a story: a rail in the process, mails that are kept, papers that are really made."""

from collections.abc import Iterator

import pytest

from savoir.connectors.payments.fake import FakeRail
from savoir.conversations.ports import MailChannel, OutgoingMail
from savoir.kernel.ports import bind, bound
from savoir.resolutions.ports import RefundRail


@pytest.fixture
def rail() -> Iterator[FakeRail]:
    """A rail that knows every payment."""
    former, fake = bound(RefundRail), FakeRail(open_amount=10**9)
    bind(RefundRail, lambda **_: fake)
    yield fake
    if former:
        bind(RefundRail, former)


class KeptMails:
    """A channel that keeps what leaves."""

    def __init__(self) -> None:
        self.sent: list[OutgoingMail] = []

    def send(self, mail: OutgoingMail) -> None:
        """Keep it."""
        self.sent.append(mail)


@pytest.fixture
def mails() -> Iterator[KeptMails]:
    """Every mail that leaves, in order."""
    former, channel = bound(MailChannel), KeptMails()
    bind(MailChannel, lambda **_: channel)
    yield channel
    if former:
        bind(MailChannel, former)
