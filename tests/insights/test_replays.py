"""A head of after-sales has a draft replayed; another who asks for it joins, a third stops it."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from savoir.cases.queries.past import facts_in_force
from savoir.insights import operations, queries
from savoir.insights.operations import ReplayOver, SameRules
from savoir.insights.states import ReplayState
from savoir.insights.values import Span
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed, NotFound, Refused
from savoir.kernel.tenancy import organization_block
from savoir.policies import operations as policies
from savoir.policies.queries import starter, version_card
from tests.insights.asked import LATER, ask, card, drafted, finished, in_force, kept, run
from tests.insights.pasts import a_past, strict
from tests.shop import NOON, Shop, make_shop


def refused(refusal: type[Refused], deed: Callable[[], object], **facts: object) -> None:
    """By this name, with these facts, and nothing is written."""
    before = kept()
    with pytest.raises(refusal) as caught, transaction.atomic():
        deed()
    assert facts.items() <= caught.value.facts.items()
    assert kept() == before


def waiting() -> list[int]:
    """The replays that jobs wait for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'run_id')::bigint FROM procrastinate_jobs WHERE args->>'name' = 'insights.replay'"
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_draft_is_replayed_and_its_figures_stay_without_a_name(in_shop: Shop) -> None:
    a_past(in_shop)
    version = drafted(in_shop)
    found = run(in_shop, ask(in_shop, version))
    assert (found.state, found.cases, found.changed, found.percent) == (ReplayState.DONE, 4, 4, 100)
    assert (found.asked_by_id, found.before_number, found.after_number) == (
        in_shop.actors[Role.SUPERVISOR].id, 1, 2,
    )  # fmt: skip
    before, after = (
        version_card(actor=in_shop.system, version_id=one) for one in (in_force(in_shop), version)
    )
    at_once = queries.replay(
        actor=in_shop.system, before=before.compiled, after=after.compiled, span=Span(in_shop.brand_id)
    )
    assert found.report == at_once
    told = queries.replayed_lines(actor=in_shop.system, run_id=found.id, limit=10)
    assert [one.answer for one in told] == list(queries.changed_cases(
        actor=in_shop.system, before=before.compiled, after=after.compiled, span=Span(in_shop.brand_id)
    ))  # fmt: skip
    assert {(one.product, one.position) for one in told} == {("Robe en lin", 1)}
    facts = facts_in_force(actor=in_shop.system, line_ids=[told[0].answer.line_id], names=("country", "wood"))
    assert facts == {told[0].answer.line_id: ("FR", None)}
    loses = queries.replayed_lines(actor=in_shop.system, run_id=found.id, effect="loses", after=1, limit=10)
    assert [one.answer.effect for one in loses] == ["loses", "loses"]
    words = json.dumps([found.report.plain() if found.report else {}, [one.answer.plain() for one in told]])
    for personal in ("@", "Claire", "Martin", "Lille", "59000"):
        assert personal not in words


def test_a_second_request_for_the_same_contents_joins_the_one_that_runs(in_shop: Shop) -> None:
    version = drafted(in_shop)
    first = ask(in_shop, version)
    assert ask(in_shop, version, actor=in_shop.actors[Role.FINANCE]) == first
    assert ask(in_shop, drafted(in_shop)) == first  # the same content under another number
    other = ask(in_shop, version, since=date(2026, 1, 1))
    assert other != first
    finished(in_shop, first)
    again = ask(in_shop, version)
    assert again not in (first, other)


def test_only_cases_since_a_day_are_replayed(in_shop: Shop) -> None:
    a_past(in_shop)
    found = run(in_shop, ask(in_shop, drafted(in_shop), since=date(2031, 1, 1)))
    assert (found.state, found.cases) == (ReplayState.DONE, 0)


def test_a_stop_before_its_turn_keeps_nothing_and_its_job_does_nothing(in_shop: Shop) -> None:
    a_past(in_shop)
    asked = ask(in_shop, drafted(in_shop))
    operations.stop_replay(actor=in_shop.actors[Role.SUPERVISOR], run_id=asked, now=NOON)
    found = run(in_shop, asked)
    assert (found.state, found.ended_at, found.report) == (ReplayState.STOPPED, NOON, None)
    assert kept() == ([(asked, "stopped")], 0)


def test_what_has_ended_is_not_stopped(in_shop: Shop) -> None:
    asked = ask(in_shop, drafted(in_shop))
    finished(in_shop, asked)
    boss = in_shop.actors[Role.SUPERVISOR]
    refused(ReplayOver, lambda: operations.stop_replay(actor=boss, run_id=asked, now=LATER), state="done")
    assert not operations.tell_replay(actor=in_shop.system, run_id=asked, step="asking", percent=3, now=LATER)
    operations.fail_replay(actor=in_shop.system, run_id=asked, code="fault", now=LATER)
    assert card(in_shop, asked).state is ReplayState.DONE


