"""A brand's policy over time: what decides for which sale, and that yesterday's rules can't be rewritten."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from savoir.kernel.access import Role
from savoir.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from savoir.policies import operations, queries, tables
from savoir.policies.facts import PolicyFacts
from savoir.policies.models import Policy, PolicyVersion
from savoir.policies.states import VersionState
from tests.policies.conftest import bare_shop
from tests.policies.publishing import published, ready
from tests.shop import NOON, Shop

DAY = timedelta(days=1)


def _draft(shop: Shop, name: str = "home", now: datetime = NOON) -> int:
    actor = shop.actors[Role.SUPERVISOR]
    if queries.policy_id_of(actor=actor, brand_id=shop.brand_id) is None:
        operations.create_policy(actor=actor, brand_id=shop.brand_id, name="Retours", now=now)
    return operations.draft_version(
        actor=actor, brand_id=shop.brand_id, document=queries.starter(name=name), now=now
    )


def _published(shop: Shop, name: str, begins_at: datetime, now: datetime = NOON) -> int:
    return published(shop, name, begins_at=begins_at, now=now)


def _publish(shop: Shop, version_id: int, begins_at: datetime) -> None:
    digest = queries.version_card(actor=shop.system, version_id=version_id).digest
    operations.publish_version(
        actor=shop.system, version_id=version_id, digest=digest, begins_at=begins_at, now=NOON
    )


def _at(shop: Shop, at: datetime) -> int | None:
    card = queries.version_at(actor=shop.system, brand_id=shop.brand_id, at=at)
    return None if card is None else card.id


def test_a_brand_without_a_policy_has_no_version(in_shop: Shop) -> None:
    _draft(in_shop)
    assert _at(in_shop, NOON) is None


def test_the_first_version_founds_the_policy_and_answers_for_older_sales(in_shop: Shop) -> None:
    founding = _published(in_shop, "home", NOON - 30 * DAY)
    assert _at(in_shop, NOON) == founding
    assert _at(in_shop, NOON - 400 * DAY) == founding
    assert PolicyVersion.objects.get(id=founding).is_founding


def test_each_sale_keeps_the_version_of_its_day(in_shop: Shop) -> None:
    first = _published(in_shop, "home", NOON - 30 * DAY)
    second = _published(in_shop, "fashion", NOON + 5 * DAY)
    assert _at(in_shop, NOON + 5 * DAY - timedelta(microseconds=1)) == first
    assert _at(in_shop, NOON + 5 * DAY) == second
    assert PolicyVersion.objects.get(id=first).state == VersionState.PUBLISHED


def test_a_version_slipped_in_before_a_scheduled_one_ends_where_that_begins(in_shop: Shop) -> None:
    first = _published(in_shop, "home", NOON - 30 * DAY)
    later = _published(in_shop, "fashion", NOON + 10 * DAY)
    between = _published(in_shop, "electronics", NOON + 5 * DAY)
    assert [_at(in_shop, NOON + n * DAY) for n in (1, 5, 9, 10, 90)] == [
        first,
        between,
        between,
        later,
        later,
    ]


def test_only_the_founding_version_may_begin_in_the_past(in_shop: Shop) -> None:
    first = _published(in_shop, "home", NOON - 30 * DAY)
    draft = _draft(in_shop, "fashion")
    ready(in_shop, draft)
    with pytest.raises(operations.BeginsInThePast):
        _publish(in_shop, draft, NOON - timedelta(seconds=1))
    assert _at(in_shop, NOON + DAY) == first
    assert PolicyVersion.objects.get(id=draft).state == VersionState.REVIEWED


def test_two_versions_never_begin_together_and_none_is_published_twice(in_shop: Shop) -> None:
    first = _published(in_shop, "home", NOON)
    draft = _draft(in_shop, "fashion")
    ready(in_shop, draft)
    with pytest.raises(operations.AnotherBeginsThen):
        _publish(in_shop, draft, NOON)
    with pytest.raises(operations.VersionNotDraft):
        _publish(in_shop, first, NOON + DAY)
    assert _at(in_shop, NOON + 2 * DAY) == first


def test_the_database_refuses_periods_that_overlap(in_shop: Shop) -> None:
    first = _published(in_shop, "home", NOON)
    draft = _draft(in_shop, "fashion")
    ready(in_shop, draft)
    period = PolicyVersion.objects.get(id=first).period
    with pytest.raises(IntegrityError, match="version_periods_apart"), transaction.atomic():
        PolicyVersion.objects.filter(id=draft).update(period=period, state="published")
    assert PolicyVersion.objects.get(id=draft).period is None


@pytest.mark.parametrize(
    "edit",
    [
        "document = jsonb_set(document, '{name}', '\"autre\"')",
        "digest = repeat('0', 32)",
        "number = 9",
        "is_founding = NOT is_founding",
        "period = tstzrange(lower(period) - interval '1 day', upper(period))",
        "period = tstzrange(lower(period) + interval '1 day', upper(period))",
        "period = 'empty'",
        "period = NULL, state = 'draft'",
        "state = 'draft'",
    ],
)
def test_the_database_refuses_to_edit_a_published_version(in_shop: Shop, edit: str) -> None:
    version_id = _published(in_shop, "home", NOON)
    before = PolicyVersion.objects.filter(id=version_id).values().get()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE policies_policyversion SET {edit} WHERE id = %s", [version_id])
    assert PolicyVersion.objects.filter(id=version_id).values().get() == before


def test_the_database_refuses_to_lengthen_or_delete_what_was_published(in_shop: Shop) -> None:
    only = _published(in_shop, "home", NOON)
    operations.retire(actor=in_shop.system, version_id=only, now=NOON + DAY)
    longer = "UPDATE policies_policyversion SET period = tstzrange(lower(period), NULL) WHERE id = %s"
    again = "UPDATE policies_policyversion SET state = 'published' WHERE id = %s"
    gone = "DELETE FROM policies_policyversion WHERE id = %s"
    for statement, words in ((longer, "only ends earlier"), (again, "go back"), (gone, "never deleted")):
        with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [only])
    kept = PolicyVersion.objects.get(id=only)
    assert (kept.state, kept.period.upper) == (VersionState.RETIRED, NOON + DAY)


def test_a_draft_may_still_be_thrown_away(in_shop: Shop) -> None:
    draft = _draft(in_shop)
    assert PolicyVersion.objects.filter(id=draft).delete()[0] == 1


def test_rolling_back_starts_the_older_content_as_a_new_version(in_shop: Shop) -> None:
    first = _published(in_shop, "home", NOON - 30 * DAY)
    second = _published(in_shop, "fashion", NOON + DAY)
    again = operations.roll_back(
        actor=in_shop.system, version_id=first, begins_at=NOON + 2 * DAY, now=NOON + DAY
    )
    cards = {card.id: card for card in queries.versions(actor=in_shop.system, brand_id=in_shop.brand_id)}
    assert cards[again].digest == cards[first].digest != cards[second].digest
    assert (cards[again].number, cards[again].is_founding) == (3, False)
    assert [_at(in_shop, NOON + n * DAY) for n in (0, 1, 2)] == [first, second, again]


def test_a_retired_policy_decides_no_more_but_keeps_its_past(in_shop: Shop) -> None:
    only = _published(in_shop, "home", NOON - DAY)
    operations.retire(actor=in_shop.system, version_id=only, now=NOON + DAY)
    assert [_at(in_shop, at) for at in (NOON - 9 * DAY, NOON, NOON + DAY)] == [only, only, None]
    with pytest.raises(operations.VersionNotInForce):
        operations.retire(actor=in_shop.system, version_id=only, now=NOON + 2 * DAY)
    assert PolicyVersion.objects.get(id=only).period.upper == NOON + DAY


def test_what_was_decided_is_in_the_ledger(in_shop: Shop) -> None:
    version_id = _published(in_shop, "home", NOON)
    policy_id = PolicyVersion.objects.get(id=version_id).policy_id
    kinds = [entry.kind for entry in events_of("policy", policy_id)]
    assert kinds == [
        "policy_created", "policy_version_drafted", "policy_review_asked", "policy_version_reviewed",
        "policy_version_proved", "policy_version_published",
    ]  # fmt: skip


def test_a_wrong_cell_is_named_by_table_row_and_column_and_nothing_is_stored(in_shop: Shop) -> None:
    operations.create_policy(actor=in_shop.system, brand_id=in_shop.brand_id, name="Retours", now=NOON)
    document: dict[str, Any] = queries.starter(name="home")
    row = next(row for row in document["tables"][0]["rows"] if "days_since_delivery" in row["when"])
    row["when"]["days_since_delivery"] = "<= trente"
    with pytest.raises(Invalid) as refused:
        operations.draft_version(actor=in_shop.system, brand_id=in_shop.brand_id, document=document, now=NOON)
    facts = refused.value.facts
    assert (facts["table"], facts["row"], facts["column"]) == ("remedies", row["id"], "days_since_delivery")
    assert "whole number (days)" in str(facts["expected"])
    assert not PolicyVersion.objects.filter(policy__brand_id=in_shop.brand_id).exists()


def test_an_agent_reads_policies_but_writes_none(in_shop: Shop) -> None:
    draft = _draft(in_shop)
    with pytest.raises(NotAllowed):
        operations.publish_version(actor=in_shop.agent, version_id=draft, digest="", begins_at=NOON, now=NOON)
    with pytest.raises(NotAllowed):
        operations.create_policy(actor=in_shop.agent, brand_id=in_shop.brand_id, name="x", now=NOON)
    assert PolicyVersion.objects.get(id=draft).state == VersionState.DRAFT
    assert queries.version_card(actor=in_shop.agent, version_id=draft).number == 1


def test_customer_and_dock_see_published_content_only(in_shop: Shop) -> None:
    draft, customer = _draft(in_shop), in_shop.customer(1)
    for actor in (customer, in_shop.dock):
        with pytest.raises(NotFound):
            queries.version_card(actor=actor, version_id=draft)
    ready(in_shop, draft)
    _publish(in_shop, draft, NOON)
    for actor in (customer, in_shop.dock):
        card = queries.version_at(actor=actor, brand_id=in_shop.brand_id, at=NOON)
        assert card is not None
        assert card.id == draft


def test_another_organization_has_no_such_policy(db: None) -> None:
    ours, theirs = bare_shop(), bare_shop("autre")
    with organization_block(theirs.org_id):
        hidden = _published(theirs, "home", NOON)
    with organization_block(ours.org_id):
        assert queries.version_at(actor=ours.system, brand_id=theirs.brand_id, at=NOON) is None
        with pytest.raises(NotFound):
            operations.retire(actor=ours.system, version_id=hidden, now=NOON)
        with pytest.raises(NotFound):
            operations.create_policy(actor=ours.system, brand_id=theirs.brand_id, name="x", now=NOON)
        assert not Policy.objects.filter(brand_id__in=(ours.brand_id, theirs.brand_id)).exists()


def test_a_brand_has_one_policy_with_a_name(in_shop: Shop) -> None:
    with pytest.raises(Invalid):
        operations.create_policy(actor=in_shop.system, brand_id=in_shop.brand_id, name="  ", now=NOON)
    operations.create_policy(actor=in_shop.system, brand_id=in_shop.brand_id, name="Retours", now=NOON)
    with pytest.raises(Conflict):
        operations.create_policy(actor=in_shop.system, brand_id=in_shop.brand_id, name="Encore", now=NOON)
    assert Policy.objects.get(brand_id=in_shop.brand_id).name == "Retours"


def test_the_stored_version_decides_as_its_file_did(in_shop: Shop, django_assert_num_queries: Any) -> None:
    version_id = _published(in_shop, "home", NOON)
    first = queries.version_card(actor=in_shop.system, version_id=version_id)
    with django_assert_num_queries(1):
        card = queries.version_at(actor=in_shop.system, brand_id=in_shop.brand_id, at=NOON)
    assert card is not None
    assert card.compiled is first.compiled
    facts = PolicyFacts.of(intent="withdrawal", withdrawal_open=True, days_since_delivery=9)
    original = tables.compile(queries.starter(name="home"))
    assert tables.trace(card.compiled, "eligibility", facts) == tables.trace(original, "eligibility", facts)


def test_a_document_that_does_not_give_its_digest_is_never_used(in_shop: Shop) -> None:
    draft = _draft(in_shop)
    PolicyVersion.objects.filter(id=draft).update(digest="0" * 32)
    with pytest.raises(queries.VersionCorrupted):
        queries.version_card(actor=in_shop.system, version_id=draft)
