"""Connections of the tests keep their prepared statements over the rollback that ends each test.

psycopg forgets all of them at any ROLLBACK, a savepoint's too: each test had everything planned anew, 40 % of
the server's work. A worker in service keeps them over its commits. What was altered PostgreSQL plans again.
"""

from typing import Any

from django.db.backends.signals import connection_created
from psycopg._preparing import PrepareManager

MOST_PREPARED = 500  # a test of the doors asks some hundred different questions; psycopg keeps a hundred


class KeptPlans(PrepareManager):
    """Forgets nothing at a rollback."""

    def clear(self) -> bool:
        """Told of a rollback or an altered table: the server's plans hold, or are made anew there."""
        return False


def _keep(connection: Any, **_: object) -> None:
    plans = KeptPlans()
    plans.prepare_threshold = connection.connection._prepared.prepare_threshold
    plans.prepared_max = MOST_PREPARED
    connection.connection._prepared = plans


def keep_plans() -> None:
    """From here on, for every connection that Django makes in this process."""
    connection_created.connect(_keep, dispatch_uid="tests.plans")
