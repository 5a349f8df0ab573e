"""Builders: a house with gestures and leeway, a case whose thing was replaced, a gesture granted."""

from typing import Any

from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor
from savoir.kernel.values.money import Money
from savoir.orders.models import CustomerStanding
from savoir.resolutions.operations import accept_offer, answer_gesture, grant_gesture
from savoir.resolutions.queries import gestures_of_case, offers_of_case, preview_gesture
from savoir.resolutions.states import GestureKind
from savoir.resolutions.values import GesturePlan, GivenGesture
from tests.cases.files import opened
from tests.groundwork import ANSWERS
from tests.shop import NOON, Sale, Shop, make_shop

KIND_HOUSE = (*ANSWERS, "gesture", "leeway")
SORRY = "Deuxième panne en un mois."


def kind_shop() -> Shop:
    """A shop whose policy also has the household starter's gestures and leeway."""
    return make_shop(points=KIND_HOUSE)


def euros(minor: int) -> Money:
    """An amount in cents."""
    return Money(minor, "EUR")


def replaced(shop: Shop, sale: Sale) -> CaseCard:
    """A thing of 59 euros broke; an agent sends a new one, the price stays with the shop."""
    case = opened(shop, sale, Intent.CLAIM, Reason.DEFECTIVE)
    offers = offers_of_case(actor=shop.agent, case_id=case.id, now=NOON)
    plan = next(plan for plan in offers.plans if plan.remedy is Remedy.REPLACEMENT)
    accept_offer(
        actor=shop.agent, case_reference=case.reference, remedy=Remedy.REPLACEMENT, plan_digest=plan.digest,
        now=NOON,
    )  # fmt: skip
    return case


def again(sale: Sale) -> None:
    """It is not her first case."""
    CustomerStanding.objects.filter(customer_id=sale.customer_id).update(cases_opened=2)


def shown(shop: Shop, case: CaseCard, severity: str = "grave", **given: Any) -> GesturePlan:
    """The gesture as the desk shows it; `amount` in cents when it is another."""
    minor = given.pop("amount", None)
    return preview_gesture(
        actor=given.pop("actor", shop.agent), case_id=case.id, severity=severity, now=given.pop("now", NOON),
        amount=None if minor is None else euros(minor), **given,
    )  # fmt: skip


def grant(shop: Shop, case: CaseCard, severity: str = "grave", **given: Any) -> GivenGesture:
    """An agent grants what is shown; `amount`, `kind`, `actor`, `motive`, `digest`, `now` when others."""
    actor, now = given.pop("actor", shop.agent), given.pop("now", NOON)
    motive, digest = given.pop("motive", ""), given.pop("digest", None)
    plan = shown(shop, case, severity, actor=actor, now=now, **given)
    return grant_gesture(
        actor=actor, case_reference=case.reference, severity=severity, kind=plan.kind, amount=plan.amount,
        plan_digest=digest or plan.digest, motive=motive, now=now,
    )  # fmt: skip


def answer(shop: Shop, case: CaseCard, actor: Actor, *, granted: bool = True, **given: Any) -> GivenGesture:
    """A second person says yes or no to what is asked."""
    asked = [one for one in gestures_of_case(actor=shop.agent, case_id=case.id) if one.state == "asked"]
    digest = given.get("digest") or (asked[0].plan_digest if asked else "")
    return answer_gesture(
        actor=actor, case_id=case.id, granted=granted, motive=given.get("motive", ""), plan_digest=digest,
        now=given.get("now", NOON),
    )  # fmt: skip


__all__ = ["GestureKind", "again", "answer", "euros", "grant", "kind_shop", "replaced", "shown"]
