"""The connection asks the environment for its address on first use, never at import."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from django.db.utils import OperationalError
from psycopg.adapt import AdaptersMap
from psycopg_pool import ConnectionPool

from savoir.config.environment import DatabaseAddress
from savoir.config.launcher.faults import LauncherFault
from savoir.config.postgres.lines import check_line


def _address() -> DatabaseAddress:
    try:
        address: DatabaseAddress = settings.ENVIRONMENT.database()
    except LauncherFault as absent:
        raise OperationalError(str(absent)) from absent
    return address


class Instants(BaseTzLoader):  # type: ignore[misc]  # the stubs do not know it
    """An instant as Django reads it, in a tenth of the time: a page holds a hundred, a queue more."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        """A datetime in UTC; what is no plain instant of the connection's UTC is left to Django's reader."""
        try:
            at = datetime.fromisoformat(bytes(data).decode("ascii"))
        except ValueError:  # infinity, or a year of five digits
            at = None
        return at if at is not None and at.tzinfo is UTC else super().load(data)


@cache
def _reading_instants(context: Any) -> AdaptersMap:
    """Django's adapters with our reader of instants; made once, as Django's own map is."""
    adapters = AdaptersMap(context.adapters)
    adapters.register_loader("timestamptz", Instants)
    return adapters


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with the address read late; an explicit NAME (tests) wins over the address's own."""

    @property
    def pool(self) -> Any:
        """As Django makes it, with a check of ours: asking the server costs each request a round trip."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if not options or self.alias == NO_DB_ALIAS:
            return None
        django: Any = self  # the stubs do not know its pools
        if self.alias not in django._connection_pools:
            made = ConnectionPool(
                kwargs=self.get_connection_params() | {"autocommit": True}, open=False,
                configure=django._configure_connection, check=check_line, **options,
            )  # fmt: skip
            django._connection_pools.setdefault(self.alias, made)  # of two threads the first wins
        return django._connection_pools[self.alias]

    def get_connection_params(self) -> dict[str, Any]:
        """Fill host, port, user, password and what else the operator's address says from
        `Environment.database()` unless settings name a user.
        """
        if not self.settings_dict.get("USER"):
            address = _address()
            self.settings_dict.update(
                USER=address.user, PASSWORD=address.password, HOST=address.host, PORT=address.port
            )
            self.settings_dict["NAME"] = self.settings_dict["NAME"] or address.name
            self.settings_dict["OPTIONS"] = {**self.settings_dict["OPTIONS"], **dict(address.options)}
        parameters: dict[str, Any] = super().get_connection_params()
        if self.timezone is UTC:
            parameters["context"] = _reading_instants(parameters["context"])
        return parameters
