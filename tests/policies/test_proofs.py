"""Nothing decides that was not proved, by whatever door it comes."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from savoir.kernel import approvals
from savoir.kernel.access import Actor
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from savoir.policies import operations, queries
from savoir.policies.models import PolicyVersion
from savoir.policies.states import ProofOutcome, VersionState
from tests.policies.conftest import bare_shop
from tests.policies.publishing import (
    ANA,
    DAY,
    INES,
    MARC,
    ask,
    change,
    draft,
    prove,
    publish,
    published,
    ready,
    refused,
    review,
    reviewed,
    row_of,
)
from tests.shop import NOON, Shop


def test_a_version_is_written_asked_read_proved_and_published(in_shop: Shop) -> None:
    version = draft(in_shop)
    ask(in_shop, version)
    review(in_shop, version)
    prove(in_shop, version, ProofOutcome.PROVED)
    publish(in_shop, version)
    row = row_of(version)
    assert (row["state"], row["reviewed_by_id"]) == ("published", in_shop.actors[MARC].id)
    assert (row["proof_outcome"], row["proved_digest"]) == ("proved", row["digest"])
    assert (row["proof_report"], row["proved_at"]) == ({"seconds": 0.8}, NOON)
    assert [entry.kind for entry in events_of("policy", row["policy_id"])][2:] == [
        "policy_review_asked", "policy_version_reviewed", "policy_version_proved", "policy_version_published",
    ]  # fmt: skip


def test_what_nobody_proved_is_not_published(in_shop: Shop) -> None:
    version = draft(in_shop)
    reviewed(in_shop, version)
    refused(version, operations.ProofMissing, lambda: publish(in_shop, version))


def test_what_is_below_the_law_is_not_published_and_nobody_settles_that(in_shop: Shop) -> None:
    version = draft(in_shop)
    digest = ready(in_shop, version, outcome=ProofOutcome.BELOW)
    refused(version, operations.VersionBelowTheLaw, lambda: publish(in_shop, version))
    settle = {"version_id": version, "digest": digest, "motive": "Tant pis", "now": NOON}
    refused(
        version, operations.NothingOpen, lambda: operations.settle_proof(actor=in_shop.actors[MARC], **settle)
    )


def test_what_a_proof_left_open_waits_for_a_person_who_did_not_write_it(in_shop: Shop) -> None:
    version = draft(in_shop)
    digest = ready(in_shop, version, outcome=ProofOutcome.OPEN)
    refused(version, operations.ProofOpen, lambda: publish(in_shop, version))

    def settle(actor: Actor, motive: str = "Lu avec le juriste", digest: str = digest) -> None:
        operations.settle_proof(actor=actor, version_id=version, digest=digest, motive=motive, now=NOON)

    for actor, motive, seen, refusal in (
        (in_shop.actors[ANA], "Moi-même", digest, operations.OwnVersion),
        (in_shop.system, "Machine", digest, operations.OwnVersion),
        (in_shop.agent, "Léa", digest, NotAllowed),
        (in_shop.actors[MARC], " ", digest, Invalid),
        (in_shop.actors[MARC], "Ancien", "0" * 32, operations.VersionMoved),
    ):
        refused(version, refusal, lambda a=actor, m=motive, d=seen: settle(a, m, d))  # type: ignore[misc]  # bound now
    settle(in_shop.actors[MARC])
    publish(in_shop, version)
    row = row_of(version)
    assert (row["settled_by_id"], row["settled_motive"]) == (in_shop.actors[MARC].id, "Lu avec le juriste")


def test_no_job_is_the_second_person_and_no_person_proves(in_shop: Shop) -> None:
    version = draft(in_shop)
    ask(in_shop, version)
    digest = row_of(version)["digest"]
    words: dict[str, Any] = {"version_id": version, "digest": digest, "now": NOON}
    refused(
        version, operations.OwnVersion,
        lambda: operations.review_version(actor=in_shop.system, granted=True, motive="", **words),
    )  # fmt: skip
    refused(
        version, NotAllowed,
        lambda: operations.record_proof(
            actor=in_shop.actors[INES], outcome=ProofOutcome.PROVED, report={}, **words
        ),
    )  # fmt: skip


def test_a_change_undoes_what_was_asked_read_and_proved_of_the_old_content(in_shop: Shop) -> None:
    version = draft(in_shop)
    ready(in_shop, version, outcome=ProofOutcome.OPEN)
    old = row_of(version)["digest"]
    operations.settle_proof(actor=in_shop.actors[MARC], version_id=version, digest=old, motive="Vu", now=NOON)
    change(in_shop, version)
    row = row_of(version)
    assert (row["state"], row["revision"], row["proof_outcome"], row["reviewed_by_id"]) == (
        "draft",
        2,
        "",
        None,
    )
    assert (row["settled_by_id"], row["proof_report"], row["proved_digest"]) == (None, None, "")
    asked = ask(in_shop, version)
    change(in_shop, version, revision=2, name="Encore")
    waiting = approvals.open_approvals(actor=in_shop.actors[MARC], limit=5)
    assert asked not in [one.id for one in waiting]


def test_a_proof_of_content_that_changed_meanwhile_is_not_kept(in_shop: Shop) -> None:
    version = draft(in_shop)
    old = row_of(version)["digest"]
    change(in_shop, version)
    refused(version, operations.VersionMoved, lambda: prove(in_shop, version, ProofOutcome.PROVED, old))


def test_what_is_in_force_may_be_proved_anew_for_the_law_moves(in_shop: Shop) -> None:
    version = published(in_shop, "home")
    prove(in_shop, version, ProofOutcome.BELOW)
    assert row_of(version)["proof_outcome"] == "below"
    again: dict[str, Any] = {"version_id": version, "begins_at": NOON + DAY, "now": NOON}
    refused(
        version,
        operations.VersionBelowTheLaw,
        lambda: operations.roll_back(actor=in_shop.actors[ANA], **again),
    )
    assert PolicyVersion.objects.count() == 2  # ours, and the one of the shop's first brand


def test_a_rolled_back_version_keeps_who_read_it_and_what_was_proved(in_shop: Shop) -> None:
    first = published(in_shop, "home")
    published(in_shop, "fashion", begins_at=NOON + DAY)
    fresh = operations.roll_back(
        actor=in_shop.actors[INES], version_id=first, begins_at=NOON + 2 * DAY, now=NOON + DAY
    )
    row = row_of(fresh)
    assert (row["state"], row["proof_outcome"]) == ("published", "proved")
    assert (row["reviewed_by_id"], row["author_id"]) == (in_shop.actors[MARC].id, in_shop.actors[INES].id)


def test_the_machine_founds_a_policy_with_a_starter_and_only_once(in_shop: Shop) -> None:
    operations.create_policy(actor=in_shop.system, brand_id=in_shop.brand_id, name="Retours", now=NOON)
    found: dict[str, Any] = {"brand_id": in_shop.brand_id, "begins_at": NOON - DAY, "now": NOON}
    for actor, starter, refusal in (
        (in_shop.actors[INES], "home", NotAllowed), (in_shop.system, "inconnue", NotFound)
    ):  # fmt: skip
        with pytest.raises(refusal):
            operations.found_version(actor=actor, starter=starter, **found)
    assert not queries.versions(actor=in_shop.system, brand_id=in_shop.brand_id)
    version = operations.found_version(actor=in_shop.system, starter="home", **found)
    refused(
        version, operations.PolicyHasBegun,
        lambda: operations.found_version(actor=in_shop.system, starter="home", **found),
    )  # fmt: skip
    refused(
        version, operations.ProofMissing,
        lambda: operations.roll_back(
            actor=in_shop.system, version_id=version, begins_at=NOON + DAY, now=NOON
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("prepare", "edit", "words"),
    [
        (draft, "state = 'published', period = tstzrange(now(), NULL)", "reviewed before it is published"),
        (reviewed, "state = 'published', period = tstzrange(now(), NULL)", "proved before it is published"),
        (reviewed, "digest = repeat('0', 32)", "reviewed policy version is not edited"),
        (reviewed, "document = '{}'", "reviewed policy version is not edited"),
        (published, "reviewed_by_id = 1", "never edited"),
        (published, "writer_ids = '{7}'", "never edited"),
        (published, "state = 'reviewed', period = NULL", "never edited"),
    ],
)
def test_the_database_itself_refuses_a_shorter_way(
    in_shop: Shop, prepare: Any, edit: str, words: str
) -> None:
    if prepare is published:
        version = published(in_shop, "home")
    else:
        version = draft(in_shop)
        if prepare is reviewed:
            reviewed(in_shop, version)
    before = row_of(version)
    with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE policies_policyversion SET {edit} WHERE id = %s", [version])
    assert row_of(version) == before


def test_a_proof_below_the_law_is_refused_by_the_database_too(in_shop: Shop) -> None:
    version = draft(in_shop)
    ready(in_shop, version, outcome=ProofOutcome.BELOW)
    edit = (
        "UPDATE policies_policyversion SET state = 'published', period = tstzrange(now(), NULL) WHERE id = %s"
    )
    words = "proved before it is published"
    with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(edit, [version])
    assert row_of(version)["state"] == VersionState.REVIEWED


def test_another_house_reads_asks_and_proves_nothing_of_ours(db: None) -> None:
    ours, theirs = bare_shop(), bare_shop("autre")
    with organization_block(theirs.org_id):
        hidden = draft(theirs)
        digest = row_of(hidden)["digest"]
    words: dict[str, Any] = {"version_id": hidden, "digest": digest, "now": NOON}
    with organization_block(ours.org_id):
        for deed in (
            lambda: operations.ask_review(actor=ours.actors[ANA], **words),
            lambda: operations.review_version(actor=ours.actors[MARC], granted=True, motive="", **words),
            lambda: operations.settle_proof(actor=ours.actors[MARC], motive="x", **words),
            lambda: operations.record_proof(
                actor=ours.system, outcome=ProofOutcome.PROVED, report={}, **words
            ),
            lambda: operations.publish_version(actor=ours.actors[ANA], begins_at=NOON, **words),
        ):
            with pytest.raises(NotFound):
                deed()
    with organization_block(theirs.org_id):
        row = row_of(hidden)
    assert (row["state"], row["proof_outcome"]) == ("draft", "")
