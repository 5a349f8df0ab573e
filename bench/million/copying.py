"""The copies: one INSERT .. SELECT for each table and range of copies, by whatever columns the table has."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from string import Template
from typing import Any

from django.apps import apps
from django.db import models

from bench.million.plan import STEPS, WEEKS_A_STEP
from bench.million.shapes import CHANGED, DATED, HANGS_ON, IDS, NAMES, ONCE, ONCE_CHANGED, ONLY, WHERE

_DAY = re.compile(r'"(\d{4}-\d\d-\d\d)((?:T[0-9:.+\-]+|)?)"')
Strides = dict[str, int]
Kinds = dict[str, set[str]]  # the ids and names that events of a kind carry


def tables() -> dict[str, Any]:
    """Every model by its table."""
    return {model._meta.db_table: model for model in apps.get_models()}


def seed_sql(table: str) -> str:
    """The demo's rows of a table with the order they hang on, kept apart."""
    column, above = HANGS_ON[table]
    only = f" WHERE {ONLY[table]}" if table in ONLY else ""
    made = f"CREATE UNLOGGED TABLE bench.{table} AS SELECT"
    if table == "orders_order":
        buyer = "JOIN orders_customer c ON c.id = t.customer_id"
        return f"{made} t.id AS old_order, c.name AS buyer, t.* FROM {table} t {buyer}"
    place = "row_number() OVER (PARTITION BY a.old_order ORDER BY t.id) AS place"
    joined = f"{table} t JOIN bench.{above} a ON a.id = t.{column}"
    return f"{made} a.old_order, a.buyer, {place}, t.* FROM {joined}{only}"


def dated_rows(rows: list[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """(row, step, JSON) with every day of the JSON moved; rows without a day are left out."""
    for row_id, text in rows:
        parts = _DAY.split(text)
        if len(parts) == 1:
            continue
        for step in range(1, STEPS + 1):
            yield row_id, step, _moved(parts, timedelta(weeks=step * WEEKS_A_STEP))


def _moved(parts: list[str], by: timedelta) -> str:
    said = [parts[0]]
    for place in range(1, len(parts), 3):
        day = date.fromisoformat(parts[place]) - by
        said.append(f'"{day.isoformat()}{parts[place + 1]}"{parts[place + 2]}')
    return "".join(said)


def copy_sql(table: str, strides: Strides, kinds: Kinds | None = None) -> str:
    """The statement that copies a table for the copies `%(low)s` to `%(high)s` (half-open)."""
    model = tables()[table]
    cells = {field.column: _cell(table, field, strides) for field in model._meta.concrete_fields}
    if kinds:
        cells["payload"] = _payload(kinds, strides)
    names = ", ".join(f'"{name}"' for name in cells)
    dated = DATED.get(table)
    join = f" LEFT JOIN bench.dated_{table} d ON d.id = t.id AND d.step = g.step" if dated else ""
    more = f" AND {WHERE[table]}" if table in WHERE else ""
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(cells.values())} FROM bench.plan g"
        f" JOIN bench.{table} t ON t.old_order = g.old_order JOIN orders_customer c ON c.id = g.customer_id"
        f"{join} WHERE g.copy >= %(low)s AND g.copy < %(high)s{more} ORDER BY g.copy, t.id"
    )


def _cell(table: str, field: Any, strides: Strides) -> str:
    """What a column of a copy holds."""
    column = f't."{field.column}"'
    changed = CHANGED.get(f"{table}.{field.column}")
    if changed is not None:
        return Template(changed).substitute(strides)
    if field.column == "org_id":
        return "g.org_id"
    if field.primary_key:
        return f"{column} + g.copy * {strides[table]}"
    if isinstance(field, models.ForeignKey):
        return _key(column, field.related_model._meta.db_table, strides)
    if isinstance(field, models.DateTimeField):
        return f"{column} - g.shift"
    if isinstance(field, models.DateField):
        return f"{column} - g.days"
    return f"coalesce(d.{field.column}, {column})" if DATED.get(table) == field.column else column


def _key(column: str, target: str, strides: Strides) -> str:
    if target == "orders_customer":
        return "g.customer_id"
    if target in HANGS_ON:
        return f"{column} + g.copy * {strides[target]}"
    if target in ONCE:
        return f"{column} + g.house * {strides[target]}"
    raise LookupError(f"nobody says how a key to {target} is copied: bench/million/shapes.py")


