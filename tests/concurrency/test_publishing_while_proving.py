"""From two terminals at once: a version is published while somebody changes, proves or publishes one."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from savoir.config.launcher.cluster import Cluster
from savoir.kernel.ledger import events_of
from savoir.policies.jobs import prove_version
from savoir.policies.models import PolicyVersion
from savoir.policies.operations import call_off, drafting, ending, proving, publishing
from savoir.policies.proof.requests import Request
from savoir.policies.states import ProofOutcome
from tests.concurrency.publications import DAY, Last, both, inside, one_ready, publish
from tests.concurrency.races import meet_after_reading, meet_in, without_row_locks
from tests.policies.conftest import bare_shop
from tests.policies.publishing import (
    ANA,
    INES,
    change,
    draft,
    prove,
    published,
    reviewed,
    row_of,
)
from tests.shop import NOON, Shop

pytestmark = pytest.mark.concurrency


@pytest.fixture
def shop(own_database: str) -> Shop:
    """A brand without rules yet, on a database of its own."""
    return bare_shop()


Meet = Callable[[Any, Any], None]


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> Meet:
    """`meet(one, other)`: each deed has read its version and waits for the other; a lock lets it run out."""

    def _meet(one: Any, other: Any) -> None:
        meet_after_reading(monkeypatch, (one, "lock_version"), (other, "lock_version"))

    return _meet


def published_unproved(shop: Shop) -> list[int]:
    """Versions that decide with a content that is not the one that was proved."""
    rows = inside(shop, lambda: list(PolicyVersion.objects.filter(policy__brand_id=shop.brand_id)))
    return [row.id for row in rows if row.period and row.proved_digest != row.digest]


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> Last:
    """The guard off: the publication has read its version, and writes after the other deed."""
    without_row_locks(monkeypatch)
    last = Last()
    last.wait_in(monkeypatch, publishing, "_begin")
    return last


@pytest.fixture
def unguarded(own_database: str, template: tuple[Cluster, str]) -> None:
    """The database's own guard off too."""
    with psycopg.connect(template[0].dsn("savoir_owner", own_database)) as owner:
        owner.execute("DROP TRIGGER published_never_edited ON policies_policyversion")


def changed_meanwhile(shop: Shop, meet: Meet, last: Last | None = None) -> list[str]:
    """Ana publishes what was read and proved; Inès changes it."""
    version, digest = one_ready(shop)

    def deed() -> object:
        return change(shop, version, by=INES)

    changed = last.after(deed) if last else deed
    meet(publishing, drafting)
    return both(shop, ("published", publish(shop, version, digest)), ("changed", changed))


def proved_meanwhile(shop: Shop, meet: Meet, last: Last | None = None) -> list[str]:
    """Ana publishes what was read and proved; the machine proves it anew: somebody is below the law."""
    version, digest = one_ready(shop)

    def deed() -> object:
        return prove(shop, version, ProofOutcome.BELOW)

    proved = last.after(deed) if last else deed
    meet(publishing, proving)
    return both(shop, ("published", publish(shop, version, digest)), ("below", proved))


def states(shop: Shop) -> list[str]:
    rows = inside(shop, lambda: list(PolicyVersion.objects.filter(policy__brand_id=shop.brand_id)))
    return [row.state for row in rows]


def test_a_change_at_the_moment_of_publication_comes_first_or_not_at_all(shop: Shop, meet: Meet) -> None:
    assert changed_meanwhile(shop, meet) in (["VersionMoved", "changed"], ["VersionNotDraft", "published"])
    assert published_unproved(shop) == []


def test_without_the_lock_only_the_database_keeps_the_changed_content_from_deciding(
    shop: Shop, unlocked: Last, meet: Meet
) -> None:
    """The twin that must go wrong, and the second guard behind it."""
    said = "database: a policy version is reviewed before it is published"
    assert changed_meanwhile(shop, meet, unlocked) == ["changed", said]
    assert published_unproved(shop) == []


def test_without_both_guards_unproved_content_decides(
    shop: Shop, unlocked: Last, unguarded: None, meet: Meet
) -> None:
    """The twin of both."""
    assert changed_meanwhile(shop, meet, unlocked) == ["changed", "published"]
    assert len(published_unproved(shop)) == 1


def test_a_proof_that_ends_below_at_the_moment_of_publication_forbids_it_or_comes_after(
    shop: Shop, meet: Meet
) -> None:
    assert proved_meanwhile(shop, meet) in (["VersionBelowTheLaw", "below"], ["below", "published"])


def test_without_the_lock_only_the_database_keeps_it_back(shop: Shop, unlocked: Last, meet: Meet) -> None:
    """The twin that must go wrong, and the second guard behind it."""
    said = "database: a policy version is proved before it is published"
    assert proved_meanwhile(shop, meet, unlocked) == ["below", said]
    assert states(shop) == ["reviewed"]