def test_a_draft_that_changes_before_its_turn_is_not_replayed_as_the_old_one(in_shop: Shop) -> None:
    version = drafted(in_shop)
    asked = ask(in_shop, version)
    policies.change_draft(
        actor=in_shop.actors[Role.SUPERVISOR], version_id=version, revision=1,
        document=starter(name="fashion"), now=NOON,
    )  # fmt: skip
    found = run(in_shop, asked)
    assert (found.state, found.failure, found.report) == (ReplayState.FAILED, "moved", None)
    assert ask(in_shop, version) != asked


def test_two_versions_of_one_content_have_nothing_to_compare(in_shop: Shop) -> None:
    version = drafted(in_shop)
    refused(SameRules, lambda: ask(in_shop, version, against_id=version), number=2)


def test_who_may_not_read_rules_asks_stops_and_reads_nothing(in_shop: Shop) -> None:
    asked = ask(in_shop, drafted(in_shop))
    customer = in_shop.customer(1)
    for deed in (
        lambda: ask(in_shop, drafted(in_shop), actor=customer),
        lambda: operations.stop_replay(actor=customer, run_id=asked, now=NOON),
        lambda: operations.forget_replays(actor=customer, now=NOON),
        lambda: queries.replay_card(actor=customer, run_id=asked),
        lambda: queries.replays_of_brand(actor=customer, brand_id=in_shop.brand_id, limit=3),
        lambda: queries.replayed_lines(actor=customer, run_id=asked, limit=3),
        lambda: queries.replay_to_run(actor=customer, run_id=asked),
        lambda: facts_in_force(actor=customer, line_ids=[1], names=("country",)),
    ):
        refused(NotAllowed, deed, permission="policies:version:read")


def test_only_the_machine_tells_and_ends_a_replay(in_shop: Shop) -> None:
    asked = ask(in_shop, drafted(in_shop))
    boss = in_shop.actors[Role.ADMIN]
    for deed in (
        lambda: operations.tell_replay(actor=boss, run_id=asked, step="asking", percent=3, now=NOON),
        lambda: operations.fail_replay(actor=boss, run_id=asked, code="fault", now=NOON),
    ):
        refused(NotAllowed, deed, code="only_the_machine_replays")
    assert card(in_shop, asked).state is ReplayState.RUNNING


def test_another_houses_replays_and_versions_do_not_exist(shop: Shop) -> None:
    with organization_block(shop.org_id):
        version = drafted(shop)
        asked = ask(shop, version)
    other = make_shop("autre")
    with organization_block(other.org_id):
        boss = other.actors[Role.ADMIN]
        refused(NotFound, lambda: queries.replay_card(actor=boss, run_id=asked))
        refused(NotFound, lambda: operations.stop_replay(actor=boss, run_id=asked, now=NOON))
        refused(NotFound, lambda: ask(other, version, actor=boss))
        refused(NotFound, lambda: ask(other, drafted(other), against_id=version))
        assert queries.replayed_lines(actor=boss, run_id=asked, limit=3) == ()


def test_old_replays_go_and_each_brand_keeps_its_newest(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = drafted(in_shop)
    monkeypatch.setattr("savoir.insights.operations.replays.MOST_KEPT", 2)
    runs = [finished(in_shop, ask(in_shop, version)).id for _ in range(3)]
    still = ask(in_shop, version)
    assert operations.forget_replays(actor=in_shop.system, now=LATER) == 1
    assert kept() == ([(runs[1], "done"), (runs[2], "done"), (still, "running")], 0)
    assert operations.forget_replays(actor=in_shop.system, now=LATER + timedelta(days=91)) == 2
    assert kept() == ([(still, "failed")], 0)  # it gave no sign of life for months


def test_what_gave_no_sign_of_life_for_hours_is_asked_for_again(in_shop: Shop) -> None:
    version = drafted(in_shop)
    lost = ask(in_shop, version)
    assert ask(in_shop, version, now=NOON + timedelta(hours=1)) == lost
    again = ask(in_shop, version, now=NOON + timedelta(hours=3))
    assert again != lost
    assert (card(in_shop, lost).state, card(in_shop, lost).failure) == (ReplayState.FAILED, "silent")


def test_the_job_is_promised_with_the_replay_once(shop: Shop) -> None:
    with organization_block(shop.org_id):
        version = drafted(shop, strict("Une autre"))
        asked = ask(shop, version)
        ask(shop, version)
    assert waiting() == [asked]
