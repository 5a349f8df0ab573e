"""Four eyes: asked by one, decided by another, on the same plan, in time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from savoir.kernel import approvals
from savoir.kernel.access import Role
from savoir.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from savoir.kernel.models import Approval
from savoir.kernel.tenancy import organization_block
from tests.shop import NOON, Shop, make_shop

DAY = timedelta(days=1)
GESTURE = approvals.Request(
    subject_kind="case", subject_id=7, verb="refund", plan_digest="a" * 32, ceiling_code="gesture_50"
)


def asked(shop: Shop) -> int:
    """Léa asks; two days to answer."""
    return approvals.ask(actor=shop.agent, request=GESTURE, expires_at=NOON + 2 * DAY, now=NOON)


def decide(shop: Shop, approval_id: int, role: Role = Role.SENIOR, **given: object) -> approvals.Request:
    """A colleague answers a day later."""
    words = {"granted": True, "plan_digest": "a" * 32, "motive": "", "now": NOON + DAY, **given}
    return approvals.decide(actor=shop.actors[role], approval_id=approval_id, **words)  # type: ignore[arg-type]  # test words


def test_a_second_person_says_yes_once(in_shop: Shop) -> None:
    approval_id = asked(in_shop)
    (waiting,) = approvals.open_approvals(actor=in_shop.actors[Role.SENIOR], limit=5)
    assert (waiting.id, waiting.request, waiting.asked_by) == (approval_id, GESTURE, in_shop.agent.id)
    assert decide(in_shop, approval_id) == GESTURE
    row = Approval.objects.get(id=approval_id)
    assert (row.granted, row.decided_by, row.decided_at) == (
        True, in_shop.actors[Role.SENIOR].id, NOON + DAY,
    )  # fmt: skip
    with pytest.raises(Conflict):
        decide(in_shop, approval_id, Role.SUPERVISOR, granted=False)
    assert Approval.objects.get(id=approval_id).granted is True
    assert approvals.open_approvals(actor=in_shop.actors[Role.SENIOR], limit=5) == ()


@pytest.mark.parametrize(
    ("role", "given", "refusal"),
    [
        (Role.AGENT, {}, NotAllowed),
        (Role.STORE, {}, NotAllowed),
        (Role.SENIOR, {"plan_digest": "b" * 32}, Conflict),
        (Role.SENIOR, {"now": NOON + 2 * DAY}, Conflict),
    ],
)
def test_refusals_leave_the_request_open(
    in_shop: Shop, role: Role, given: dict[str, object], refusal: type[Refused]
) -> None:
    approval_id = asked(in_shop)
    with pytest.raises(refusal):
        decide(in_shop, approval_id, role, **given)
    row = Approval.objects.get(id=approval_id)
    assert (row.granted, row.decided_by, row.decided_at) == (None, None, None)


def test_nobody_approves_his_own_request(in_shop: Shop) -> None:
    senior = in_shop.actors[Role.SENIOR]
    approval_id = approvals.ask(actor=senior, request=GESTURE, expires_at=NOON + DAY, now=NOON)
    with pytest.raises(NotAllowed) as refusal:
        decide(in_shop, approval_id, now=NOON)
    assert refusal.value.facts["code"] == "own_request"
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(id=approval_id).update(decided_by=senior.id, granted=True)
    assert Approval.objects.get(id=approval_id).granted is None


def test_one_request_at_a_time_and_a_new_one_when_it_has_expired(in_shop: Shop) -> None:
    first = asked(in_shop)
    with pytest.raises(Conflict):
        asked(in_shop)
    assert Approval.objects.count() == 1
    later = NOON + 3 * DAY
    again = approvals.ask(actor=in_shop.agent, request=GESTURE, expires_at=later + DAY, now=later)
    assert decide(in_shop, again, now=later) == GESTURE
    with pytest.raises((Conflict, NotFound)):
        decide(in_shop, first, now=later) if first != again else decide(in_shop, again, now=later)


def test_another_organization_does_not_see_it(shop: Shop) -> None:
    with organization_block(shop.org_id):
        approval_id = asked(shop)
    other = make_shop()
    with organization_block(other.org_id), pytest.raises(NotFound):
        decide(other, approval_id)
