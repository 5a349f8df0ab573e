"""Stub providers that a command may start in its own process."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.server import StubServer
from savoir.kernel.values.money import Money


class StubProvider:
    """The payment stub over HTTP on loopback, its books in a file beside the data."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._open()

    def _open(self) -> None:
        self._books = Books(str(self._path))
        self._server = self._serving()

    def _serving(self) -> StubServer:
        """At the port of last time when it is free: an account that names it needs no change then."""
        noted = self._path.with_suffix(".port")
        try:
            return StubServer(PspSite(self._books), port=int(noted.read_text(encoding="ascii")))
        except (OSError, ValueError):
            return StubServer(PspSite(self._books))

    def forget(self) -> None:
        """Begin with empty books; before `start`."""
        self.stop()
        for file in self._path.parent.glob(f"{self._path.name}*"):
            file.unlink()
        self._open()

    def start(self) -> str:
        """Serve in the background; return the base URL."""
        url = self._server.start().url
        self._path.with_suffix(".port").write_text(str(urlsplit(url).port), encoding="ascii")
        return url

    def add_payment(self, reference: str, amount: Money) -> None:
        """Enter a payment; entering it twice changes nothing."""
        self._books.add_payment(reference, amount.minor, amount.currency)

    def executions(self, refund_reference: str) -> int:
        """How often money moved for a refund."""
        return self._books.executions(refund_reference)

    def refunded_minor(self, references: tuple[str, ...]) -> int:
        """Sum executed for these refunds."""
        wanted = set(references)
        moved = (r for r in self._books.all_refunds() if r.reference in wanted and r.state != "failed")
        return sum(refund.amount for refund in moved)

    def stop(self) -> None:
        """Stop serving; the books stay."""
        self._server.stop()
        self._books.close()


def payment_stub(*, name: str) -> StubProvider:
    """The stub called `name`, with its own books."""
    return StubProvider(Path(settings.ENVIRONMENT.home) / "stubs" / f"{name}.sqlite")
