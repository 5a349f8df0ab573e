"""The connection asks the environment for its address on first use, never at import."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from savoir.config.environment import DatabaseAddress
from savoir.config.launcher.faults import LauncherFault


def _address() -> DatabaseAddress:
    try:
        address: DatabaseAddress = settings.ENVIRONMENT.database()
    except LauncherFault as absent:
        raise OperationalError(str(absent)) from absent
    return address


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with the address read late; an explicit NAME (tests) wins over the address's own."""

    def get_connection_params(self) -> dict[str, Any]:
        """Fill host, port, user and password from `Environment.database()` unless settings name a user."""
        if not self.settings_dict.get("USER"):
            address = _address()
            self.settings_dict.update(
                USER=address.user, PASSWORD=address.password, HOST=address.host, PORT=address.port
            )
            self.settings_dict["NAME"] = self.settings_dict["NAME"] or address.name
        return super().get_connection_params()
