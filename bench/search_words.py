"""The search's lines about words: what the past takes to fill, what a message pays, what a word costs.

Run by `python -m bench.search`. Each message is a letter of the house, two paragraphs out of two thousand
and a mark of its own. Four of five fill the newest weeks as a house of four million in three years fills
them; the rest lies in the weeks before. CPU-ms are those of the database's own process. The ceiling is
reading twenty messages by their ids for the same agent, in the same run.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db import connection
from tests.shop import NOON, Shop

from savoir.conversations.queries import messages_saying
from savoir.conversations.queries.messages import card_of, visible_messages
from savoir.kernel.tenancy import organization_block

MIGRATION = import_module("savoir.conversations.migrations.0008_messages_are_searched")
PARAGRAPHS = 2000
_PARTS = [
    "ba", "ro", "lin", "ter", "mou", "ché", "sal", "don", "vi", "cor", "pla", "nié", "gue", "fra", "tou",
]  # fmt: skip
_LETTER = """Bonjour, nous avons bien reçu votre demande et nous vous en remercions. Votre colis est attendu à
l'entrepôt ; le remboursement part vers le moyen de paiement d'origine dès que l'article a été examiné,
quatorze jours au plus tard après votre rétractation. Vous pouvez suivre votre dossier depuis votre espace, y
ajouter une photo ou nous répondre. Notre service client vous lit du lundi au samedi, de neuf à dix-neuf
heures."""
A_WEEK = 25_000
_FILL = """INSERT INTO conversations_message (org_id, case_id, step, occasion, audience, direction, state,
      author_kind, author_id, language, "to", words, note, subject, body_text, body_html, message_id, failure,
      created_at)
    SELECT %(org)s, c.id, 'free_text', '', 'customer', 'in', 'kept', 'customer', 0, 'fr', '', '{}', '',
      'Votre dossier', %(letter)s || (%(said)s::text[])[1 + n %% (%(paragraphs)s - 1)]
        || (%(said)s::text[])[1 + (n / 7) %% (%(paragraphs)s - 1)] || ' repère x' || n || 'x'
        || CASE WHEN n > %(many)s::int / 10 * 9 THEN ' campagne' ELSE '' END,
      '', 'w' || %(org)s || '-' || n, '', %(now)s - least(n, %(full)s::int) * interval '7 days' / %(week)s
        - greatest(n - %(full)s::int, 0) * (interval '1050 days' / (%(many)s::int - %(full)s::int))
    FROM generate_series(%(low)s::int, %(high)s::int) n
      JOIN LATERAL (SELECT id FROM cases_case WHERE org_id = %(org)s ORDER BY id LIMIT 1) c ON true
    ORDER BY n DESC"""


@contextmanager
def spent(pid: int) -> Iterator[list[float]]:
    """Seconds on the clock and on a processor of one process of the database."""
    clock, busy, taken = time.perf_counter(), _busy(pid), [0.0, 0.0]
    yield taken
    taken[:] = [time.perf_counter() - clock, _busy(pid) - busy]


def _busy(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def backend() -> int:
    """The process behind our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def paragraphs() -> list[str]:
    """Thirty words each; a few words are said all the time, most seldom."""
    dice = random.Random(7)
    words = ["".join(dice.choices(_PARTS, k=dice.randint(2, 4))) for _ in range(20_000)]
    return [
        " " + " ".join(words[int(20_000 * dice.random() ** 3)] for _ in range(30)) + "."
        for _ in range(PARAGRAPHS)
    ]


def write(shop: Shop, low: int, high: int, many: int) -> float:
    """Messages `low` to `high` of `many`, the oldest first; CPU-seconds."""
    with organization_block(shop.org_id), spent(backend()) as taken, connection.cursor() as cursor:
        cursor.execute(_FILL, {
            "org": shop.org_id, "letter": _LETTER, "said": paragraphs(), "paragraphs": PARAGRAPHS,
            "many": many, "low": low, "high": high, "now": NOON, "full": many * 4 // 5, "week": A_WEEK,
        })  # fmt: skip
    return taken[1]


