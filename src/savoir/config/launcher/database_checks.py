"""The doctor's questions to the database, asked as the runtime role."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from savoir.config.launcher import reaching
from savoir.config.launcher.bootstrap import SEARCH
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.findings import Finding, broken, fine, warning
from savoir.config.launcher.units import way_to_start
from savoir.config.launcher.wishes import Address, Wishes
from savoir.kernel.values.saying import say, together

OLDEST_MAJOR = 17
CLOCK_TOLERANCE = timedelta(seconds=2)
HEARTBEAT_TOLERANCE = timedelta(seconds=60)
# Read before the organization is known: ids and digests only (tests/kernel/test_tenancy.py keeps the list).
SHARED_TABLES = ("kernel_settingsmark", "organizations_membership", "organizations_route")
Connection = psycopg.Connection[tuple[Any, ...]]

_ROLE = """
SELECT r.rolname, r.rolsuper, r.rolbypassrls, EXISTS (
    SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p')
) FROM pg_roles r WHERE r.rolname = current_user"""
_UNPROTECTED = """
SELECT c.relname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  AND NOT c.relname = ANY (%s)
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity
           AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
ORDER BY 1"""
_PROTECTED_COUNT = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relforcerowsecurity"
_SEARCH = """
SELECT r.rolname, r.rolbypassrls OR r.rolsuper, r.rolcanlogin
FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
WHERE p.proname IN ('orders_search', 'messages_search') AND p.prosecdef
  AND p.pronamespace = 'public'::regnamespace
