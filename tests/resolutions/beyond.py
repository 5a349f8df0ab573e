"""Builders: a thing that comes back too late for rule and law, and an answer beyond them."""

from datetime import datetime, timedelta
from typing import Any

from savoir.cases import operations as cases
from savoir.cases.queries import answer_of_case
from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor
from savoir.resolutions.models import AskedRemedy
from savoir.resolutions.operations import answer_asked_remedy, answer_with_remedy, ask_for_remedy
from savoir.resolutions.queries import preview_plan
from savoir.resolutions.values import AcceptedOffer, AnsweredRemedy, AskedRemedyCard, Plan
from tests.cases.files import asked, request_of
from tests.shop import NOON, Sale, Shop, sell

LETTER = "Bonjour Claire,\n\nNous vous remboursons, exceptionnellement.\n\nLéa"
KINDNESS = "gesture"


def long_ago(shop: Shop, **given: Any) -> Sale:
    """Something that came forty days ago."""
    return sell(shop, delivered_at=NOON - timedelta(days=40), **given)


def too_late(shop: Shop, sale: Sale | None = None, *, line: int = 0, **given: Any) -> CaseCard:
    """Forty days after it came she changed her mind: neither the rule nor the law gives anything."""
    sold = sale or long_ago(shop, **given)
    wish = request_of(sold, asked(sold, Intent.RETURN, Reason.CHANGED_MIND, line=line))
    return cases.open_case(actor=shop.customer(sold.order_id), request=wish, now=NOON)[0]


def plan_of(shop: Shop, case: CaseCard, remedy: Remedy = Remedy.REFUND, now: datetime = NOON) -> Plan:
    """What the remedy would give, offered or not."""
    answer = answer_of_case(actor=shop.agent, case_id=case.id)
    return preview_plan(actor=shop.agent, answer=answer, remedy=remedy, now=now)


def give(shop: Shop, case: CaseCard, actor: Actor | None = None, **said: Any) -> AcceptedOffer:
    """Somebody answers with a remedy by the plan that is shown now."""
    remedy = said.pop("remedy", Remedy.REFUND)
    digest = said.pop("digest", None) or plan_of(shop, case, remedy, said.get("now", NOON)).digest
    return answer_with_remedy(
        actor=actor or shop.agent, case_reference=case.reference, remedy=remedy, plan_digest=digest,
        **{"text": LETTER, "motive": KINDNESS, "now": NOON, **said},
    )  # fmt: skip


def ask(shop: Shop, case: CaseCard, actor: Actor | None = None, **said: Any) -> AskedRemedyCard:
    """He asks whom the table of leeway names."""
    remedy = said.pop("remedy", Remedy.REFUND)
    digest = said.pop("digest", None) or plan_of(shop, case, remedy, said.get("now", NOON)).digest
    return ask_for_remedy(
        actor=actor or shop.agent, case_reference=case.reference, remedy=remedy, plan_digest=digest,
        **{"text": LETTER, "motive": KINDNESS, "now": NOON, **said},
    )  # fmt: skip


def answered(case: CaseCard, actor: Actor, *, granted: bool = True, **said: Any) -> AnsweredRemedy:
    """A second person's yes or no to what waits on the case."""
    rows = AskedRemedy.objects.filter(case_id=case.id).order_by("-id").values_list("plan_digest", flat=True)
    return answer_asked_remedy(
        actor=actor, case_id=case.id, granted=granted,
        **{"plan_digest": rows[0] if rows else "", "motive": "", "now": NOON, **said},
    )  # fmt: skip
