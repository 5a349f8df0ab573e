"""Connections to the checked address only.

A name is resolved once, every answer is asked whether it leads inside, and the connection goes to that very
number. There is no second look-up between the check and the call.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable
from ssl import SSLContext
from typing import Any, Final

import httpcore

from savoir.kernel.outbox.addresses import refused_address

CONNECT_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 20.0
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
Resolver = Callable[[str, int], list[str]]


class AddressRefused(httpcore.ConnectError):
    """The name leads inside, or to several places of which one does."""


class HostUnknown(httpcore.ConnectError):
    """Nobody knows the name."""


class TlsRefused(httpcore.ConnectError):
    """The other side speaks no TLS, or shows a certificate of somebody else."""


class Deadline(threading.local):
    """When the try of this thread ends, whatever it waits for then."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends_at = clock() + WHOLE_SECONDS

    def begin(self) -> None:
        """A try begins now."""
        self._ends_at = self._clock() + WHOLE_SECONDS

    def left(self, over: type[Exception], most: float | None) -> float:
        """Seconds that are left, at most `most`. Raises `over` at the end."""
        left = self._ends_at - self._clock()
        if left <= 0:
            raise over("the try took too long")
        return left if most is None else min(left, most)


def system_resolver(host: str, port: int) -> list[str]:
    """Every address of a name, by the system. Raises OSError for a name nobody knows."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedDialer(httpcore.NetworkBackend):
    """Resolves, checks, connects."""

    def __init__(
        self, deadline: Deadline, *, resolver: Resolver = system_resolver, to_loopback: bool = False,
        plain: httpcore.NetworkBackend | None = None,
    ) -> None:  # fmt: skip
        self._deadline = deadline
        self._resolver = resolver
        self._to_loopback = to_loopback
        self._plain = plain or httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Connect to the first checked address. Raises AddressRefused, HostUnknown, httpcore.ConnectError."""
        address = self._checked(host, port)
        seconds = self._deadline.left(httpcore.ConnectTimeout, CONNECT_SECONDS)
        stream = self._plain.connect_tcp(address, port, seconds, local_address, socket_options)
        return DeadlineStream(stream, self._deadline)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Never."""
        raise AddressRefused("no socket of this machine")

    def _checked(self, host: str, port: int) -> str:
        try:
            found = self._resolver(host, port)
        except (OSError, UnicodeError):
            raise HostUnknown("unknown host") from None
        if not found:
            raise HostUnknown("unknown host")
        if self._to_loopback and all(address in _LOOPBACK for address in found):
            return found[0]
        if any(refused_address(address) for address in found):
            raise AddressRefused("leads inside")
        return found[0]


class DeadlineStream(httpcore.NetworkStream):
    """A connection whose reads and writes share one end: a drip of single bytes does not outlast it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Raises httpcore.ReadTimeout at the end."""
        return self._stream.read(max_bytes, self._deadline.left(httpcore.ReadTimeout, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Raises httpcore.WriteTimeout at the end."""
        self._stream.write(buffer, self._deadline.left(httpcore.WriteTimeout, timeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """TLS for the name of the address, on the connection to the checked number."""
        seconds = self._deadline.left(httpcore.ConnectTimeout, CONNECT_SECONDS)
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        except httpcore.ConnectError:
            raise TlsRefused("no trusted TLS") from None
        return DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)
