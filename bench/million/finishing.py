"""After the copies: counters, sequences, indexes, and whether every key finds its row."""

from concurrent.futures import ThreadPoolExecutor

import psycopg

from bench.million.filling import HANDS, hand, run
from bench.million.home import Home

_STANDING = """INSERT INTO orders_customerstanding (org_id, customer_id, cases_opened, refunds_settled,
        refunded_minor, inspections_rejected, last_case_at)
    SELECT c.org_id, c.customer_id, count(*), coalesce(sum(r.n), 0), coalesce(sum(r.minor), 0), 0,
        max(c.opened_at)
    FROM cases_case c LEFT JOIN (SELECT case_id, count(*) AS n, sum(amount_minor) AS minor
        FROM resolutions_refund WHERE state = 'settled' GROUP BY 1) r ON r.case_id = c.id
    WHERE c.customer_id >= (SELECT min(first) FROM bench.houses) GROUP BY 1, 2"""
_WORDS = """INSERT INTO conversations_messagewords (id, org_id, week, said_at, words)
    SELECT m.id, m.org_id, message_week(m.created_at), m.created_at, message_words(m.language, s.said)
    FROM conversations_message m,
         LATERAL message_said(m.step, m.subject, m.note, m.words, m.body_text) AS s (said)
    WHERE mod(m.id, {hands}) = {hand} AND s.said <> '' ORDER BY m.id ON CONFLICT (id) DO NOTHING"""
_KEYS = """SELECT f.conname, f.conrelid::regclass::text, f.confrelid::regclass::text,
        (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(f.conkey) WITH ORDINALITY k(num, n)
         JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.num),
        (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(f.confkey) WITH ORDINALITY k(num, n)
         JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.num)
    FROM pg_constraint f WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace ORDER BY 1"""
_SEQUENCES = """SELECT s.oid::regclass::text, t.oid::regclass::text, a.attname FROM pg_class s
    JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') JOIN pg_class t ON t.oid = d.refobjid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE s.relkind = 'S' AND t.relnamespace = 'public'::regnamespace"""
_TABLES = """SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'
    AND relnamespace = 'public'::regnamespace ORDER BY pg_relation_size(oid) DESC"""


def count_standing(link: psycopg.Connection) -> None:
    """What higher rooms count about a customer, for the customers of the copies."""
    run(link, _STANDING)


def write_words(home: Home, link: psycopg.Connection) -> None:
    """The words of the copied messages, by all hands: no trigger ran for them."""
    made = run(link, "SELECT indexdef FROM pg_indexes WHERE indexname = 'message_words'")[0][0]
    run(link, "DROP INDEX message_words")
    _side_by_side(home, [_WORDS.format(hands=HANDS, hand=one) for one in range(HANDS)])
    run(link, "SET maintenance_work_mem = '1GB'")
    run(link, made)


def set_sequences(link: psycopg.Connection) -> None:
    """The next id of every table lies after its last row."""
    for sequence, table, column in run(link, _SEQUENCES):
        run(link, f"SELECT setval('{sequence}', greatest((SELECT max({column}) FROM {table}), 1))")


def make_again(home: Home, statements: list[str]) -> None:
    """Indexes and constraints, two at a time, the largest tables first."""
    _side_by_side(home, statements)


def sweep(home: Home, tables: list[str]) -> None:
    """What autovacuum would have done by and by."""
    _side_by_side(home, [f"VACUUM (ANALYZE) {table}" for table in tables])


def _side_by_side(home: Home, statements: list[str]) -> None:
    def work(statement: str) -> None:
        with hand(home) as link:
            run(link, "SET maintenance_work_mem = '1GB'")
            run(link, "SET max_parallel_maintenance_workers = 0")
            run(link, statement)

    with ThreadPoolExecutor(HANDS) as hands:
        for _ in hands.map(work, statements):
            pass


def orphans(home: Home) -> list[str]:
    """Keys of the copies that lead nowhere: the name of the constraint and how many. Must be empty."""
    with home.superuser() as link:
        keys = run(link, _KEYS)

    def work(key: tuple[str, str, str, list[str], list[str]]) -> str:
        name, table, target, columns, wanted = key
        given = " AND ".join(f't."{column}" IS NOT NULL' for column in columns)
        met = " AND ".join(f'r."{a}" = t."{b}"' for a, b in zip(wanted, columns, strict=True))
        with home.superuser() as link:
            run(link, "SET work_mem = '256MB'")
            lost = run(link, f"SELECT count(*) FROM {table} t WHERE {given}"
                             f" AND NOT EXISTS (SELECT FROM {target} r WHERE {met})")[0][0]  # fmt: skip
        return f"{name}: {lost}" if lost else ""

    with ThreadPoolExecutor(HANDS) as hands:
        return [line for line in hands.map(work, keys) if line]


def table_names(link: psycopg.Connection) -> list[str]:
    """Tables of the product, the largest first."""
    return [row[0] for row in run(link, _TABLES)]


def database_bytes(link: psycopg.Connection) -> int:
    """How large the database is."""
    return int(run(link, "SELECT pg_database_size(current_database())")[0][0])
