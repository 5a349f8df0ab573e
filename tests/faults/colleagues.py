"""Persons of a shop lived at random: they finish what stands before them, so that nobody waits for ever."""

import random
from datetime import datetime
from uuid import uuid4

from savoir.cases.models import Case
from savoir.cases.operations import ThingOnItsWay
from savoir.cases.states import EndMotive
from savoir.kernel.access import Role
from savoir.logistics import operations as logistics
from savoir.logistics.models import ReturnAuthorization
from savoir.logistics.queries import expected_lines
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import (
    answer_with_refusal,
    cancel_refund,
    close_without_action,
    resume_refund,
    retry_refund,
    settle_by_return_elsewhere,
)
from savoir.resolutions.states import RefundState
from tests.shop import Shop

_ALIVE = ("requested", "settling", "failed", "paused")


def before_persons(asked: list[str]) -> list[Case]:
    """Cases that stand before a person, oldest first, but claims nobody has answered (`asked`)."""
    return list(
        Case.objects.filter(needs_person=True, state="open").exclude(reference__in=asked).order_by("id")
    )


def finish(shop: Shop, chance: random.Random, case: Case, *, now: datetime) -> None:
    """Do what a person does with a case: first its money, then its parcel. Raises Refused.

    `chance` decides between the ways out that a person has. Inside an open block.
    """
    refund = Refund.objects.filter(case_id=case.id, state__in=_ALIVE).order_by("id").first()
    if refund is not None:
        _move(shop, chance, refund, now)
    elif not Refund.objects.filter(case_id=case.id, state="settled").exists():
        answer_with_refusal(
            actor=shop.agent, case_reference=case.reference, motive="misuse", ground=_ground(case),
            reason="Le colis n’est jamais parti.", instead="Écrivez-nous s’il part un jour.", now=now,
        )  # fmt: skip
    else:
        _end(shop, case, now)


def _move(shop: Shop, chance: random.Random, refund: Refund, now: datetime) -> None:
    """Money that doesn't leave by itself: once more, it was that one, or given up."""
    finance, state = shop.actors[Role.FINANCE], RefundState(refund.state)
    if state is RefundState.PAUSED:
        ways = (resume_refund, settle_by_return_elsewhere, cancel_refund)
        chance.choice(ways)(actor=finance, reference=refund.reference, now=now)
    elif state is RefundState.SETTLING or (state is RefundState.FAILED and chance.random() < 0.6):
        retry_refund(actor=finance, reference=refund.reference, now=now)
    else:
        cancel_refund(actor=finance, reference=refund.reference, now=now)


def _ground(case: Case) -> str:
    """What a colleague can show against a request of this kind."""
    return "fault_disproved" if case.intent in ("claim", "repair") else "made_to_spec"


def _end(shop: Shop, case: Case, now: datetime) -> None:
    """Nothing is owed any more. A parcel that travels is found at the dock."""
    try:
        close_without_action(
            actor=shop.agent,
            case_reference=case.reference,
            motive=EndMotive.ALREADY_SETTLED,
            note="",
            now=now,
        )
    except ThingOnItsWay:
        number = ReturnAuthorization.objects.filter(case_id=case.id).latest("id").number
        for line in expected_lines(actor=shop.dock, ra_number=number):
            logistics.receive(
                actor=shop.dock, scan_id=uuid4(), ra_number=number, quantities={line.id: 1},
                station="Quai 2", now=now,
            )  # fmt: skip
