"""Roles, rights and extensions of a cluster: SQL that may run again without harm, read by psql."""

import re
from collections.abc import Mapping

from savoir.config.launcher.faults import ClusterFault

SUPERUSER = "postgres"
OWNER = "savoir_owner"
APP = "savoir_app"
SEARCH = "savoir_search"
BACKUP = "savoir_backup"
LOGINS = (SUPERUSER, OWNER, APP, BACKUP)
DATABASE = "savoir"
TEMPLATE = "template1"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "btree_gin")

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_ATTRIBUTES = {
    OWNER: "LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
    APP: "LOGIN NOCREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
    SEARCH: "NOLOGIN NOCREATEDB NOSUPERUSER BYPASSRLS NOCREATEROLE",
    BACKUP: "LOGIN NOCREATEDB NOSUPERUSER BYPASSRLS NOCREATEROLE",
}


def roles_sql(passwords: Mapping[str, str]) -> str:
    """The roles of Savoir; passwords are hexadecimal words, so quoting them is safe."""
    lines = []
    for role, attributes in _ATTRIBUTES.items():
        missing = f"NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
        lines.append(f"SELECT 'CREATE ROLE {role}' WHERE {missing} \\gexec")
        lines.append(f"ALTER ROLE {role} {attributes};")
        if role in passwords:
            lines.append(f"ALTER ROLE {role} PASSWORD '{passwords[role]}';")
    lines += [
        f"GRANT pg_read_all_data TO {BACKUP};",
        f"ALTER ROLE {BACKUP} SET default_transaction_read_only = on;",
        # The owner hands the search function over to its role; it does not inherit the exemption.
        f"GRANT {SEARCH} TO {OWNER} WITH INHERIT FALSE, SET TRUE;",
    ]
    return "\n".join(lines)


def create_database_sql(name: str) -> str:
    """Create `name` from the prepared template, owned by the migration role, unless it is there."""
    _require_name(name)
    missing = f"NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}')"
    return f"SELECT 'CREATE DATABASE \"{name}\" OWNER {OWNER}' WHERE {missing} \\gexec"


def drop_database_sql(name: str) -> str:
    """Drop `name` when it exists, ending the connections to it."""
    _require_name(name)
    return f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE);'


def rename_database_sql(former: str, name: str) -> str:
    """Rename a database that nobody is connected to."""
    _require_name(former)
    _require_name(name)
    return f'ALTER DATABASE "{former}" RENAME TO "{name}";'


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ClusterFault(f"'{name}' is no database name: use small letters, digits and _ (at most 63).")


def rights_sql() -> str:
    """Extensions and default rights of the connected database; a clone of it inherits both."""
    lines = [f"CREATE EXTENSION IF NOT EXISTS {extension};" for extension in EXTENSIONS]
    default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT"
    lines += [
        f"{default} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};",
        f"{default} USAGE, SELECT ON SEQUENCES TO {APP};",
        f"{default} EXECUTE ON FUNCTIONS TO {APP};",
        f"{default} USAGE ON SCHEMAS TO {APP};",
        f"GRANT USAGE ON SCHEMA public TO {APP};",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {SEARCH};",
    ]
    return "\n".join(lines)
