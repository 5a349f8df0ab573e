"""A review asked for has the version proved, by a process of its own; what it finds is kept and told."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from savoir.kernel.access import Role
from savoir.policies import operations, queries, tables
from savoir.policies.jobs import prove_version, proved_elsewhere
from savoir.policies.proof.requests import Request
from savoir.policies.proof.unsettled import ENDED
from tests.policies.publishing import ask, draft, publish, refused, review, row_of
from tests.rules.policies.proof.habits import HABITS
from tests.rules.policies.proof.plants import lawful
from tests.shop import NOON, Shop

ANA = Role.SUPERVISOR


def written(shop: Shop, document: dict[str, Any]) -> int:
    """A draft of this content."""
    version = draft(shop)
    card = queries.version_card(actor=shop.actors[ANA], version_id=version)
    operations.change_draft(
        actor=shop.actors[ANA], version_id=version, revision=card.revision, document=document, now=NOON
    )
    return version


def unlawful() -> dict[str, Any]:
    """The lawful version with a fee in it."""
    document = lawful()
    _, fee, at, *_ = HABITS["a restocking fee"]
    document["tables"][0]["rows"].insert(at, fee)
    return document


def test_who_asks_for_a_review_has_the_version_proved_and_it_may_be_published(in_shop: Shop) -> None:
    version = written(in_shop, lawful())
    ask(in_shop, version)
    prove_version(org_id=in_shop.org_id, version_id=version, now=NOON)
    review(in_shop, version)
    row = row_of(version)
    assert (row["proof_outcome"], row["proved_digest"], row["proof_report"]["found"]) == (
        "proved",
        row["digest"],
        [],
    )
    publish(in_shop, version)
    assert row_of(version)["state"] == "published"


def test_a_fee_is_found_read_and_never_published(in_shop: Shop) -> None:
    version = written(in_shop, unlawful())
    ask(in_shop, version)
    prove_version(org_id=in_shop.org_id, version_id=version, now=NOON)
    review(in_shop, version)
    refused(version, operations.VersionBelowTheLaw, lambda: publish(in_shop, version))
    told = queries.proof_of(actor=in_shop.actors[ANA], version_id=version)
    assert told.outcome == "below"
    assert any(
        "retient une part du remboursement" in one.fr and one.article == "L221-24" for one in told.found
    )


def test_content_that_changes_while_it_is_proved_is_not_taken_for_proved(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = written(in_shop, lawful())
    proved = {"digest": "", "outcome": "proved", "questions": 1, "open": [], "found": []}

    def meanwhile(asked: Request, tell: object) -> dict[str, Any]:
        operations.change_draft(
            actor=in_shop.actors[ANA], version_id=version, revision=row_of(version)["revision"],
            document=unlawful(), now=NOON,
        )  # fmt: skip
        return proved

    monkeypatch.setattr("savoir.policies.jobs.proved_elsewhere", meanwhile)
    prove_version(org_id=in_shop.org_id, version_id=version, now=NOON)
    assert (row_of(version)["proof_outcome"], row_of(version)["proved_digest"]) == ("", "")


def asked(document: dict[str, Any]) -> Request:
    """A request for a proof of this content."""
    stored = tables.canonical(tables.read(document))
    return Request(stored, tables.digest_of(tables.read(document)), datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_a_solver_that_is_killed_leaves_the_version_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = subprocess.Popen

    def shot(*given: Any, **more: Any) -> "subprocess.Popen[str]":
        child: subprocess.Popen[str] = begun(*given, **more)
        child.send_signal(signal.SIGKILL)
        return child

    monkeypatch.setattr("savoir.policies.jobs.subprocess.Popen", shot)
    report = proved_elsewhere(asked(lawful()), lambda done, of: None)
    assert (report["outcome"], report["open"]) == ("open", [{"fr": ENDED.fr, "en": ENDED.en}])


def test_a_solver_that_hangs_is_ended_and_leaves_the_version_to_a_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "savoir.policies.jobs.COMMAND", (sys.executable, "-c", "import time; time.sleep(600)")
    )
    monkeypatch.setattr("savoir.policies.jobs.GRACE", timedelta(seconds=1))
    report = proved_elsewhere(replace(asked(lawful()), seconds=0.0), lambda done, of: None)
    assert (report["outcome"], report["open"]) == ("open", [{"fr": ENDED.fr, "en": ENDED.en}])


def test_a_proof_says_how_far_it_is_and_ends_with_its_report() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "savoir.policies.proof"], input=json.dumps(asked(lawful()).plain()),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = [json.loads(line) for line in made.stdout.splitlines()]
    assert [line["done"] for line in lines[:3]] == [0, 1, 2]
    assert lines[-1]["report"]["outcome"] == "proved"


def test_a_request_is_the_same_after_its_way_through_json(in_shop: Shop) -> None:
    one = asked(lawful())
    assert Request.read(json.loads(json.dumps(one.plain()))) == one
