"""Finding a message by what it says."""

import re
from datetime import datetime
from typing import Any

from django.db import connection

from savoir.conversations.queries.messages import card_of, visible_messages
from savoir.conversations.rules import excerpt_of
from savoir.conversations.values import Mention, Mentions, MessageCard
from savoir.kernel.access import Actor

# The function of migration 0008: it may look past row-level security, under which no index of words is used,
# and answers with ids of the open organization, newest first. What they are is read again, for the actor.
_SEARCH = "SELECT found_id, found_at FROM messages_search(%s, %s, %s, %s, %s::bigint[], %s)"
_ASKS = "SELECT is_common FROM message_asks(%s)"
_A_WORD = re.compile(r"\w\w")
_LAST_ID = 2**63 - 1


def messages_saying(
    *, actor: Actor, text: str, limit: int, after: tuple[datetime, int] | None = None
) -> Mentions:
    """Messages and notes the actor may see that hold every word of `text`, whatever its accents and endings,
    newest first; past `after`, where a former page ended. Two statements, found or not.
    """
    seen = visible_messages(actor)
    if not _A_WORD.search(text):
        return Mentions(is_too_common=True)
    at, last_id = after or (None, _LAST_ID)
    orders = list(actor.order_ids) if actor.is_customer else None
    rows = _ids([text, at, last_id, actor.brand_id, orders, limit + 1])
    if not rows:
        return Mentions(is_too_common=after is None and _is_common(text))
    cards = {row.id: card_of(row) for row in seen.filter(id__in=[found_id for found_id, _ in rows[:limit]])}
    found = tuple(_mention(cards[found_id], text) for found_id, _ in rows[:limit] if found_id in cards)
    last = rows[limit - 1] if len(rows) > limit else None
    return Mentions(found=found, after=(last[1], last[0]) if last else None)


def _ids(asked: list[Any]) -> list[tuple[int, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, asked)
        return list(cursor.fetchall())


def _is_common(text: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_ASKS, [text])
        return bool(cursor.fetchone()[0])


def _mention(card: MessageCard, text: str) -> Mention:
    """The words in its text; in its subject where only that holds them."""
    excerpt = excerpt_of(card.text, text)
    if card.subject and not any(part.is_hit for part in excerpt):
        excerpt = excerpt_of(card.subject, text)
    return Mention(message=card, excerpt=excerpt)
