"""A line to the database of the operator's address, and what is said when there is none."""

from typing import Any, Final

import psycopg

from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.wishes import Wishes

CONNECT_SECONDS: Final = 5


def line(environment: Wishes) -> "psycopg.Connection[Any]":
    """A connection of the chosen role, by every word of the address. Raises psycopg.OperationalError."""
    patience = f"connect_timeout={CONNECT_SECONDS} "  # the address's own, behind it, wins
    return psycopg.connect(patience + environment.database().conninfo(), autocommit=True)


def knock(environment: Wishes) -> None:
    """Return when a database of the operator's own answers. LauncherFault says why it does not."""
    try:
        line(environment).close()
    except psycopg.OperationalError as fault:
        raise LauncherFault(
            f"Your database can't be reached: {str(fault).strip()}\nCheck DATABASE_URL, then: savoir doctor"
        ) from fault
