"""Outside systems of a story: a rail in the process, mails that are kept, papers that are really made."""

from collections.abc import Iterator

import pytest

from savoir.connectors.mail.null import NullChannel
from savoir.connectors.payments.fake import FakeRail
from savoir.conversations.ports import MailChannel
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


@pytest.fixture
def mails() -> Iterator[NullChannel]:
    """Every mail that leaves, in order."""
    former, channel = bound(MailChannel), NullChannel()
    bind(MailChannel, lambda **_: channel)
    yield channel
    if former:
        bind(MailChannel, former)
