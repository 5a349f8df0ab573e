"""What people do in the demo, each through the operation that its page uses."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from savoir.cases.operations import reopen_case
from savoir.cases.queries import answer_of_case, case_card
from savoir.cases.states import Rank, Remedy, SnoozeReason
from savoir.commands.demo.founding import Shop
from savoir.conversations import operations as conversations
from savoir.kernel.access import Actor, Role, customer_actor
from savoir.kernel.values.money import Money
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines, inspection_card, receipts_of_case
from savoir.logistics.states import Finding, Grade
from savoir.logistics.values import Checks
from savoir.resolutions import operations as resolutions
from savoir.resolutions.queries import (
    clocks_by_hand,
    gestures_of_case,
    preview_gesture,
    preview_plan,
)
from savoir.resolutions.states import CARRIED
from savoir.resolutions.values import AcceptedOffer, AskedRemedyCard

PARIS = ZoneInfo("Europe/Paris")
STATION = "Quai 2"
_FINE = Checks(right_item=True, right_quantity=True, used_or_damaged=False, defect_proven=False, in_time=True)
_WORN = replace(_FINE, used_or_damaged=True)
_DEFECT = replace(_FINE, defect_proven=True)


@dataclass
class Play:
    """One case on stage."""

    shop: Shop
    order_id: int
    number: str
    agent: Actor
    reference: str = ""
    ra_number: str = ""
    case_id: int = 0
    seed: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def customer(self) -> Actor:
        """The customer, come through the address on file."""
        return customer_actor(org_id=self.shop.org_id, order_ids=frozenset({self.order_id}), verified=True)

    @property
    def dock(self) -> Actor:
        """Samir."""
        return self.shop.one(Role.WAREHOUSE)


def post(play: Play, now: datetime) -> None:
    """The customer posts his parcel and says so."""
    if not play.ra_number:
        return
    logistics.declare_posting(
        actor=play.customer, ra_number=play.ra_number, posted_on=now.astimezone(PARIS).date(),
        tracking_number=f"8R{play.case_id:011d}", now=now,
    )  # fmt: skip


def receive(play: Play, now: datetime) -> None:
    """The dock counts the parcel."""
    if not play.ra_number:
        return
    lines = expected_lines(actor=play.dock, ra_number=play.ra_number)
    logistics.receive(
        actor=play.dock, scan_id=uuid5(NAMESPACE_URL, f"{play.number}:{play.ra_number}"), station=STATION,
        ra_number=play.ra_number, quantities={line.id: line.awaited for line in lines}, now=now,
    )  # fmt: skip


def _examine(
    play: Play, checks: Checks, grade: Grade, finding: Finding, note: str, now: datetime
) -> list[int]:
    found = []
    for receipt in receipts_of_case(actor=play.dock, case_id=play.case_id):
        lines = expected_lines(actor=play.dock, ra_number=receipt.ra_number)
        serials = {line.id: line.serials for line in lines}
        for line in receipt.lines:
            seen = next(iter(serials.get(line.return_line_id, ())), "")
            found.append(logistics.inspect(
                actor=play.dock, receipt_line_id=line.id, quantity=line.quantity, checks=checks,
                serial_seen=seen, grade=grade, finding=finding, note=note, now=now,
            ))  # fmt: skip
    return found


def _dispose(play: Play, inspections: list[int], now: datetime) -> None:
    for inspection_id in inspections:
        card = inspection_card(actor=play.dock, inspection_id=inspection_id)
        logistics.confirm_disposition(
            actor=play.dock, inspection_id=inspection_id, kind=card.proposal.kind, now=now
        )


def inspect_fine(play: Play, now: datetime) -> None:
    """Nothing to say: back on the shelf."""
    grade = Grade.A if play.seed % 3 else Grade.B
    _dispose(play, _examine(play, _FINE, grade, Finding.UNUSED, "", now), now)


def look(play: Play, now: datetime) -> None:
    """Examined; where it goes is not said yet."""
    _examine(play, _FINE, Grade.A, Finding.UNUSED, "", now)


def inspect_worn(play: Play, now: datetime) -> None:
    """Worn beyond trying on: a person decides what follows."""
    note = "Traces de port, étiquette coupée."
    _dispose(play, _examine(play, _WORN, Grade.C, Finding.USED, note, now), now)


def inspect_defect(play: Play, now: datetime) -> None:
    """The fault is there."""
    note = "Panne reproduite au banc."
    _dispose(play, _examine(play, _DEFECT, Grade.C, Finding.DEFECT_PROVEN, note, now), now)


def grant(play: Play, now: datetime) -> None:
    """An agent gives the money back; beyond his leeway whoever may lets him."""
    case = case_card(actor=play.agent, reference=play.reference)
    answer = answer_of_case(actor=play.agent, case_id=case.id)
    plan = preview_plan(actor=play.agent, answer=answer, remedy=Remedy.REFUND, now=now)
    is_proposed = Remedy.REFUND in answer.remedies and case.proposal in (None, Remedy.REFUND)
    said: dict[str, Any] = {
        "case_reference": play.reference, "remedy": Remedy.REFUND, "plan_digest": plan.digest, "text": "",
        "motive": "" if is_proposed else "gesture", "note": "", "now": now,
    }  # fmt: skip
    try:
        accepted = resolutions.answer_with_remedy(actor=play.agent, **said)
    except resolutions.ApprovalNeeded:
        asked = resolutions.ask_for_remedy(actor=play.agent, **said)
        accepted = _let(play, asked, now)
    play.ra_number = accepted.ra_number


def _let(play: Play, asked: AskedRemedyCard, now: datetime) -> AcceptedOffer:
    done = resolutions.answer_asked_remedy(
        actor=play.shop.one(Role(asked.approver)), case_id=asked.case_id, granted=True,
        plan_digest=asked.plan_digest, motive="", now=now,
    )  # fmt: skip
    assert done.accepted is not None, "nothing happened between the wish and the yes"
    return done.accepted


def _refuse(play: Play, motive: str, reason: str, instead: str, now: datetime) -> None:
    resolutions.answer_with_refusal(
        actor=play.agent, case_reference=play.reference, motive=motive, reason=reason, instead=instead,
        now=now,
    )  # fmt: skip


def refuse_late(play: Play, now: datetime) -> None:
    """Too late for a change of mind; the guarantee stays."""
    _refuse(
        play, "out_of_time",
        "Les délais pour changer d’avis, celui de la loi et celui de nos conditions, sont passés.",
        "L’article reste couvert par la garantie légale s’il montre un défaut\u00a0: écrivez-nous.", now,
    )  # fmt: skip


def refuse_seal(play: Play, now: datetime) -> None:
    """Opened hygiene goods can't be sold again."""
    _refuse(
        play, "excluded_product",
        "Pour des raisons d’hygiène, la loi exclut le retour d’un produit dont le scellé a été ouvert.",
        "S’il vous déplaît, nous vous conseillons volontiers un échantillon d’un autre parfum.", now,
    )  # fmt: skip


