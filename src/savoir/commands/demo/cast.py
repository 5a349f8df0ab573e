"""Putting the script on stage: customers ask, then each step follows at its hour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from savoir.cases.operations import assign_case
from savoir.cases.states import Entry, Intent, Remedy
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.commands.demo.deeds import DEEDS, Play
from savoir.commands.demo.founding import Shop
from savoir.commands.demo.people import hand
from savoir.commands.demo.script import Scene, at_work
from savoir.commands.demo.situations import Situation, Step
from savoir.commands.demo.stage import Stage
from savoir.kernel.access import Actor, Role
from savoir.logistics import operations as logistics
from savoir.orders.operations import count_in_standing
from savoir.orders.queries import find_for_portal, sale_lines
from savoir.resolutions.operations import request_remedy
from savoir.resolutions.queries import offers_with_plans
from savoir.resolutions.values import Plan

ASSIGNED_TO_LEA, ASSIGNED_TO_OTHERS = 3, 4
BY_CUSTOMER = frozenset({"post", "reply"})
ODD_PARCELS = (
    ("", "Carton sans bordereau, deux coussins terracotta", 26),
    ("3760000031006", "Parka kaki, étiquette d’une autre enseigne", 22),
    ("", "Enveloppe bulle, un chargeur seul", 7),
    ("RA-ZZZZZZ", "Numéro illisible, une bouilloire", 4),
    ("", "Colis ouvert, vaisselle bleue", 2),
)


TIDIED_AFTER = (1, 6, 12)  # days until somebody told the carrier, repaid the postage


@dataclass(frozen=True)
class Cast:
    """Everybody on stage, with the photos customers send."""

    shop: Shop
    stage: Stage
    photos: Sequence[int]

    def enter(self, scene: Scene) -> None:
        """Put the opening of a scene on the program; its steps follow when it is open."""
        self.stage.at(scene.opened_at, lambda now: self._open(scene, now))

    def odd_parcels(self) -> None:
        """What nobody announced, at the dock these days."""
        for place, (code, words, hours) in enumerate(ODD_PARCELS):
            at = self.stage.end - timedelta(hours=hours)
            self.stage.at(at, self._odd(place, code, words))

    def _odd(self, place: int, code: str, words: str) -> Callable[[datetime], None]:
        def record(now: datetime) -> None:
            logistics.record_unknown(
                actor=self.shop.one(Role.WAREHOUSE), scan_id=uuid5(NAMESPACE_URL, f"odd:{place}"),
                site_id=self.shop.site_ids["lesquin"], code=code, description=words, now=now,
            )  # fmt: skip

        return record

    def _open(self, scene: Scene, now: datetime) -> None:
        play = self._play(scene, now)
        situation = scene.situation
        lines = sale_lines(actor=play.customer, order_id=play.order_id)
        self._remember(situation, lines[0].customer_id, now)
        files = tuple(self.photos[(scene.seed + n) % len(self.photos)] for n in range(situation.photos))
        asked = AskedLine(
            line_id=lines[0].line_id, quantity=1, intent=situation.intent, reason=situation.reason,
            answers=situation.answers, photos=len(files),
        )  # fmt: skip
        plans = offers_with_plans(actor=play.customer, lines=(asked,), now=now).plans
        plan = _chosen(plans, situation.wanted)
        line = LineRequest(asked=asked, wanted=situation.wanted, words=scene.words, files=files)
        entry = Entry.DESK if scene.seed % 7 == 0 else Entry.PORTAL
        request = CaseRequest(
            order_id=play.order_id, entry=entry, language=scene.sale.buyer.language, lines=(line,)
        )
        actor = play.agent if entry is Entry.DESK else play.customer
        case, accepted = request_remedy(
            actor=actor, request=request, remedy=plan.remedy if plan else None,
            plan_digest=plan.digest if plan else "", now=now,
        )  # fmt: skip
        play.case_id, play.reference = case.id, case.reference
        play.ra_number = accepted.ra_number if accepted else ""
        self._follow(play, scene, now)
        if situation.intent in (Intent.CLAIM, Intent.REPAIR):
            for days in TIDIED_AFTER:
                self.stage.at(at_work(now + timedelta(days=days)), lambda later: DEEDS["tidy"](play, later))
        if accepted is None:
            self._give(play, scene, now)

    def _remember(self, situation: Situation, customer_id: int | None, now: datetime) -> None:
        """What the dock refused of this customer's before the demo begins."""
        if situation.refused_before and customer_id is not None:
            count_in_standing(
                actor=self.shop.system, customer_id=customer_id, rejected=situation.refused_before, now=now
            )

    def _play(self, scene: Scene, now: datetime) -> Play:
        sale = scene.sale
        order_id = find_for_portal(
            org_id=self.shop.org_id, brand_id=self.shop.brand_ids[sale.brand], number=sale.number,
            email=sale.buyer.email, now=now,
        )  # fmt: skip
        if order_id is None:
            raise LookupError(f"the demo's own order {sale.number} is not found")
        return Play(self.shop, order_id, sale.number, self._agent(scene), seed=scene.seed)

    def _agent(self, scene: Scene) -> Actor:
        desk = [a for a in self.shop.actors.values() if a.role in (Role.AGENT, Role.SENIOR)]
        return desk[scene.seed % len(desk)]

    def _give(self, play: Play, scene: Scene, now: datetime) -> None:
        """Some cases that wait for a person belong to Léa, some to her colleagues, the others to nobody."""
        if scene.seed % ASSIGNED_TO_LEA == 0:
            owner = self.shop.one(Role.AGENT)
        elif scene.seed % ASSIGNED_TO_OTHERS == 1:
            owner = play.agent
        else:
            return
        assign_case(actor=owner, reference=play.reference, member_id=owner.id, now=now)
        if scene.seed % 2:
            play.notes.append("Deuxième demande de cette personne ce trimestre, rien d’anormal.")
            self.stage.at(now + timedelta(minutes=40), lambda later: DEEDS["note"](play, later))

    def _follow(self, play: Play, scene: Scene, now: datetime) -> None:
        draw = hand(scene.seed)
        at = now
        for step in scene.situation.steps:
            at = self._instant(draw, step, at)
            if not self.stage.at(at, self._deed(play, step)):
                return

    def _instant(self, draw: Random, step: Step, former: datetime) -> datetime:
        pause = draw.uniform(step.low, step.high)
        if step.before_end:
            return max(self.stage.end - timedelta(hours=pause), former + timedelta(minutes=5))
        at = former + timedelta(days=pause)
        return at if step.deed in BY_CUSTOMER else at_work(at)

    def _deed(self, play: Play, step: Step) -> Callable[[datetime], None]:
        return lambda now: DEEDS[step.deed](play, now)


def _chosen(plans: Sequence[Plan], wanted: Remedy | None) -> Plan | None:
    """What the customer picks: his wish, else the first thing offered; nothing when he only asks for help."""
    if wanted is None or not plans:
        return None
    return next((plan for plan in plans if plan.remedy is wanted), plans[0])
