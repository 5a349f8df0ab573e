"""`python -m savoir.config.service web ARGUMENTS` or `worker`: what a unit of the system starts.

A service goes on with the release it began with: the link it was called by may name a later one before it
ends, and half of its files would be the other release's. So it runs by the release's own folder. A web server
first asks itself for the entrance: one that could not answer ends before it listens, and takes no request
from another that can.
"""

import os
import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from savoir.config.instances import Wsgi

ENTRANCE: Final = "/entree/"  # a page that needs templates, static files and database, and no account


def status_of(application: Wsgi, host: str) -> int:
    """The status with which the application gives the entrance to whoever asks by `host`, over https."""
    environ: dict[str, Any] = {"PATH_INFO": ENTRANCE, "HTTP_HOST": host, "HTTP_X_FORWARDED_PROTO": "https"}
    setup_testing_defaults(environ)
    told: list[int] = []
    answer = application(environ, lambda status, *_rest: told.append(int(status.split()[0])))
    for _ in answer:
        continue
    if hasattr(answer, "close"):
        answer.close()
    return told[0]


def is_able(application: Wsgi, host: str) -> bool:
    """Whether it gives pages: 503 too, for what is away (the database) comes back without us."""
    status = status_of(application, host)
    return status < 500 or status == 503


def main(arguments: list[str]) -> None:
    """Become the web server or the worker. Ends with status 1 when the web server could not answer."""
    if arguments[0] == "web":
        from savoir.config.wsgi import application

        if not is_able(application, urlsplit(os.environ.get("SAVOIR_BASE_URL", "")).netloc or "localhost"):
            sys.exit(f"savoir: the web server gives no page at {ENTRANCE}: it does not begin.")
        command = ["-m", "granian", *arguments[1:]]
    else:
        command = ["-m", "savoir.config.worker"]
    python = str(Path(sys.executable).parent.resolve() / Path(sys.executable).name)
    os.execv(python, [python, *command])  # noqa: S606 - our own words


if __name__ == "__main__":
    main(sys.argv[1:])