def _payload(kinds: Kinds, strides: Strides) -> str:
    """An event's own words: the ids in it are those of the copy."""
    branches = []
    for kind, keys in sorted(kinds.items()):
        pairs = [f"'{key}', {_named(key, strides)}" for key in sorted(keys)]
        branches.append(
            f"WHEN '{kind}' THEN coalesce(d.payload, t.payload) || jsonb_build_object({', '.join(pairs)})"
        )
    return f"CASE t.kind {' '.join(branches)} ELSE coalesce(d.payload, t.payload) END"


def _named(key: str, strides: Strides) -> str:
    if key in NAMES:
        return NAMES[key]
    if key == "customer_id":
        return "g.customer_id"
    number = f"(t.payload->>'{key}')::bigint"
    if key == "member_id":
        return f"{number} + g.house * {strides['organizations_member']}"
    return f"{number} + g.copy * {strides[IDS[key]]}"


def jobs_sql(strides: Strides) -> str:
    """The statement that copies what waits in the queue: ids in its arguments and at the end of its locks."""
    ids = [f"CASE WHEN t.args ? '{key}' THEN jsonb_build_object('{key}', (t.args->>'{key}')::bigint"
           f" + g.copy * {strides[table]}) ELSE '{{}}'::jsonb END" for key, table in IDS.items()]  # fmt: skip
    args = " || ".join(["t.args || jsonb_build_object('org_id', g.org_id)", *ids])
    owner = "coalesce(" + ", ".join(
        f"(t.args->>'{key}')::bigint + g.copy * {strides[IDS[key]]}"
        for key in ("message_id", "refund_id", "ra_id", "case_id", "subject_id")
    ) + ")"  # fmt: skip
    # The last number of a lock is the id of what it locks; the one before it is the organization.
    return (
        "INSERT INTO procrastinate_jobs (id, queue_name, task_name, lock, args, status, scheduled_at,"
        " attempts, queueing_lock, priority, abort_requested)"
        f" SELECT t.id + g.copy * {strides['procrastinate_jobs']}, t.queue_name, t.task_name,"
        f" {_lock('lock', owner)}, {args}, 'todo', t.scheduled_at - g.shift, 0,"
        f" {_lock('queueing_lock', owner)}, t.priority, false"
        " FROM bench.plan g JOIN bench.procrastinate_jobs t ON t.old_order = g.old_order"
        " WHERE g.copy >= %(low)s AND g.copy < %(high)s AND g.is_open ORDER BY g.copy, t.id"
    )


def _lock(column: str, owner: str) -> str:
    return f"regexp_replace(t.{column}, '\\d+:\\d+$', g.org_id || ':' || {owner})"


SEED_JOBS = """CREATE UNLOGGED TABLE bench.procrastinate_jobs AS
    SELECT coalesce(c.old_order, r.old_order, a.old_order, m.old_order, s.old_order) AS old_order, t.*
    FROM procrastinate_jobs t
    LEFT JOIN bench.cases_case c ON c.id = (t.args->>'case_id')::bigint
    LEFT JOIN bench.resolutions_refund r ON r.id = (t.args->>'refund_id')::bigint
    LEFT JOIN bench.logistics_returnauthorization a ON a.id = (t.args->>'ra_id')::bigint
    LEFT JOIN bench.conversations_message m ON m.id = (t.args->>'message_id')::bigint
    LEFT JOIN bench.cases_case s ON s.id = (t.args->>'subject_id')::bigint
        AND t.args->>'subject_kind' = 'case'
    WHERE t.status = 'todo' AND coalesce(c.old_order, r.old_order, a.old_order, m.old_order, s.old_order)
        IS NOT NULL"""


def once_sql(table: str, strides: Strides) -> str:
    """The statement that gives every small house its own rows of a table."""
    cells = {field.column: _once(table, field, strides) for field in tables()[table]._meta.concrete_fields}
    names = ", ".join(f'"{name}"' for name in cells)
    where = "" if "org_id" not in cells else " WHERE t.org_id = %(org)s"
    made = ", ".join(cells.values())
    return f"INSERT INTO {table} ({names}) SELECT {made} FROM bench.houses h, {table} t{where}"


def _once(table: str, field: Any, strides: Strides) -> str:
    column = f't."{field.column}"'
    if f"{table}.{field.column}" in ONCE_CHANGED:
        return ONCE_CHANGED[f"{table}.{field.column}"]
    if field.column == "org_id":
        return "h.org_id"
    if field.primary_key:
        return f"{column} + h.house * {strides[table]}"
    if isinstance(field, models.ForeignKey) and field.related_model._meta.db_table in ONCE:
        return f"{column} + h.house * {strides[field.related_model._meta.db_table]}"
    return column


def as_json(value: Any) -> str:
    """JSON as text, as the database gave it or as Python holds it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_said)


def _said(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(type(value).__name__)
