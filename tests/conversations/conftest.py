"""A mail channel that says what a test tells it to."""

from collections.abc import Iterator

import pytest

from savoir.conversations.ports import MailChannel, OutgoingMail
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import WrongOrganization, current_organization


class Channel:
    """Takes mails, or raises the next of `troubles` first; sees whether an organization block was open."""

    def __init__(self) -> None:
        self.troubles: list[Exception] = []
        self.tried: list[OutgoingMail] = []
        self.taken: list[OutgoingMail] = []
        self.inside_a_block = False

    def send(self, mail: OutgoingMail) -> None:
        """Take the mail, or raise what the test prepared."""
        self.tried.append(mail)
        try:
            current_organization()
            self.inside_a_block = True
        except WrongOrganization:
            pass
        if self.troubles:
            raise self.troubles.pop(0)
        self.taken.append(mail)


@pytest.fixture
def channel() -> Iterator[Channel]:
    """Where every mail of the test goes."""
    former, ours = bound(MailChannel), Channel()
    bind(MailChannel, lambda **_: ours)
    yield ours
    if former:
        bind(MailChannel, former)
