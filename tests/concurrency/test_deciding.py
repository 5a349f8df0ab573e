"""Two people answer one case in the same second: one does, the other learns who and what."""

from collections.abc import Callable

import pytest

from savoir.cases.models import Decision
from savoir.cases.operations import CaseMoved, DecisionToRecord, deciding, record_decision, refuse_case
from savoir.cases.queries import answer_of_case, case_by_id, case_card
from savoir.cases.states import CaseState, Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.config.launcher.cluster import Cluster
from savoir.kernel.access import Actor, Role
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import accept_offer, request_remedy
from savoir.resolutions.queries import offers_of_case
from tests.concurrency.races import at_once, meet_in, without_row_locks
from tests.faults.worlds import broken
from tests.shop import NOON, Sale, Shop, make_shop, sell

pytestmark = pytest.mark.concurrency
Story = tuple[Shop, Sale, str, str]


@pytest.fixture
def story(own_database: str) -> Story:
    """A return that waits for its answer: shop, sale, case reference, digest of the refund's plan."""
    shop = make_shop()
    with organization_block(shop.org_id):
        sale = sell(shop)
        asked = AskedLine(line_id=sale.line_ids[0], quantity=1, intent=Intent.RETURN, reason=Reason.TOO_SMALL)
        request = CaseRequest(
            order_id=sale.order_id, entry=Entry.DESK, language="fr", lines=(LineRequest(asked=asked),)
        )
        case, _ = request_remedy(actor=shop.agent, request=request, remedy=None, plan_digest="", now=NOON)
        plans = offers_of_case(actor=shop.agent, case_id=case.id, now=NOON).plans
    return shop, sale, case.reference, next(p.digest for p in plans if p.remedy is Remedy.REFUND)


def accept(story: Story, actor: Actor) -> Callable[[], str]:
    shop, _, reference, digest = story

    def deed() -> str:
        with organization_block(shop.org_id):
            try:
                accept_offer(
                    actor=actor, case_reference=reference, remedy=Remedy.REFUND, plan_digest=digest, now=NOON
                )
            except CaseMoved as moved:
                return f"moved: {moved.facts['outcome']} {moved.facts['remedy']} by {moved.facts['by']}"
        return f"accepted by {actor.id}"

    return deed


def refuse(story: Story, actor: Actor) -> Callable[[], str]:
    shop, _, reference, _ = story

    def deed() -> str:
        with organization_block(shop.org_id):
            try:
                refuse_case(
                    actor=actor, reference=reference, motive="excluded_product",
                    ground="made_to_spec", note="Gravée.", now=NOON,
                )  # fmt: skip
            except CaseMoved as moved:
                return f"moved: {moved.facts['outcome']} {moved.facts['remedy']} by {moved.facts['by']}"
        return "refused"

    return deed


def outcome(story: Story) -> tuple[int, int]:
    """How many answers are in force, and how many refunds were promised."""
    with organization_block(story[0].org_id):
        answers = Decision.objects.filter(superseded=False).exclude(outcome="offered")
        return answers.count(), Refund.objects.count()


def test_two_agents_grant_one_case_and_the_second_learns_who_was_first(story: Story) -> None:
    shop = story[0]
    lea, marc = shop.agent, shop.actors[Role.SENIOR]
    told = at_once(accept(story, lea), accept(story, marc))
    winner = lea if f"accepted by {lea.id}" in told else marc
    assert told == [f"accepted by {winner.id}", f"moved: accepted refund by {winner.id}"]
    assert outcome(story) == (1, 1)
    assert broken(shop, NOON) == {}


def test_the_customer_accepts_while_the_agent_refuses_and_one_answer_stands(story: Story) -> None:
    shop, sale = story[:2]
    claire = shop.customer(sale.order_id)
    told = at_once(accept(story, claire), refuse(story, shop.agent))
    answers, refunds = outcome(story)
    assert answers == 1
    assert sum(word.startswith("moved: ") for word in told) == 1
    refused = "refused" in told
    assert refunds == (0 if refused else 1)
    with organization_block(shop.org_id):
        case = case_by_id(actor=shop.agent, case_id=Decision.objects.values_list("case_id", flat=True)[0])
    assert (case.state is CaseState.RESOLVED) == refused
    assert broken(shop, NOON) == {}


def test_without_lock_and_index_the_case_is_decided_twice(
    story: Story, own_database: str, template: tuple[Cluster, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong: if it did not, the tests above would prove nothing."""
    shop, _, reference, digest = story
    template[0].run_sql(own_database, "DROP INDEX decision_one_current")
    without_row_locks(monkeypatch)
    meet_in(monkeypatch, deciding, "write_decision")  # the second writes before the first has committed

    def decide(actor: Actor) -> Callable[[], str]:
        def deed() -> str:
            with organization_block(shop.org_id):
                case_id = case_card(actor=actor, reference=reference).id
                answer = answer_of_case(actor=actor, case_id=case_id)
                decided = DecisionToRecord(answer=answer, remedy=Remedy.REFUND, plan_digest=digest)
                record_decision(actor=actor, case_id=case_id, decided=decided, now=NOON)
            return "accepted"

        return deed

    assert at_once(decide(shop.agent), decide(shop.actors[Role.SENIOR])) == ["accepted", "accepted"]
    assert outcome(story)[0] == 2
