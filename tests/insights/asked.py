"""Somebody asks for a replay of a draft, and its job runs or is broken off."""

from datetime import date, timedelta
from typing import Any

from savoir.connectors.analytics import comparing
from savoir.insights import operations, queries
from savoir.insights.jobs import replay
from savoir.insights.models import ReplayedCase, ReplayRun
from savoir.insights.queries import ReplayCard
from savoir.insights.values import Figures, ReplayAnswer, Replayed, Span
from savoir.kernel.access import Role
from savoir.policies.operations import draft_version
from savoir.policies.queries import version_at
from tests.insights.pasts import strict
from tests.shop import NOON, Shop

LATER = NOON + timedelta(minutes=5)


def in_force(shop: Shop) -> int:
    """The version that answers today."""
    card = version_at(actor=shop.system, brand_id=shop.brand_id, at=NOON)
    assert card is not None
    return card.id


def drafted(shop: Shop, document: dict[str, Any] | None = None) -> int:
    """A draft that grants nothing of its own, unless said."""
    return draft_version(
        actor=shop.actors[Role.SUPERVISOR], brand_id=shop.brand_id, document=document or strict(), now=NOON
    )


def ask(shop: Shop, version_id: int, *, since: date | None = None, **given: Any) -> int:
    """The supervisor asks for a draft beside the version in force."""
    wanted = {"actor": shop.actors[Role.SUPERVISOR], "against_id": in_force(shop), "now": NOON, **given}
    return operations.ask_replay(version_id=version_id, since=since, **wanted)


def run(shop: Shop, run_id: int) -> ReplayCard:
    """Its job; what stands then."""
    replay(org_id=shop.org_id, run_id=run_id, now=LATER)
    return card(shop, run_id)


def finished(shop: Shop, run_id: int, *, cases: int = 1) -> ReplayCard:
    """The same without the engine: nothing changes."""
    numbers = dict.fromkeys((*comparing.COUNTS,), 0) | {"cases": cases}
    cuts: dict[str, tuple[Figures, ...]] = {name.removeprefix("f_"): () for name in comparing.CUTS}
    found = Replayed(cases, Figures("", (), numbers, {}), cuts, (), (), cases, Span(shop.brand_id))
    answer = ReplayAnswer(found, (), 0.1)
    operations.finish_replay(actor=shop.system, run_id=run_id, answer=answer, now=LATER)
    return card(shop, run_id)


def card(shop: Shop, run_id: int) -> ReplayCard:
    """What stands of it."""
    return queries.replay_card(actor=shop.system, run_id=run_id)


def kept() -> tuple[list[tuple[int, str]], int]:
    """Every replay with its state, and how many cases are kept of all."""
    rows = ReplayRun.objects.order_by("id").values_list("id", "state")
    return list(rows), ReplayedCase.objects.count()
