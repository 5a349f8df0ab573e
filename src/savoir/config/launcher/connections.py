"""How to reach a running cluster: addresses for libpq, Django and PostgreSQL's own programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from savoir.config.launcher.bootstrap import APP, DATABASE

PORT = 5432


@dataclass(frozen=True)
class Connections:
    """Socket folder and password per login role; the passwords stay out of `repr`."""

    host: str
    passwords: Mapping[str, str] = field(repr=False)
    port: int = PORT

    def dsn(self, role: str = APP, database: str = DATABASE) -> str:
        """`postgresql://role:password@/database?host=<socket folder>&port=5432`."""
        return (
            f"postgresql://{role}:{self.passwords[role]}@/{quote(database, safe='')}"
            f"?host={quote(self.host, safe='')}&port={self.port}"
        )

    def django(self, role: str = APP, database: str = DATABASE) -> dict[str, str]:
        """The connection part of a Django DATABASES entry."""
        return {
            "NAME": database,
            "USER": role,
            "PASSWORD": self.passwords[role],
            "HOST": self.host,
            "PORT": str(self.port),
        }

    def libpq(self, role: str, database: str) -> dict[str, str]:
        """The whole environment of psql, pg_dump and pg_restore; no password stands on a command line."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": role,
            "PGPASSWORD": self.passwords[role],
            "PGDATABASE": database,
            "PGCLIENTENCODING": "UTF8",
            "PATH": "/usr/bin:/bin",
        }
