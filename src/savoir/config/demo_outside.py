"""The demo shop's outside world while it is being built: the payment stub and the mailbox, on its clock."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from savoir.commands.ports import Clock, DemoOutside, HeardCall, PaidAtProvider
from savoir.config.connections import mailbox_folder
from savoir.connectors.mail.mailbox import DemoChannel, MailboxSettings
from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Fault
from savoir.connectors.payments.stubs.server import StubServer
from savoir.connectors.payments.stubs.watched import calls_about, watch
from savoir.conversations.ports import MailChannel

BOOKS = "psp.sqlite"


class Rehearsal:
    """Implements `commands.ports.DemoOutside` in the home of this machine."""

    def __init__(self, clock: Clock) -> None:
        self._home = Path(settings.ENVIRONMENT.home)
        self._clock = clock

    def forget(self) -> None:
        """Remove the books and every mail of this home."""
        for path in self._home.glob(f"{BOOKS}*"):
            path.unlink()
        shutil.rmtree(self._home / "mailbox", ignore_errors=True)

    def enter_payments(self, payments: Iterable[PaidAtProvider]) -> None:
        """One transaction for all."""
        with self._books() as books, books.transaction():
            for payment in payments:
                books.add_payment(payment.reference, payment.minor, payment.currency)

    def fall_silent(self, payment: str) -> None:
        """The running provider reads its plan in the same books."""
        with self._books() as books:
            watch(books, payment, Fault.SLOW_ANSWER)

    def heard(self, payment: str) -> tuple[HeardCall, ...]:
        """As the provider noted it."""
        with self._books() as books:
            found = calls_about(books, payment)
        return tuple(
            HeardCall(one.kind, datetime.fromtimestamp(one.at, UTC), one.fault is Fault.SLOW_ANSWER)
            for one in found
        )

    def executions(self, refund: str) -> int:
        """By the provider's own books."""
        with self._books() as books:
            return books.executions(refund)

    @contextmanager
    def provider(self) -> Iterator[str]:
        """The same server as the one beside the web pages, in a thread, on a free port."""
        with self._books() as books, StubServer(PspSite(books)) as server:
            yield server.url

    def mailbox(self, org_id: int) -> MailChannel:
        """Mails of the past bear dates of the past."""
        return DemoChannel(MailboxSettings(folder=str(mailbox_folder(org_id))), clock=self._clock)

    def _books(self) -> Books:
        self._home.mkdir(parents=True, exist_ok=True)
        return Books(str(self._home / BOOKS), clock=lambda: self._clock().timestamp())


def demo_outside(*, clock: Clock) -> DemoOutside:
    """The outside world of a demo shop whose time is `clock`."""
    return Rehearsal(clock)
