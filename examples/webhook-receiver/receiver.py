# SPDX-License-Identifier: Apache-2.0
"""A receiver of Savoir's webhooks: checks the signature, knows what it already has, answers at once.

    pip install standardwebhooks
    WEBHOOK_SECRET=whsec_... python receiver.py

Everything that matters stands in `receive`: put it behind the web server you already have.
"""

import json
import os
import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

MOST_BYTES = 1_000_000
SEEN = "CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, at TEXT DEFAULT CURRENT_TIMESTAMP)"


def receive(secret: str, database: sqlite3.Connection, headers: dict[str, str], body: bytes) -> int:
    """Take one webhook; return the HTTP status to answer.

    The signature covers id, timestamp and body; `verify` also refuses what is more than five minutes old or
    ahead. Savoir sends an event again, under the same `webhook-id`, until it hears 2xx: the id is noted
    together with what was done about it, so that a repetition does nothing.
    """
    try:
        event = Webhook(secret).verify(body, headers)
    except (WebhookVerificationError, ValueError):
        return 401
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        return 400
    identifier = {name.lower(): value for name, value in headers.items()}["webhook-id"]
    with database:
        new = database.execute("INSERT OR IGNORE INTO seen (id) VALUES (?)", (identifier,)).rowcount
        if new:
            handle(event)
    return 204


def handle(event: dict[str, Any]) -> None:
    """What your house does about it. Keep it short: Savoir waits at most twenty seconds."""
    sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class Handler(BaseHTTPRequestHandler):
    """POST /anything."""

    secret = ""
    database = ":memory:"

    def do_POST(self) -> None:
        """Read, take, answer without a body."""
        given = self.headers.get("content-length") or "0"
        if not (given.isascii() and given.isdecimal()):
            status = 400
        elif len(given) > 9 or int(given) > MOST_BYTES:
            status = 413
        else:
            status = self.taken(self.rfile.read(int(given)))
        self.close_connection = status != 204  # what was not read would be taken for the next request
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def taken(self, body: bytes) -> int:
        """Take it with a connection of its own to what was seen; the status to answer."""
        connection = sqlite3.connect(self.database)
        try:
            connection.execute(SEEN)
            return receive(self.secret, connection, dict(self.headers.items()), body)
        finally:
            connection.close()

    def log_message(self, *_args: Any) -> None:
        """Events speak for themselves."""


def main() -> None:
    """Serve on 127.0.0.1: in front of it stands your web server, with https."""
    Handler.secret = os.environ["WEBHOOK_SECRET"]
    Handler.database = os.environ.get("WEBHOOK_DATABASE", "seen.sqlite3")
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Handler)
    sys.stderr.write(f"listening on http://127.0.0.1:{server.server_address[1]}/\n")
    sys.stderr.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