def ask(play: Play, now: datetime) -> None:
    """An agent needs a photo."""
    resolutions.answer_with_question(
        actor=play.agent, case_reference=play.reference, what="photo", text="", now=now
    )


def reply(play: Play, now: datetime) -> None:
    """The customer answers."""
    text = "Voici ce que je peux dire\u00a0: l’angle gauche est enfoncé, le carton aussi."
    conversations.receive_from_customer(
        actor=play.customer, case_reference=play.reference, text=text, now=now
    )


def send(play: Play, now: datetime) -> None:
    """The new or repaired thing leaves."""
    resolutions.fulfil_goods(
        actor=play.agent, case_reference=play.reference, order_reference=f"{play.number}-R", now=now
    )


def reopen(play: Play, now: datetime) -> None:
    """The customer calls again."""
    reopen_case(actor=play.agent, reference=play.reference, now=now)
    text = "Cliente au téléphone\u00a0: la banque ne montre toujours pas le remboursement."
    conversations.add_note(actor=play.agent, case_reference=play.reference, text=text, now=now)


def set_aside(play: Play, now: datetime) -> None:
    """Nothing to do before the carrier has looked; back well before the promised hour."""
    case = case_card(actor=play.agent, reference=play.reference)
    tomorrow = now + timedelta(days=1)
    until = min(tomorrow, case.next_due_at - timedelta(hours=2)) if case.next_due_at else tomorrow
    conversations.snooze_with_note(
        actor=play.agent, case_reference=play.reference, until=until, reason=SnoozeReason.CARRIER,
        note="Enquête ouverte chez le transporteur, réponse attendue demain.", now=now,
    )  # fmt: skip


def send_up(play: Play, now: datetime) -> None:
    """Beyond what an agent may give."""
    conversations.escalate_with_note(
        actor=play.shop.one(Role.AGENT), case_reference=play.reference, to=Rank.SUPERVISOR,
        note="Cliente fidèle, trois semaines de retard : je propose un geste, à vous de voir.", now=now,
    )  # fmt: skip


def be_kind(play: Play, now: datetime) -> None:
    """It broke again: what the brand's table gives for it, else ten euros, as far as an agent may."""
    if play.seed % 3:
        _be_kind(play, None, now)
        _be_kind(play, 1_000, now)


def ask_kindness(play: Play, now: datetime) -> None:
    """More than an agent may give: a second person is asked."""
    if play.seed % 4 == 0:
        _be_kind(play, 4_500, now)


def _be_kind(play: Play, cents: int | None, now: datetime) -> None:
    """One gesture on a case that has none yet; nothing where no rail carries it or the price has no room."""
    agent = play.shop.one(Role.AGENT)
    if gestures_of_case(actor=agent, case_id=play.case_id):
        return
    amount = None if cents is None else Money(cents, "EUR")
    plan = preview_gesture(actor=agent, case_id=play.case_id, severity="grave", amount=amount, now=now)
    may = plan.leeway.alone or bool(plan.leeway.approver)
    if plan.kind in CARRIED and plan.fits and may:
        resolutions.grant_gesture(
            actor=agent, case_reference=play.reference, severity="grave", kind=plan.kind, amount=plan.amount,
            plan_digest=plan.digest, motive="Deuxième panne du même appareil.", now=now,
        )  # fmt: skip


def tidy(play: Play, now: datetime) -> None:
    """What the law wants of us beside the case: the carrier is told, the customer's postage is repaid."""
    for clock_id in clocks_by_hand(actor=play.agent, case_id=play.case_id):
        resolutions.note_clock_kept(actor=play.agent, clock_id=clock_id, now=now)


def note(play: Play, now: datetime) -> None:
    """An agent leaves a word for colleagues."""
    for text in play.notes:
        conversations.add_note(actor=play.agent, case_reference=play.reference, text=text, now=now)


DEEDS: dict[str, Callable[[Play, datetime], None]] = {
    "post": post, "receive": receive, "inspect": inspect_fine, "look": look, "inspect_worn": inspect_worn,
    "inspect_defect": inspect_defect, "grant": grant, "refuse_late": refuse_late, "refuse_seal": refuse_seal,
    "ask": ask, "reply": reply, "send": send, "reopen": reopen, "note": note, "set_aside": set_aside,
    "send_up": send_up, "tidy": tidy, "be_kind": be_kind, "ask_kindness": ask_kindness,
}  # fmt: skip
