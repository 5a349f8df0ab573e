"""A version that waits for its day is called off; what has begun only ends.

The days are far ones: for this the database looks at its own clock.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from savoir.policies import operations, queries
from savoir.policies.models import PolicyVersion
from savoir.policies.operations import call_off, retire
from savoir.policies.states import VersionState
from tests.policies.conftest import bare_shop
from tests.policies.publishing import ANA, DAY, INES, MARC, draft, published, refused, reviewed, row_of
from tests.shop import NOON, Shop

SPRING = datetime(2099, 3, 1, tzinfo=UTC)
SUMMER = datetime(2099, 6, 1, tzinfo=UTC)


def span(version_id: int) -> tuple[datetime | None, datetime | None]:
    period = row_of(version_id)["period"]
    return (period.lower, period.upper)


def off(shop: Shop, version_id: int, *, by: Role = ANA, now: datetime = NOON) -> None:
    call_off(actor=shop.actors[by], version_id=version_id, now=now)


def test_a_scheduled_version_is_called_off_and_the_one_before_goes_on(in_shop: Shop) -> None:
    first = published(in_shop, "home")
    spring = published(in_shop, "fashion", begins_at=SPRING)
    assert span(first) == (NOON, SPRING)
    off(in_shop, spring)
    row = row_of(spring)
    assert (row["state"], row["period"], row["was_to_begin_at"]) == ("called_off", None, SPRING)
    assert span(first) == (NOON, None)
    at_spring = queries.version_at(actor=in_shop.system, brand_id=in_shop.brand_id, at=SPRING + DAY)
    assert at_spring is not None
    assert at_spring.id == first
    assert queries.version_card(actor=in_shop.actors[ANA], version_id=spring).standing(NOON) == "called_off"
    assert [one.kind for one in events_of("policy", row["policy_id"])][-1] == "policy_version_called_off"


def test_between_two_the_gap_is_closed_up_to_the_next(in_shop: Shop) -> None:
    first = published(in_shop, "home")
    spring = published(in_shop, "fashion", begins_at=SPRING)
    summer = published(in_shop, "beauty", begins_at=SUMMER)
    off(in_shop, spring)
    assert (span(first), span(summer)) == ((NOON, SUMMER), (SUMMER, None))
    off(in_shop, summer)
    assert span(first) == (NOON, None)


def test_the_same_day_is_free_again_and_the_content_may_come_back(in_shop: Shop) -> None:
    first = published(in_shop, "home")
    spring = published(in_shop, "fashion", begins_at=SPRING)
    off(in_shop, spring)
    fresh = operations.roll_back(actor=in_shop.actors[ANA], version_id=spring, begins_at=SPRING, now=NOON)
    assert (span(first), span(fresh)) == ((NOON, SPRING), (SPRING, None))
    assert row_of(fresh)["digest"] == row_of(spring)["digest"]


def test_what_has_begun_or_was_never_published_is_not_called_off(in_shop: Shop) -> None:
    founding = published(in_shop, "home", begins_at=SPRING)  # answers at once for all older sales
    second = published(in_shop, "fashion", begins_at=SUMMER)
    written = draft(in_shop)
    for version in (founding, written):
        refused(version, operations.VersionNotScheduled, lambda one=version: off(in_shop, one))  # type: ignore[misc]  # bound now
    refused(second, operations.VersionNotScheduled, lambda: off(in_shop, second, now=SUMMER))
    off(in_shop, second)
    refused(second, operations.VersionNotScheduled, lambda: off(in_shop, second))
    for role in (MARC, Role.AGENT):
        refused(founding, NotAllowed, lambda by=role: off(in_shop, founding, by=by))  # type: ignore[misc]  # bound now


def test_what_began_between_the_question_and_the_write_is_refused_by_the_database(in_shop: Shop) -> None:
    """The verb is told of an earlier hour than it is; 2010 is past, whatever the verb believes."""
    published(in_shop, "home", begins_at=NOON - timedelta(days=9000))
    begun = published(
        in_shop, "fashion", begins_at=datetime(2010, 1, 1, tzinfo=UTC), now=datetime(2009, 1, 1, tzinfo=UTC)
    )
    refused(
        begun, operations.VersionNotScheduled,
        lambda: off(in_shop, begun, now=datetime(2009, 6, 1, tzinfo=UTC)),
    )  # fmt: skip


def test_another_house_calls_nothing_of_ours_off(db: None) -> None:
    ours, theirs = bare_shop(), bare_shop("autre")
    with organization_block(theirs.org_id):
        published(theirs, "home")
        hidden = published(theirs, "fashion", begins_at=SPRING)
    with organization_block(ours.org_id):
        for deed in (call_off, retire):
            with pytest.raises(NotFound):
                deed(actor=ours.actors[ANA], version_id=hidden, now=NOON)
    with organization_block(theirs.org_id):
        assert row_of(hidden)["state"] == VersionState.PUBLISHED


def test_a_version_in_force_is_retired_and_a_person_answers_from_then_on(in_shop: Shop) -> None:
    first = published(in_shop, "home")
    summer = published(in_shop, "fashion", begins_at=SUMMER)
    refused(summer, operations.VersionNotInForce, lambda: retire(
        actor=in_shop.actors[INES], version_id=summer, now=NOON + DAY
    ))  # fmt: skip
    refused(first, NotAllowed, lambda: retire(actor=in_shop.actors[MARC], version_id=first, now=NOON + DAY))
    retire(actor=in_shop.actors[INES], version_id=first, now=NOON + DAY)
    assert (row_of(first)["state"], span(first)) == ("retired", (NOON, NOON + DAY))
    asked = {"actor": in_shop.system, "brand_id": in_shop.brand_id}
    assert queries.version_at(at=NOON + 2 * DAY, **asked) is None
    off(in_shop, summer)
    assert span(first) == (NOON, NOON + DAY), "a retired version is not brought back"


PUBLISHED = "state = 'published', period = tstzrange(now(), NULL)"
CALLED = "state = 'called_off', was_to_begin_at = lower(period), period = NULL"


@pytest.mark.parametrize(
    ("prepare", "edit", "words"),
    [
        ("begun", CALLED, "has begun is not called off"),
        ("founding", CALLED, "has begun is not called off"),
        ("reviewed", "state = 'called_off', was_to_begin_at = now()", "only a scheduled"),
        ("draft", "state = 'called_off', was_to_begin_at = now()", "reviewed before it is published"),
        ("scheduled", CALLED.replace("lower(period)", "now()"), "never edited"),
        ("cut", "period = tstzrange(lower(period), NULL)", "only ends earlier"),
        ("called", f"{PUBLISHED}, was_to_begin_at = NULL", "never edited"),
        ("called", "was_to_begin_at = now()", "never edited"),
        ("called", "state = 'draft', was_to_begin_at = NULL", "never edited"),
    ],
)  # fmt: skip
def test_the_database_itself_keeps_the_rule(in_shop: Shop, prepare: str, edit: str, words: str) -> None:
    version = _prepared(in_shop, prepare)
    before = row_of(version)
    with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE policies_policyversion SET {edit} WHERE id = %s", [version])
    assert row_of(version) == before


def _prepared(shop: Shop, what: str) -> int:
    old: dict[str, Any] = {"now": datetime(2010, 1, 1, tzinfo=UTC)}
    founding = published(shop, "home", begins_at=SPRING if what == "founding" else old["now"])
    if what == "begun":
        return published(shop, "fashion", begins_at=datetime(2010, 2, 1, tzinfo=UTC), **old)
    if what in ("scheduled", "called"):
        version = published(shop, "fashion", begins_at=SPRING)
        if what == "called":
            off(shop, version)
        return version
    if what == "cut":
        published(shop, "fashion", begins_at=SPRING)
    if what in ("draft", "reviewed"):
        version = draft(shop)
        if what == "reviewed":
            reviewed(shop, version)
        return version
    return founding


def test_a_draft_that_a_person_wrote_founds_nothing_unread_past_the_database(in_shop: Shop) -> None:
    """Only the machine's own starter founds a policy without a second person."""
    version = draft(in_shop)
    edit = "state = 'published', is_founding = true, period = tstzrange(now(), NULL)"
    words = "reviewed before it is published"
    with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE policies_policyversion SET {edit} WHERE id = %s", [version])
    assert PolicyVersion.objects.get(id=version).state == VersionState.DRAFT
