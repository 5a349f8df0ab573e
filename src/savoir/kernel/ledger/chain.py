"""The ledger's seals: each hour a digest over what was recorded since the last one, chained to it.

A row that is altered, taken out or put in later is found, whoever did it: the program may not (rights and a
trigger), the owner of the database could. Recording a fact costs nothing more. A seal covers rows whose
transaction lies in [from_xid, to_xid) and whose id lies in (floor_id, upto_id]. After a backup was restored
elsewhere transactions count from the beginning again, and may have passed those of the last seal before the
next one: the newest sealed fact says in whose life it was written. Then the floor rises, and older seals keep
theirs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from savoir.kernel import jobs
from savoir.kernel.tenancy import current_organization, organization_block

SEAL: Final = "ledger.seal"
FIRST: Final = "0" * 64
_ROWS: Final = """SELECT count(*), coalesce(max(id), 0), encode(sha256(convert_to(%(previous)s || coalesce(
    string_agg(encode(sha256(convert_to(concat_ws('|', id, subject_kind, subject_id, seq, kind,
        (extract(epoch FROM at) * 1000000)::bigint, actor_kind, actor_id, payload::text, xid::text), 'UTF8')),
        'hex'), '' ORDER BY xid, id), ''), 'UTF8')), 'hex')
FROM kernel_ledgerevent WHERE org_id = %(org)s AND xid >= %(from)s::text::xid8 AND xid < %(to)s::text::xid8
    AND id > %(floor)s AND id <= %(upto)s"""
_LAST: Final = """SELECT number, to_xid, floor_id, upto_id, digest FROM kernel_ledgerseal WHERE org_id = %s
ORDER BY number DESC LIMIT 1"""
_ELSEWHERE: Final = """SELECT EXISTS (
    SELECT 1 FROM kernel_ledgerlife l JOIN kernel_ledgerevent e ON e.life = l.number
    WHERE e.org_id = %s AND e.id = %s
      AND split_part(l.cluster, '/', 1) <> split_part(kernel_cluster(), '/', 1))"""
_ALL: Final = """SELECT number, from_xid, to_xid, floor_id, upto_id, count, previous, digest
FROM kernel_ledgerseal WHERE org_id = %s ORDER BY number"""
_KEEP: Final = """INSERT INTO kernel_ledgerseal
    (org_id, number, from_xid, to_xid, floor_id, upto_id, count, previous, digest, sealed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
_ENDLESS: Final = 2**62


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk found: seals and facts that hold, the last digest, the first broken seal."""

    seals: int
    facts: int
    head: str
    broken: int | None


def seal_ledger(*, now: datetime) -> int:
    """Seal the open organization's settled facts since the last seal; return how many. One seal at most."""
    org_id = current_organization()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ledger seal {org_id}"])
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        settled = int(cursor.fetchone()[0])
        cursor.execute(_LAST, [org_id])
        number, from_xid, floor, top, previous = cursor.fetchone() or (0, 0, 0, 0, FIRST)
        cursor.execute(_ELSEWHERE, [org_id, top])
        if cursor.fetchone()[0] or settled < from_xid:  # what comes now lies above everything sealed before
            from_xid, floor = 0, top
        asked = {
            "org": org_id, "from": from_xid, "to": settled, "floor": floor, "upto": _ENDLESS,
            "previous": previous,
        }  # fmt: skip
        cursor.execute(_ROWS, asked)
        count, upto, digest = cursor.fetchone()
        if count:
            upto = max(upto, top)
            kept = [org_id, number + 1, from_xid, settled, floor, upto, count, previous, digest, now]
            cursor.execute(_KEEP, kept)
    return int(count)


def verify_ledger() -> Verdict:
    """Walk the open organization's chain from its beginning; stop at the first seal that does not hold."""
    org_id, previous, facts, seals = current_organization(), FIRST, 0, 0
    with connection.cursor() as cursor:
        cursor.execute(_ALL, [org_id])
        for number, from_xid, to_xid, floor, upto, count, said, digest in cursor.fetchall():
            asked = {
                "org": org_id, "from": from_xid, "to": to_xid, "floor": floor, "upto": upto,
                "previous": previous,
            }  # fmt: skip
            cursor.execute(_ROWS, asked)
            found, _top, computed = cursor.fetchone()
            if (number, said, count, digest) != (seals + 1, previous, found, computed):
                return Verdict(seals, facts, previous, number)
            previous, facts, seals = digest, facts + found, number
    return Verdict(seals, facts, previous, None)


@jobs.job(SEAL)
def seal(*, org_id: int, now: datetime) -> None:
    """The hourly seal of one organization."""
    with organization_block(org_id):
        seal_ledger(now=now)


jobs.each_hour(SEAL)
