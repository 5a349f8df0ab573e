"""How a version comes to decide: written by one, read by another, and changed by nobody unseen."""

from savoir.kernel import approvals
from savoir.kernel.access import Role
from savoir.kernel.errors import Conflict, Invalid, MotiveMissing, NotAllowed
from savoir.policies import operations
from savoir.policies.states import ProofOutcome, VersionState
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
    refused,
    review,
    row_of,
)
from tests.shop import NOON, Shop


def test_what_nobody_else_has_read_is_not_published(in_shop: Shop) -> None:
    version = draft(in_shop)
    prove(in_shop, version, ProofOutcome.PROVED)
    refused(version, operations.VersionUnreviewed, lambda: publish(in_shop, version))


def test_who_wrote_any_content_of_a_version_never_reviews_it(in_shop: Shop) -> None:
    """Ana drafts, Inès changes it, Ana changes it again: neither of them is the second person."""
    version = draft(in_shop)
    second = change(in_shop, version, by=INES)
    change(in_shop, version, revision=second, name="Encore")
    ask(in_shop, version)
    for writer in (ANA, INES):
        refused(version, NotAllowed, lambda by=writer: review(in_shop, version, by=by))  # type: ignore[misc]  # bound now
    refused(version, NotAllowed, lambda: review(in_shop, version, by=Role.AGENT))
    review(in_shop, version)
    assert row_of(version)["state"] == VersionState.REVIEWED


def test_a_review_nobody_asked_for_or_that_says_no_leaves_a_draft(in_shop: Shop) -> None:
    version = draft(in_shop)
    refused(version, operations.ReviewNotAsked, lambda: review(in_shop, version))
    ask(in_shop, version)
    refused(version, Conflict, lambda: ask(in_shop, version))
    refused(version, MotiveMissing, lambda: review(in_shop, version, granted=False, motive=" "))
    review(in_shop, version, granted=False, motive="La ligne 3 gêne")
    assert row_of(version)["state"] == VersionState.DRAFT
    assert approvals.open_approvals(actor=in_shop.actors[MARC], limit=5) == ()
    refused(version, operations.ReviewNotAsked, lambda: review(in_shop, version))
    ask(in_shop, version)
    review(in_shop, version)
    assert row_of(version)["state"] == VersionState.REVIEWED


def test_a_review_asked_too_long_ago_is_asked_anew(in_shop: Shop) -> None:
    version = draft(in_shop)
    ask(in_shop, version)
    refused(version, operations.ReviewNotAsked, lambda: review(in_shop, version, now=NOON + 31 * DAY))


def test_of_two_who_edit_one_draft_the_second_is_told_and_loses_nothing_of_the_first(in_shop: Shop) -> None:
    version = draft(in_shop)
    assert change(in_shop, version, by=ANA, revision=1, name="Noël") == 2
    refused(version, operations.VersionMoved, lambda: change(in_shop, version, by=INES, revision=1))
    assert row_of(version)["document"]["name"] == "Noël"


def test_the_same_content_again_is_no_change(in_shop: Shop) -> None:
    version = draft(in_shop)
    before = row_of(version)
    assert change(in_shop, version, name="Maison et meuble") == 1
    assert row_of(version) == before


def test_a_wrong_document_changes_nothing(in_shop: Shop) -> None:
    version = draft(in_shop)
    refused(version, Invalid, lambda: change(in_shop, version, name=" "))


def test_what_is_read_or_published_is_what_was_seen(in_shop: Shop) -> None:
    version = draft(in_shop)
    old = row_of(version)["digest"]
    change(in_shop, version)
    words = {"actor": in_shop.actors[ANA], "version_id": version, "digest": old, "now": NOON}
    refused(version, operations.VersionMoved, lambda: operations.ask_review(**words))
    ask(in_shop, version)
    refused(version, operations.VersionMoved, lambda: review(in_shop, version, digest=old))
    review(in_shop, version)
    prove(in_shop, version, ProofOutcome.PROVED)
    refused(version, operations.VersionMoved, lambda: publish(in_shop, version, old))


def test_what_is_published_is_changed_read_or_asked_no_more(in_shop: Shop) -> None:
    version = published(in_shop, "home")
    for deed in (
        lambda: change(in_shop, version), lambda: ask(in_shop, version), lambda: review(in_shop, version)
    ):  # fmt: skip
        refused(version, operations.VersionNotDraft, deed)
