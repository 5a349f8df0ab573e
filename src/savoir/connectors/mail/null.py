"""`NullChannel`: messages go nowhere (replay). It counts, and still refuses what no server would take."""

from savoir.connectors.mail.compose import address
from savoir.conversations.ports import MailRefused, OutgoingMail


class NullChannel:
    """Implements `conversations.ports.MailChannel`; `sent` counts the mails taken."""

    def __init__(self) -> None:
        self.sent = 0

    def send(self, mail: OutgoingMail) -> None:
        """Take the mail and forget it. Raises MailRefused for an address or subject that is none."""
        address(mail.to)
        if "\n" in mail.subject or "\r" in mail.subject:
            raise MailRefused("header_refused")
        self.sent += 1
