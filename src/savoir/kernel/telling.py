"""Writes whose answer nobody needs (`kernel.waiting`), and the moment they must have been sent."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.types.json import Jsonb

from savoir.kernel import waiting
from savoir.kernel.memory import about_to_send, is_direct, is_remembering
from savoir.kernel.prepared import Params


def tell(sql: str, params: Params, check: waiting.Check | None = None) -> None:
    """Let a write go with the next statement of the open block; `check` hears how many rows it wrote.

    Where statements are listened to, or outside of an organization block, it goes at once. What its error or
    its check raises comes with the next statement, at the latest before the block commits.
    """
    own = connections[DEFAULT_DB_ALIAS]
    if is_remembering() and is_direct(own):
        about_to_send(sql)
        waiting.held(own).append(waiting.Told(sql, _as_it_is(params), check))
        return
    with own.cursor() as cursor:
        cursor.execute(sql, params)
        written = cursor.rowcount
    if check is not None:
        check(written)


def _as_it_is(params: Params) -> Params:
    """Values as they are now: a document is written down only when it is sent, and may have grown by then."""
    if isinstance(params, Mapping):
        return {name: _still(value) for name, value in params.items()}
    return [_still(value) for value in params]


def _still(value: Any) -> Any:
    if isinstance(value, Jsonb):
        text = (value.dumps or json.dumps)(value.obj)
        return Jsonb(None, dumps=lambda _nothing: text)
    return list(value) if isinstance(value, list) else value


def send_told() -> None:
    """Send what waits: its block is about to end, or a statement follows that passes nobody."""
    waiting.send(connections[DEFAULT_DB_ALIAS])


def drop_told() -> None:
    """Forget what waits: its block was left by an exception."""
    waiting.drop(connections[DEFAULT_DB_ALIAS])
