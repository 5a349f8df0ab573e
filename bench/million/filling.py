"""Filling the base: the plan, the customers, the copies, the indexes, and whether every key finds its row."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg

from bench.million import words
from bench.million.copying import (
    SEED_JOBS,
    Kinds,
    Strides,
    as_json,
    copy_sql,
    dated_rows,
    jobs_sql,
    once_sql,
    seed_sql,
)
from bench.million.home import Home
from bench.million.plan import COLUMNS, House, Sample, lines
from bench.million.shapes import DATED, HANGS_ON, IDS, NAMES, ONCE

COPIES_A_TURN, HANDS = 250, 2
KEPT_KEYS = {*IDS, *NAMES, "customer_id", "member_id"}


def say(words_: str, began: float) -> None:
    """One line of progress."""
    print(f"  {words_:58} {time.monotonic() - began:6.0f} s", flush=True)


def run(link: psycopg.Connection, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """One statement; its rows if it has any."""
    cursor = link.execute(sql.encode(), values or None)
    return cursor.fetchall() if cursor.description else []


@contextmanager
def hand(home: Home) -> Iterator[psycopg.Connection]:
    """A connection that neither checks keys nor rings bells: both are done once, at the end."""
    with home.superuser() as link:
        run(link, "SET session_replication_role = replica")
        run(link, "SET work_mem = '128MB'")
        yield link


def strides_of(link: psycopg.Connection) -> Strides:
    """How far apart the ids of two copies lie in each table."""
    named = {*HANGS_ON, *ONCE, "organizations_organization"}
    return {t: 1 + int(run(link, f"SELECT coalesce(max(id), 0) FROM {t}")[0][0]) for t in sorted(named)}


def samples_of(link: psycopg.Connection) -> list[Sample]:
    """The demo's orders that have one case, oldest first."""
    rows = run(
        link,
        """SELECT o.id, o.number, max(c.reference), bool_and(c.state = 'closed'),
        (SELECT coalesce(array_agg(r.number ORDER BY r.id), '{}')
            FROM logistics_returnauthorization r JOIN cases_case k ON k.id = r.case_id
            WHERE k.order_id = o.id),
        (SELECT count(*) FROM resolutions_refund r JOIN cases_case k ON k.id = r.case_id
            WHERE k.order_id = o.id)
        FROM orders_order o JOIN cases_case c ON c.order_id = o.id
        GROUP BY o.id HAVING count(*) = 1 ORDER BY o.id""",
    )
    return [Sample(*row) for row in rows]


def keep_seed(link: psycopg.Connection) -> None:
    """The demo's rows apart, and their JSON at every step of the past."""
    run(link, "DROP SCHEMA IF EXISTS bench CASCADE")
    run(link, "CREATE SCHEMA bench")
    for table in HANGS_ON:
        run(link, SEED_JOBS if table == "procrastinate_jobs" else seed_sql(table))
    for table, column in DATED.items():
        run(link, f"CREATE UNLOGGED TABLE bench.dated_{table} (id bigint, step int, {column} jsonb)")
        closed = f"SELECT t.id, t.{column} FROM bench.{table} t JOIN orders_order o ON o.id = t.old_order"
        rows = [(row_id, as_json(value)) for row_id, value in run(link, closed)]
        with link.cursor().copy(f"COPY bench.dated_{table} FROM STDIN") as copy:
            for row in dated_rows(rows):
                copy.write_row(row)
    where, what, did = (f"ARRAY{list(part)!r}" for part in (words.WHERE, words.WHAT, words.DID))
    run(
        link,
        f"""CREATE FUNCTION bench.sentence(n bigint, m bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT ' ' || initcap(left(x, 1)) || substr(x, 2) || '.' FROM (SELECT
        ({what}::text[])[1 + (n * 31 + m * 7) % {len(words.WHAT)}] || ' '
        || ({did}::text[])[1 + (n * 17 + m * 3) % {len(words.DID)}] || ' '
        || ({where}::text[])[1 + (n * 13 + m) % {len(words.WHERE)}]
        || ', repère ' || upper(substr(md5(n::text || '.' || m), 1, 6)) AS x) s $$""",
    )


def kinds_of(link: psycopg.Connection) -> Kinds:
    """The ids and names that events of each kind carry."""
    rows = run(link, "SELECT kind, array_agg(DISTINCT key) FROM bench.kernel_ledgerevent,"
                     " jsonb_object_keys(payload) key GROUP BY kind")  # fmt: skip
    found = {kind: KEPT_KEYS & set(keys) for kind, keys in rows}
    return {kind: keys for kind, keys in found.items() if keys}


_PLAN = """CREATE UNLOGGED TABLE bench.plan (old_order bigint, copy bigint, house bigint, org_id bigint,
    step int, shift interval, days int, customer_id bigint, sav text, old_sav text, ra text[], old_ra text,
    refund text[], number text, norm text, old_number text, old_norm text, is_open boolean)"""
_HOUSES = """CREATE UNLOGGED TABLE bench.houses (house bigint, org_id bigint, customers bigint,
    first bigint)"""


