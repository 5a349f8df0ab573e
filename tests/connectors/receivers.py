"""A receiver of webhooks on this machine that misbehaves on demand."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOOK = "/hook"


@dataclass
class Receiver:
    """What it got, and how it answers: `says` is a status, or a word of mischief; `script` answers first."""

    port: int = 0
    says: int | str = 200
    script: list[int | str] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    leave: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}{HOOK}"

    @property
    def ids(self) -> list[str]:
        """`webhook-id` of everything that arrived, in order."""
        return [headers["webhook-id"] for headers, _body in self.got]

    def hear(self, headers: dict[str, str], body: bytes) -> int | str:
        """Note an arrival and say how to answer it."""
        with self.lock:
            self.got.append((headers, body))
            return self.script.pop(0) if self.script else self.says


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        body = self.rfile.read(length)
        says = self.receiver.hear({name.lower(): value for name, value in self.headers.items()}, body)
        if isinstance(says, int):
            self._answer(says)
        else:
            getattr(self, says)()

    def _answer(self, status: int, body: bytes = b"secret words of the receiver") -> None:
        self.send_response(status)
        for name, value in self.receiver.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        """Hang up with a reset, as a machine that died."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True

    def slow(self) -> None:
        """Answer nothing until the test is over."""
        self.receiver.leave.wait(30)
        self.close_connection = True

    def drip(self) -> None:
        """One byte at a time for as long as anybody reads."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nx: ")
        while not self.receiver.leave.wait(0.02):
            self.wfile.write(b"y")
            self.wfile.flush()

    def garbage(self) -> None:
        """Something that is no HTTP."""
        self.wfile.write(b"220 mail.example.com ESMTP\r\n")
        self.close_connection = True

    def huge(self) -> None:
        """A body without an end."""
        self.send_response(200)
        self.send_header("content-length", str(1 << 40))
        self.end_headers()
        while not self.receiver.leave.is_set():
            self.wfile.write(b"x" * 65_536)

    def log_message(self, *_args: Any) -> None:
        """Tests speak for themselves."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what some tests are about."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that runs until the end of the block."""
    found = Receiver()
    handler = type("Handler", (_Handler,), {"receiver": found})
    server = _Server(("127.0.0.1", 0), handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.leave.set()
        server.shutdown()
        server.server_close()
