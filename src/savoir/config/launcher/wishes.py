"""What the launcher reads of the operator's settings; `savoir.config.environment.Environment` fulfills it.

A protocol, because the environment asks the launcher for the embedded address: no knot.
"""

from pathlib import Path
from typing import Protocol


class Address(Protocol):
    """Where one role finds the database."""

    @property
    def name(self) -> str: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> str: ...
    @property
    def options(self) -> tuple[tuple[str, str], ...]: ...
    def conninfo(self) -> str:
        """As `psycopg.connect` takes it."""


class Wishes(Protocol):
    """What the operator decided."""

    @property
    def home(self) -> Path: ...
    @property
    def database_url(self) -> str: ...
    @property
    def database_backup_url(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def smtp_url(self) -> str: ...
    @property
    def pool_size(self) -> int: ...
    @property
    def is_production(self) -> bool: ...

    def database(self) -> Address:
        """The address of the chosen role."""