def write_plan(link: psycopg.Connection, made: list[House], samples: list[Sample]) -> None:
    """Every copy by a line of its own, and every house."""
    run(link, _PLAN)
    run(link, _HOUSES)
    key = bytes(run(link, "SELECT reference_key FROM organizations_organization ORDER BY id LIMIT 1")[0][0])
    number = int(run(link, "SELECT last_value FROM kernel_reference")[0][0]) // 4 + 1
    with link.cursor().copy(f"COPY bench.plan ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for house in made:
            for line in lines(house, samples, key, number):
                copy.write_row(line)
                number += 1
    run(link, f"SELECT setval('kernel_reference', {4 * number + 4})")
    for house in made:
        run(link, "INSERT INTO bench.houses VALUES (%(house)s, %(org)s, %(customers)s, %(first)s)",
            house=house.number, org=house.org_id, customers=house.customers,
            first=house.first_customer)  # fmt: skip
    run(link, "CREATE INDEX ON bench.plan (copy)")
    run(link, "ANALYZE bench.plan")


_PEOPLE = """INSERT INTO orders_customer (id, org_id, external_id, name, name_search, email, email_normalized,
        phone, phone_normalized, language, country, postcode, city, street, since_on)
    SELECT h.first + n, h.org_id, 'K' || lpad(n::text, 8, '0'), name,
        regexp_replace(lower(unaccent(name)), '[^0-9a-z]+', ' ', 'g'), mail, mail, '', '', 'fr', 'FR',
        left(place, 5), substr(place, 7), (1 + n % 140) || ' ' || (%(streets)s::text[])[1 + n % {streets}],
        date '2019-03-04' + (n % 2000)::int
    FROM bench.houses h, LATERAL (SELECT n, name, (%(places)s::text[])[1 + n * 7 % {places}] AS place,
        regexp_replace(lower(unaccent(name)), '[^0-9a-z]+', '.', 'g') || n || '@exemple.fr' AS mail
        FROM (SELECT n, (%(first)s::text[])[1 + n * 11 % {first}] || ' '
            || (%(last)s::text[])[1 + n * 29 % {last}]
            || CASE WHEN n % 5 < 2 THEN '-' || (%(last)s::text[])[1 + n / {last} % {last}] ELSE '' END AS name
            FROM generate_series(0, h.customers - 1) n) named) people ORDER BY 1"""


def write_houses(link: psycopg.Connection, strides: Strides, org_id: int) -> None:
    """The small organizations with their people and rules, and the customers of all."""
    step = strides["organizations_organization"]
    run(
        link,
        f"""INSERT INTO organizations_organization (id, slug, name, active, country, reference_key)
        SELECT t.id + h.house * {step}, t.slug || '-' || h.house, t.name || ' ' || h.house, t.active,
        t.country, t.reference_key FROM bench.houses h, organizations_organization t
        WHERE h.house > 0 AND t.id = {org_id}""",
    )
    for table in ONCE:
        sql = once_sql(table, strides)
        run(link, f"{sql}{' AND' if ' WHERE ' in sql else ' WHERE'} h.house > 0", org=org_id)
    run(link, """INSERT INTO organizations_route (kind, key_digest, org_id) SELECT 'brand',
        encode(sha256(convert_to(slug, 'UTF8')), 'hex'), org_id FROM organizations_brand
        WHERE org_id <> %(org)s""",
        org=org_id)  # fmt: skip
    sizes = {
        "streets": len(words.STREETS),
        "places": len(words.PLACES),
        "first": len(words.FIRST),
        "last": len(words.LAST),
    }
    people = _PEOPLE
    for name, size in sizes.items():
        people = people.replace("{" + name + "}", str(size))
    people = people.replace(" % ", " %% ")
    run(link, people, streets=words.STREETS, places=words.PLACES, first=words.FIRST, last=words.LAST)


def secondary(link: psycopg.Connection) -> tuple[list[str], list[str]]:
    """Statements that take the unneeded indexes of the copied tables away, and those that make them again."""
    rows = run(link, """SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, c.conname,
        pg_get_indexdef(i.indexrelid), pg_get_constraintdef(c.oid)
        FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
            AND c.contype IN ('u', 'p', 'x')
        WHERE i.indrelid::regclass::text = ANY(%(tables)s) AND NOT i.indisprimary
          AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.indexrelid)
        ORDER BY pg_relation_size(i.indrelid) DESC""", tables=[*HANGS_ON, "orders_customer"])  # fmt: skip
    drop, make = [], []
    for index, table, constraint, definition, written in rows:
        drop.append(
            f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"' if constraint else f"DROP INDEX {index}"
        )
        make.append(
            f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {written}' if constraint else definition
        )
    return drop, make


def copy_all(home: Home, strides: Strides, kinds: Kinds, last: int) -> None:
    """Every table, two at a time, the longest first."""
    sizes = {"kernel_ledgerevent": 0, "conversations_message": 1, "cases_decision": 2, "orders_orderline": 3}

    def work(table: str) -> None:
        sql = (
            jobs_sql(strides)
            if table == "procrastinate_jobs"
            else copy_sql(table, strides, kinds if table == "kernel_ledgerevent" else None)
        )
        with hand(home) as link:
            for low in range(1, last + 1, COPIES_A_TURN):
                run(link, sql, low=low, high=low + COPIES_A_TURN)

    _by_hands(work, sorted(HANGS_ON, key=lambda table: sizes.get(table, 9)))


def _by_hands(work: Callable[[str], None], things: list[str]) -> None:
    with ThreadPoolExecutor(HANDS) as hands:
        for _ in hands.map(work, things):
            pass


def write_link_routes(link: psycopg.Connection) -> None:
    """Where a one-time link of a copy leads."""
    run(link, """INSERT INTO organizations_route (kind, key_digest, org_id)
        SELECT 'link', l.digest, l.org_id FROM organizations_accesslink l
        WHERE NOT EXISTS (SELECT FROM organizations_route r WHERE r.key_digest = l.digest)""")  # fmt: skip
