"""A mail provider: takes mail on port 587 after STARTTLS and a password, and keeps it as files."""

import ssl
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Keeping:
    """Each mail becomes a file below `place`."""

    def __init__(self, place: Path) -> None:
        self._place = place
        place.mkdir(exist_ok=True)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        """Keep it."""
        (self._place / f"{time.time_ns()}.eml").write_bytes(envelope.original_content)
        return "250 OK"


def main(arguments: list[str]) -> None:
    """ADDRESS CERTIFICATE KEY USER PASSWORD FOLDER"""
    address, certificate, key, user, password, folder = arguments
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        is_right = (
            isinstance(given, LoginPassword)
            and given.login == user.encode()
            and given.password == password.encode()
        )
        return AuthResult(success=is_right, handled=False)

    Controller(
        Keeping(Path(folder)), hostname=address, port=587, tls_context=context, require_starttls=True,
        authenticator=knows, auth_required=True,
    ).start()  # fmt: skip
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1:])
