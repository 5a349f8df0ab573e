"""What stands under the search of messages: one statement, one index, no way past the organization."""

import json
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, ProgrammingError

from savoir.config.launcher.cluster import Cluster
from savoir.conversations.models import Message, MessageWords
from savoir.conversations.queries import messages_saying
from savoir.conversations.queries.searching import _SEARCH
from savoir.kernel.tenancy import SETTING, organization_block
from tests.conversations.test_searching import ids, note, open_case, saying
from tests.shop import Shop, make_shop

MIGRATION = import_module("savoir.conversations.migrations.0008_messages_are_searched")
_MANY = """INSERT INTO conversations_message (org_id, case_id, step, occasion, audience, direction, state,
      author_kind, author_id, language, "to", words, note, subject, body_text, body_html, message_id, failure,
      created_at)
    SELECT org_id, case_id, step, '', audience, direction, state, author_kind, author_id, language, '', '{}',
      'ordinaire repère' || n, '', '', '', 'many-' || n, '', created_at - n * interval '1 hour'
    FROM conversations_message, generate_series(1, 4000) AS n WHERE id = %s"""


def test_two_statements_find_and_read_one_more_says_that_nothing_can_be_looked_for(
    shop: Shop, django_assert_num_queries: Any
) -> None:
    note(shop, open_case(shop), "bouilloire")
    with organization_block(shop.org_id):
        with django_assert_num_queries(2):
            assert messages_saying(actor=shop.agent, text="bouilloire", limit=5).found
        with django_assert_num_queries(2):
            assert messages_saying(actor=shop.agent, text="zyzzyva", limit=5).found == ()
        with django_assert_num_queries(0):
            assert messages_saying(actor=shop.agent, text="x", limit=5).is_too_common


def _ask_without(setting: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, setting])
        cursor.execute(_SEARCH, ["bouilloire", None, 1, None, None, 5])


@pytest.mark.parametrize("setting", ["", "nonsense"])
def test_without_an_organization_the_function_refuses(shop: Shop, setting: str) -> None:
    note(shop, open_case(shop), "bouilloire")
    with pytest.raises((ProgrammingError, DataError)):
        _ask_without(setting)


def test_under_the_policy_it_finds_the_same(own_database: str, template: tuple[Cluster, str]) -> None:
    """Where the host grants no exemption the function is the table owner's, and stays under the policy."""
    template[0].run_sql(own_database, f"ALTER FUNCTION {MIGRATION.SIGNATURE} OWNER TO savoir_owner")
    shop, theirs = make_shop(), make_shop("autre")
    made, hidden = note(shop, open_case(shop), "bouilloire"), note(theirs, open_case(theirs), "bouilloire")
    assert (ids(saying(shop, "bouilloire")), ids(saying(theirs, "bouilloire"))) == ([made], [hidden])


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in _nodes(child))]


def _planned(cluster: Cluster, name: str, house: int, asked: str) -> list[dict[str, Any]]:
    """The plan of the function's own statement, as the role that runs it."""
    week = "(SELECT max(week) FROM conversations_messagewords)"
    probe = MIGRATION.PROBE.format(
        house=f"{house}::bigint", week=week, query=f"(SELECT query FROM message_asks('{asked}'))",
        before="'infinity'::timestamptz", before_id=1, most=20,
    )  # fmt: skip
    said = cluster.run_sql(
        name, f"SET ROLE savoir_search; SET enable_seqscan = off; EXPLAIN (FORMAT JSON) {probe}"
    )
    return _nodes(json.loads(said[said.index("[") : said.rindex("]") + 1])[0]["Plan"])


def test_the_index_answers_with_house_week_and_word_at_once(
    own_database: str, template: tuple[Cluster, str]
) -> None:
    shop = make_shop()
    first = note(shop, open_case(shop), "ordinaire")
    with organization_block(shop.org_id), connection.cursor() as cursor:
        cursor.execute(_MANY, [first])
    template[0].run_sql(own_database, "VACUUM ANALYZE conversations_messagewords")
    for asked in ("ordinaire", "repère77"):
        (scan,) = [
            node for node in _planned(template[0], own_database, shop.org_id, asked)
            if node.get("Index Name") == "message_words"
        ]  # fmt: skip
        assert all(part in scan["Index Cond"] for part in ("org_id", "week", "words @@")), scan["Index Cond"]
    assert len(ids(saying(shop, "repère77"))) == 1


def test_what_was_said_before_is_filled_in_turns_and_again_without_harm(
    own_database: str, template: tuple[Cluster, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shops = [make_shop(), make_shop("autre")]
    for shop in shops:
        first = note(shop, open_case(shop), "ordinaire")
        with organization_block(shop.org_id), connection.cursor() as cursor:
            cursor.execute(
                _MANY.replace("4000", "25").replace("'many-'", "'many-' || org_id || '-'"), [first]
            )
            Message.objects.filter(id=first).update(note="")
            MessageWords.objects.filter(id__gt=first + 3).delete()
    monkeypatch.setattr(MIGRATION, "A_TURN", 7)
    for _ in range(2):
        MIGRATION.fill(None, SimpleNamespace(connection=connection))
    for shop in shops:
        with organization_block(shop.org_id):
            assert MessageWords.objects.count() == 25
        assert len(ids(saying(shop, "ordinaire", limit=50))) == 25
