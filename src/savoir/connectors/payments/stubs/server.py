"""The HTTP door of a stub: reads a request, lets the mischief strike, sends the answer or does not."""

import json
import socket
import struct
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, Self, cast
from urllib.parse import parse_qsl, urlsplit

from savoir.connectors.payments.stubs.keys import Answer
from savoir.connectors.payments.stubs.mischief import Fault, Mischief

_BODY_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """One request, read. `fault` is what strikes it; header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    fault: Fault


class Site(Protocol):
    """What a stub answers. `struck` says how an internal error looks in this vendor's words."""

    mischief: Mischief

    def respond(self, request: Request) -> Answer:
        """Answer one request; never raises for bad input."""

    def struck(self) -> Answer:
        """Return the vendor's 500."""


class StubServer:
    """Serves a site on loopback in threads. `with StubServer(site) as server: server.url`."""

    def __init__(self, site: Site, *, port: int = 0) -> None:
        self.site = site
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.site = site
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> Self:
        """Serve in the background until `stop`."""
        self._thread.start()
        return self

    def serve(self) -> None:
        """Serve in this thread until interrupted."""
        self._http.serve_forever()

    def stop(self) -> None:
        """Stop and free the port."""
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join(timeout=5)
        self._http.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: Site

    def shutdown_request(self, request: Any) -> None:
        """Close without the polite half-close, so that a reset is a reset."""
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "savoir-stub"
    timeout = 60
    # One packet an answer: headers and body apart cost 40 ms of delayed acknowledgement on a kept connection.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a GET."""
        self._handle_one()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._handle_one()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet: bodies and keys are nobody's business."""

    def _handle_one(self) -> None:
        site = cast(_Http, self.server).site
        length = int(self.headers.get("Content-Length") or 0)
        if length > _BODY_LIMIT:
            self._send(Answer(413, {"error": {"message": "too large"}}))
            return
        body = self.rfile.read(length)
        fault = Fault.NONE if self.path.startswith("/_stub/") else site.mischief.fault()
        if fault is Fault.RESET:
            self._reset()
        elif fault is Fault.ERROR_BEFORE:
            self._send(site.struck())
        else:
            self._leave(fault, site.respond(self._read(body, fault)))

    def _read(self, body: bytes, fault: Fault) -> Request:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return Request(self.command, parts.path, query, headers, body, fault)

    def _leave(self, fault: Fault, answer: Answer) -> None:
        if fault is Fault.LOST_ANSWER:
            self.close_connection = True
        elif fault is Fault.GARBAGE:
            text = json.dumps(answer.body)
            self._send_bytes(200, text[: len(text) // 2].encode("utf-8"), {})
        else:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        self._send_bytes(answer.status, json.dumps(answer.body).encode("utf-8"), answer.headers)

    def _send_bytes(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _reset(self) -> None:
        # Linger of zero seconds turns the close into a TCP reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