def make_index(cluster: Any, name: str, statement: str) -> list[float]:
    """The index by one process; seconds and CPU-seconds."""
    with psycopg.connect(cluster.dsn("savoir_owner", name), autocommit=True) as owner:
        owner.execute("SET max_parallel_maintenance_workers = 0")
        with spent(owner.info.backend_pid) as taken:
            owner.execute(statement.encode())
    return taken


def fill(cluster: Any, name: str, shops: tuple[Shop, Shop], messages: int) -> None:
    """The past without words, then the migration's own fill and index; then messages with the trigger."""
    table, trigger = "conversations_message", "message_words_kept"
    made = cluster.run_sql(name, "SELECT indexdef FROM pg_indexes WHERE indexname = 'message_words'").strip()
    cluster.run_sql(name, f"ALTER TABLE {table} DISABLE TRIGGER {trigger}; DROP INDEX message_words")
    for shop, share in zip(shops, (1, 10), strict=True):
        write(shop, 1001, messages // share, messages // share)
    bare = write(shops[0], 1, 500, messages)
    cluster.run_sql(name, f"ALTER TABLE {table} ENABLE TRIGGER {trigger}; ANALYZE {table}")
    with spent(backend()) as filled:
        MIGRATION.fill(None, SimpleNamespace(connection=connection))
    indexed = make_index(cluster, name, made)
    kept = write(shops[0], 501, 1000, messages)
    cluster.run_sql(name, "VACUUM ANALYZE conversations_messagewords")
    million = 1e6 / (messages * 1.1)
    for what, (clock, busy) in (("words", filled), ("index", indexed)):
        print(f"{what} of a million messages: {clock * million:.0f} s, {busy * million:.0f} CPU-s")
    print(f"a message more: {2 * bare:.2f} CPU-ms without its words, {2 * kept:.2f} with them and the index")
    for relation in ("conversations_messagewords", "message_words"):
        print(
            relation, cluster.run_sql(name, f"SELECT pg_size_pretty(pg_relation_size('{relation}'))").strip()
        )


def asked(messages: int) -> dict[str, list[str]]:
    """Words to look for, by how often they were said."""
    dice, said = random.Random(3), paragraphs()
    return {
        "said once": [f"x{dice.randint(1001, messages)}x" for _ in range(20)],
        "two seldom words": [" ".join(dice.sample(said[n][:-1].split(), 2)) for n in range(40, 60)],
        "one seldom word": [said[n].split()[5] for n in range(60, 80)],
        "said in every letter": ["remboursement", "colis", "entrepôt", "examiné", "dossier"] * 4,
        "said long ago": ["campagne"] * 20,
        "never said": [f"zyzzyva{n}" for n in range(20)],
    }


def _line(kind: str, pid: int, timed: Callable[..., list[float]], deed: Callable[[str], Any],
          texts: list[str]) -> float:  # fmt: skip
    """Wall and CPU of the database for a kind; each text is asked twice, CPU is of both."""
    with spent(pid) as taken:
        walls = timed(deed, texts)
    busy = 1000 * taken[1] / (2 * len(texts))
    print(
        f"{kind:32} {statistics.median(walls):8.1f} {sorted(walls)[18]:8.1f} {busy:8.2f}", end="", flush=True
    )
    return busy


def measure(shop: Shop, messages: int, timed: Callable[..., list[float]]) -> None:
    """A line for each kind, beside the ceiling."""
    with organization_block(shop.org_id):
        pid, seen = backend(), visible_messages(shop.agent)
        ids = list(seen.order_by("-id").values_list("id", flat=True)[:20])
        print(f"{'words of messages':32} {'ms':>8} {'p95':>8} {'CPU-ms':>8} {'ratio':>7}")
        ceiling = _line(
            "ceiling: twenty by their ids", pid, timed,
            lambda _: [card_of(row) for row in seen.filter(id__in=ids)], [""] * 20,
        )  # fmt: skip
        print()
        for kind, texts in asked(messages).items():
            busy = _line(
                kind, pid, timed,
                lambda text: messages_saying(actor=shop.agent, text=text, limit=20), texts,
            )  # fmt: skip
            print(f" {busy / ceiling:7.1f}")