ORDER BY r.rolbypassrls OR r.rolsuper, NOT r.rolcanlogin LIMIT 1"""
# bench/search.py, 300,000 orders in each of two houses: medians of 20 searches.
_SLOW = say(
    "It runs under row-level security and finds the same, but reads names, serial numbers and words row by "
    "row: among 300,000 orders 70 to 400 ms were measured, instead of 0.3 to 18."
)
_THIS_MACHINE = ("", "localhost", "127.0.0.1", "::1")
_WORKERS = "SELECT to_regclass('public.procrastinate_workers') IS NOT NULL"
_HEARTBEAT = "SELECT max(last_heartbeat), now() FROM procrastinate_workers"


def database_findings(environment: Wishes) -> list[Finding]:
    """Everything the database can tell this role; one broken finding when it cannot be reached."""
    try:
        with reaching.line(environment) as connection:
            return [
                version_finding(connection),
                line_finding(connection, environment.database()),
                role_finding(connection),
                protection_finding(connection),
                search_finding(connection),
                clock_finding(connection),
                worker_finding(connection, is_production=environment.is_production),
            ]
    except (psycopg.OperationalError, LauncherFault) as fault:
        way_out = say("Check DATABASE_URL.") if environment.database_url else say("Start it: savoir db start")
        words = say("It cannot be reached: {fault}", fault=str(fault).strip())
        return [broken("database", together(words, way_out))]


def _one(connection: Connection, question: str, *values: str) -> tuple[Any, ...] | None:
    return connection.execute(question, values or None).fetchone()


def line_finding(connection: Connection, address: Address) -> Finding:
    """To another machine: encrypted, and to a server that proved who it is (libpq's `verify-full`)."""
    if address.host.startswith("/") or address.host in _THIS_MACHINE:
        return fine("line", say("The database is on this machine."))
    way_out = say("Add ?sslmode=verify-full to DATABASE_URL and to the other two.")
    if not connection.pgconn.ssl_in_use:
        words = say("Passwords and customers' data go to {host} in the clear.", host=address.host)
        return broken("line", together(words, way_out))
    if dict(address.options).get("sslmode") != "verify-full":
        words = say("The line to {host} is encrypted, but nobody checks who answers.", host=address.host)
        return warning("line", together(words, way_out))
    return fine("line", say("The line to {host} is encrypted, and it proved who it is.", host=address.host))


def version_finding(connection: Connection) -> Finding:
    """PostgreSQL 17 or newer."""
    major = connection.info.server_version // 10_000
    if major < OLDEST_MAJOR:
        words = say(
            "PostgreSQL {major} is too old; Savoir needs {oldest} or newer.", major=major, oldest=OLDEST_MAJOR
        )
        return broken("version", words)
    return fine("version", say("PostgreSQL {major}.", major=major))


def role_finding(connection: Connection) -> Finding:
    """The runtime role must be subject to row-level security: no superuser, no BYPASSRLS, no owner."""
    row = _one(connection, _ROLE)
    assert row is not None  # the role that asks exists
    name, is_super, bypasses, owns = row
    reasons = {
        say("'{name}' is a superuser.", name=name): is_super,
        say("'{name}' is exempt from row-level security.", name=name): bypasses,
        say("'{name}' is an owner of tables.", name=name): owns,
    }
    wrong = [words for words, holds in reasons.items() if holds]
    if wrong:
        way_out = say(
            "Organizations would see each other: give DATABASE_URL the role savoir_app, and "
            "DATABASE_OWNER_URL the owner."
        )
        return broken("role", together(*wrong, way_out))
    words = say("'{name}' is neither superuser, nor owner, nor exempt from row-level security.", name=name)
    return fine("role", words)


def protection_finding(connection: Connection) -> Finding:
    """Each table with `org_id` has FORCE ROW LEVEL SECURITY and a policy."""
    bare = [row[0] for row in connection.execute(_UNPROTECTED, (list(SHARED_TABLES),)).fetchall()]
    if bare:
        words = say(
            "Tables without row-level security: {tables}. Run: savoir db migrate", tables=", ".join(bare)
        )
        return broken("protection", words)
    row = _one(connection, _PROTECTED_COUNT)
    assert row is not None  # count(*) always answers
    if row[0] == 0:
        return broken("protection", say("The database has no tables yet. Run: savoir db migrate"))
    return fine("protection", say("Row-level security is forced on {count} tables.", count=row[0]))


def search_finding(connection: Connection) -> Finding:
    """Whether the desk's search runs beside the policy (fast) or under it, and what makes it fast."""
    row = _one(connection, _SEARCH)
    if row is None:
        return broken("search", say("The search function is missing. Run: savoir db migrate"))
    owner, is_exempt, may_log_in = row
    if not is_exempt:
        way_out = say("To mend it, as superuser: ALTER ROLE {role} BYPASSRLS", role=SEARCH)
        if owner != SEARCH:
            way_out = say(
                "To mend it, as superuser: see docs/how-to/run-on-your-own-postgres.md; the function belongs "
                "to '{owner}'", owner=owner,
            )  # fmt: skip
        return warning("search", together(_SLOW, way_out))
    if may_log_in:
        words = say("The role {owner} may log in. Run as superuser: ALTER ROLE {owner} NOLOGIN", owner=owner)
        return broken("search", words)
    words = say("It runs as '{owner}', which passes row-level security and may not log in.", owner=owner)
    return fine("search", words)


def clock_finding(connection: Connection) -> Finding:
    """This machine's clock against the database's."""
    row = _one(connection, "SELECT clock_timestamp()")
    assert row is not None  # a bare SELECT always answers
    gap = abs(datetime.now(UTC) - row[0])
    if gap > CLOCK_TOLERANCE:
        words = say(
            "This machine and the database differ by {seconds} s. Turn NTP on.",
            seconds=f"{gap.total_seconds():.0f}",
        )  # fmt: skip
        return broken("clock", words)
    return fine("clock", say("This machine and the database tell the same time."))


def worker_finding(connection: Connection, *, is_production: bool = False) -> Finding:
    """A worker that has shown life within the last minute; a server without one is broken."""
    way_out = way_to_start("worker", is_production=is_production)
    known = _one(connection, _WORKERS)
    row = _one(connection, _HEARTBEAT) if known and known[0] else None
    if row is None or row[0] is None:
        words = together(say("No worker runs: e-mails, slips and refunds wait."), way_out)
        return broken("worker", words) if is_production else warning("worker", words)
    silence = row[1] - row[0]
    if silence > HEARTBEAT_TOLERANCE:
        seconds = f"{silence.total_seconds():.0f}"
        words = together(say("The worker is silent for {seconds} s.", seconds=seconds), way_out)
        return broken("worker", words)
    return fine("worker", say("The worker shows life."))
