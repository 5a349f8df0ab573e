"""What a measured loss of value may take off a refund: read before the decision, and under the lock."""

from savoir.cases.queries import answer_of_case, case_lines, timeline_of_case
from savoir.cases.values import LineAnswer
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.values.money import Money, total
from savoir.law.covers import money_article
from savoir.law.grounds import depreciated
from savoir.law.parameters import national
from savoir.law.readings import country_of
from savoir.law.values import Basis, Component, Gap
from savoir.logistics.queries import LossCard, loss_card
from savoir.resolutions.models import Refund, Resolution
from savoir.resolutions.queries.journey import since_taken_back
from savoir.resolutions.states import RefundState
from savoir.resolutions.values import CutRefund, Reduction

LOSS_OF_VALUE = "L221-23"
_OVER = (RefundState.CANCELED.value,)


def preview_reduction(*, actor: Actor, loss_id: int, kept: Money | None = None) -> Reduction:
    """What keeping `kept` of a measured loss (all of it when None) would leave of the refund, and whether the
    law allows it: only what `law.grounds.depreciated` takes off. Raises NotFound, NotAllowed.
    """
    require(actor, Permission.RETURN_READ)
    loss = loss_card(actor=actor, loss_id=loss_id)
    found, digest = _answer(actor, loss)
    refunds = _refunds(loss)
    wanted = loss.amount if kept is None else kept
    before = total([Money(row.amount_minor, row.currency) for row in refunds], loss.amount.currency)
    article = national(LOSS_OF_VALUE, country_of(found.rights.facts))
    return Reduction(
        loss_id=loss.id, case_id=loss.case_id, case_line_id=loss.case_line_id, measured=loss.amount,
        kept=wanted, before=before, refunds=_cuts(refunds, wanted), article=article,
        gap=_gap(loss, found, wanted, article), answer_digest=digest,
        has_left=not refunds or any(row.state != RefundState.REQUESTED.value for row in refunds),
    )  # fmt: skip


def _answer(actor: Actor, loss: LossCard) -> tuple[LineAnswer, str]:
    """The law's answer on the line the units came back for."""
    answer = answer_of_case(actor=actor, case_id=loss.case_id)
    lines = case_lines(actor=system_actor(actor.org_id), case_id=loss.case_id)
    pairs = zip(lines, answer.lines, strict=True)
    return next(one for line, one in pairs if line.id == loss.case_line_id), answer.digest


def _refunds(loss: LossCard) -> list[Refund]:
    """Refunds of the line's agreement in force, in the order they were promised."""
    rows = Refund.objects.filter(resolution__case_line_id=loss.case_line_id, resolution__state="agreed")
    return list(rows.exclude(state__in=_OVER).order_by("id"))


def _cuts(refunds: list[Refund], kept: Money) -> tuple[CutRefund, ...]:
    """The last payment gives first, so that a voucher or card used first comes back whole."""
    left, cuts = kept, list[CutRefund]()
    for row in reversed(refunds):
        before = Money(row.amount_minor, row.currency)
        part = min(left, before)
        left = left - part
        cuts.append(CutRefund(row.id, row.reference, before, before - part))
    return tuple(reversed(cuts))


def _gap(loss: LossCard, line: LineAnswer, kept: Money, article: str) -> Gap | None:
    """Where keeping so much lies below the law; what was kept for other units of the line counts too."""
    basis = _agreed_basis(loss)
    if basis is not Basis.WITHDRAWAL:
        return Gap(Component.REFUND, money_article(basis))
    due, whole = line.rights.of(basis).refund, loss.before + kept
    least = depreciated(line.rights, whole, handled_beyond_need=loss.is_beyond)
    if due is None or least is None:
        return Gap(Component.REFUND, money_article(basis))
    return Gap(Component.REFUND, article) if due - least < whole else None


def _agreed_basis(loss: LossCard) -> Basis:
    """On which basis the line's money was agreed; nothing agreed is no withdrawal that could be reduced."""
    rows = Resolution.objects.filter(case_line_id=loss.case_line_id, state="agreed")
    row = rows.select_related("decision").first()
    return Basis(str(row.decision.offer["basis"])) if row is not None else Basis.CONFORMITY


def kept_of_case(*, actor: Actor, case_id: int, currency: str) -> Money:
    """What is kept of a case's refunds for a loss of value, by what was agreed last. Raises NotFound."""
    facts = since_taken_back(timeline_of_case(actor=actor, case_id=case_id))
    kept = [fact.payload["kept"] for fact in facts if fact.kind == "refund_reduced"]
    return total([Money(one["minor"], one["currency"]) for one in kept], currency)
