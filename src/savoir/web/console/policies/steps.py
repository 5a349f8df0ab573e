"""What happened to a version, what may be done to it now, and what it waits for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from savoir.kernel.access import Actor, Permission
from savoir.policies.queries import Life, Proof, VersionCard
from savoir.policies.states import ProofOutcome, VersionState

Words = str | Promise
Name = Callable[[int | None], str]
ENDED = frozenset({"ended", "retired", "called_off"})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: what, who, when, and what was said."""

    text: Words
    who: str
    at: datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class May:
    """What this person may do to this version now."""

    ask: bool
    review: bool
    prove: bool
    settle: bool
    publish: bool
    edit: bool
    call_off: bool
    retire: bool
    roll_back: bool
    waits: Words


def steps_of(card: VersionCard, life: Life, proof: Proof, names: Mapping[int, str]) -> Iterator[Step]:
    """What happened, in order; `names` of the colleagues of today."""

    def name(member_id: int | None) -> str:
        return names.get(member_id or 0, _("un ancien membre de l’équipe") if member_id else "Savoir")

    yield Step(_("Écrite"), ", ".join(map(name, life.writer_ids)), life.created_at)
    yield from _read_and_proved(life, proof, name)
    if life.published_at:
        yield Step(_("Publiée"), "", life.published_at)
    if life.was_to_begin_at:
        yield Step(_("Devait commencer"), "", life.was_to_begin_at)
    if card.begins_at:
        yield Step(_("Vaut à partir du"), "", card.begins_at)
    if card.ends_at:
        yield Step(_("Vaut jusqu’au"), "", card.ends_at)


def _read_and_proved(life: Life, proof: Proof, name: Name) -> Iterator[Step]:
    if asked := life.review:
        yield Step(_("Relecture demandée"), name(asked.asked_by), asked.asked_at)
        if asked.granted is False:
            yield Step(_("Renvoyée"), name(asked.decided_by), None, asked.motive)
    if life.reviewed_at:
        yield Step(_("Relue"), name(life.reviewed_by_id), life.reviewed_at)
    if proof.proved_at:
        yield Step(_("Vérifiée"), "Savoir", proof.proved_at)
    if life.settled_by_id:
        yield Step(_("Ce qui restait ouvert"), name(life.settled_by_id), None, life.settled_motive)


def may_of(actor: Actor, card: VersionCard, life: Life, proof: Proof, now: datetime) -> May:
    """What this person may do now; the verbs ask again."""
    held = actor.permissions
    writes = Permission.POLICY_WRITE in held
    answers = Permission.APPROVAL_DECIDE in held and actor.id not in life.writer_ids
    is_draft, is_reviewed = card.state is VersionState.DRAFT, card.state is VersionState.REVIEWED
    is_asked = is_draft and life.review is not None and life.review.waits(now)
    by_me = life.review is not None and life.review.asked_by == actor.id
    is_open = proof.outcome == ProofOutcome.OPEN and life.settled_by_id is None
    stands = proof.outcome == ProofOutcome.PROVED or (proof.outcome == ProofOutcome.OPEN and not is_open)
    standing = card.standing(now)
    return May(
        ask=writes and is_draft and not is_asked, review=is_asked and answers and not by_me,
        prove=writes, settle=is_open and answers, publish=writes and is_reviewed and stands,
        edit=writes and (is_draft or is_reviewed),
        call_off=writes and standing == "scheduled" and not card.is_founding,
        retire=writes and standing == "in_force", roll_back=writes and standing in ENDED and stands,
        waits=_waits(is_asked=is_asked, is_reviewed=is_reviewed, is_open=is_open, outcome=proof.outcome),
    )  # fmt: skip


def _waits(*, is_asked: bool, is_reviewed: bool, is_open: bool, outcome: str) -> Words:
    """What the version waits for, for whoever can't do it; "" for nothing."""
    if is_asked:
        return _("Une seconde personne, qui n’en a rien écrit, doit la relire.")
    if is_open:
        return _(
            "Une personne qui n’en a rien écrit doit répondre de ce que la vérification a laissé ouvert."
        )
    if is_reviewed and not outcome:
        return _("La vérification n’est pas finie : elle dit si personne n’y perd un droit.")
    if is_reviewed and outcome == ProofOutcome.BELOW:
        return _("La vérification interdit de la publier : corrigez ce qui a été trouvé.")
    return ""