def test_while_a_version_is_being_proved_nobody_publishes_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The solver of one terminal works; the other asks to publish, on a connection of its own."""
    version = inside(shop, lambda: draft(shop))
    digest = inside(shop, lambda: reviewed(shop, version))
    told: list[str] = []

    def solver(asked: Request, _tell: object) -> dict[str, Any]:
        told.extend(both(shop, ("published", publish(shop, version, digest))))
        return {"digest": asked.digest, "outcome": "proved", "questions": 1, "open": [], "found": []}

    monkeypatch.setattr("savoir.policies.jobs.proved_elsewhere", solver)
    prove_version(org_id=shop.org_id, version_id=version, now=NOON)
    assert (told, states(shop)) == (["ProofMissing"], ["reviewed"])
    assert both(shop, ("published", publish(shop, version, digest))) == ["published"]


@pytest.fixture
def both_have_looked(monkeypatch: pytest.MonkeyPatch) -> Meet:
    """The guard off: two who publish have read what others there are before either writes."""

    def _meet(_one: Any, _other: Any) -> None:
        without_row_locks(monkeypatch)
        meet_in(monkeypatch, publishing, "DateTimeTZRange")

    return _meet


def twice(shop: Shop, meet: Meet) -> tuple[list[str], int]:
    """Two terminals publish one version; what each was told, and how often that is recorded."""
    version, digest = one_ready(shop)
    meet(publishing, publishing)
    told = both(shop, *[("published", publish(shop, version, digest))] * 2)
    policy_id = inside(shop, lambda: row_of(version))["policy_id"]
    kinds = [one.kind for one in inside(shop, lambda: events_of("policy", policy_id))]
    return told, kinds.count("policy_version_published")


def test_of_two_who_publish_one_version_one_wins(shop: Shop, meet: Meet) -> None:
    assert twice(shop, meet) == (["VersionNotDraft", "published"], 1)


def test_without_the_lock_it_is_published_twice(shop: Shop, both_have_looked: Meet) -> None:
    """The twin that must go wrong."""
    assert twice(shop, both_have_looked) == (["published", "published"], 2)


def overlapping(shop: Shop, meet: Meet) -> list[str]:
    """Two terminals publish two versions; both periods would have no end."""
    inside(shop, lambda: published(shop, "home", begins_at=NOON - DAY, now=NOON - DAY))
    one, two = one_ready(shop), one_ready(shop)
    meet(publishing, publishing)
    return both(
        shop, ("tomorrow", publish(shop, *one, after=1)), ("the day after", publish(shop, *two, after=2))
    )


def test_two_whose_periods_would_overlap_follow_each_other(shop: Shop, meet: Meet) -> None:
    assert overlapping(shop, meet) == ["the day after", "tomorrow"]
    assert periods(shop) == [(-1, 1), (1, 2), (2, None)]


def test_without_the_lock_one_of_them_hits_the_other(shop: Shop, both_have_looked: Meet) -> None:
    """The twin that must go wrong; the database's own rules of periods are the second guard."""
    _done, refused = sorted(overlapping(shop, both_have_looked), key=lambda one: one.startswith("database"))
    assert refused in (
        'database: conflicting key value violates exclusion constraint "version_periods_apart"',
        "database: the period of a published policy version only ends earlier",
    )
    assert len(periods(shop)) == 2


def periods(shop: Shop) -> list[tuple[int, int | None]]:
    """When each version decides, in days from today."""
    rows = PolicyVersion.objects.filter(policy__brand_id=shop.brand_id, period__isnull=False)
    spans = inside(shop, lambda: [row.period for row in rows.order_by("period")])
    return [((one.lower - NOON).days, (one.upper - NOON).days if one.upper else None) for one in spans]


def test_a_version_is_called_off_or_begins_where_another_is_published_and_no_day_is_left_out(
    shop: Shop, meet: Meet
) -> None:
    assert called_off_meanwhile(shop, meet) == ["called off", "published"]
    assert periods(shop) == [(0, 30_020), (30_020, None)]


def test_without_the_lock_the_days_of_the_one_called_off_go_to_two(
    shop: Shop, meet: Meet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong; the exclusion of periods is the second guard."""
    without_row_locks(monkeypatch)
    last = Last()
    last.wait_in(monkeypatch, ending, "advance")
    told = called_off_meanwhile(shop, meet, last)
    assert told[0].startswith("database: conflicting key value violates exclusion constraint")


def called_off_meanwhile(shop: Shop, meet: Meet, last: Last | None = None) -> list[str]:
    """A far version is called off while another is published that would have ended it."""
    inside(shop, lambda: published(shop, "home"))
    far = inside(shop, lambda: published(shop, "fashion", begins_at=NOON + 30_010 * DAY))
    deed = publish(shop, *one_ready(shop), after=30_020)
    meet(publishing, ending)
    return both(
        shop,
        ("called off", lambda: call_off(actor=shop.actors[ANA], version_id=far, now=NOON)),
        ("published", last.after(deed) if last else deed),
    )
