"""Which facts the outside hears, under names that never change, and how their rows are named.

A name, once published, keeps its meaning: fields may be added, none is renamed or removed. Another meaning
gets another name. The page `docs/reference/public-events.md` is made from this list.
"""

from collections.abc import Mapping
from typing import Final

from savoir.cases import events as cases
from savoir.cases.queries import case_names
from savoir.conversations import events as conversations
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.ports import Named
from savoir.kernel.publication import Published, Reference
from savoir.logistics import events as logistics
from savoir.logistics.queries import ra_numbers
from savoir.orders.queries import orders_of_payments
from savoir.organizations.queries import brands, periods_beside
from savoir.resolutions import events as resolutions
from savoir.resolutions.queries import refund_names

_REFUND: Final[Mapping[str, str | Reference]] = {
    "refund": Reference("refund", "refund_id"),
    "amount": "amount",
}
SUBJECTS: Final[Mapping[str, str]] = {"case": "case", "payment": "order"}  # a payment is named by its order
_RETURN: Final = Reference("return", "ra_id")

PUBLISHED: Final = (
    Published(cases.CaseOpened, "case.opened", {
        "entry": "entry", "intent": "intent", "answer_by": "answer_by", "needs_person": "needs_person",
        "team": "team", "handled_by": "handled_by", "urgency": "urgency"}),
    Published(cases.CaseRouted, "case.routed", {
        "team": "team", "handled_by": "handled_by", "urgency": "urgency", "after": "after"}),
    Published(cases.CaseDecided, "case.decided", {"remedy": "remedy", "by_person": "by_person"}),
    Published(cases.DecisionUndone, "case.decision_undone"),
    Published(cases.CaseRefused, "case.refused", {"motive": "motive"}),
    Published(cases.CustomerAsked, "case.customer_asked", {"what": "what"}),
    Published(cases.CaseEscalated, "case.escalated", {"to": "to"}),
    Published(cases.CaseResolved, "case.resolved"),
    Published(cases.CaseEnded, "case.ended", {"motive": "motive"}),
    Published(cases.CaseClosed, "case.closed"),
    Published(cases.CaseReopened, "case.reopened"),
    Published(cases.PromiseMade, "promise.made", {"promise": "promise", "due_at": "due_at"}),
    Published(cases.PromiseKept, "promise.kept", {"promise": "promise"}),
    Published(cases.PromiseBroken, "promise.broken", {
        "promise": "promise", "due_at": "due_at", "new_due_at": "new_due_at"}),
    Published(resolutions.OfferAccepted, "offer.accepted", {
        "remedy": "remedy", "amount": "amount", "return": "ra_number", "promised_on": "promised_on",
        "send_back_by": "send_back_by", "by_person": "by_person"}),
    Published(resolutions.RefundDated, "refund.dated", {
        "refund": Reference("refund", "refund_id"), "promised_on": "promised_on",
        "legal_due_on": "legal_due_on"}),
    Published(resolutions.RefundLeaving, "refund.leaving", _REFUND),
    Published(resolutions.RefundHeldBack, "refund.held_back", _REFUND),
    Published(resolutions.RefundSettled, "refund.settled", _REFUND),
    Published(resolutions.RefundFailed, "refund.failed", {**_REFUND, "code": "code"}),
    Published(resolutions.RefundPaused, "refund.paused", _REFUND),
    Published(resolutions.RefundResumed, "refund.resumed", _REFUND),
    Published(resolutions.RefundReduced, "refund.reduced", {
        "kept": "kept", "amount": "amount", "article": "article"}),
    Published(resolutions.GestureGranted, "gesture.granted", {
        "gesture": "gesture", "severity": "severity", "amount": "amount", "proposed": "proposed"}),
    Published(resolutions.GestureCanceled, "gesture.canceled", {"amount": "amount"}),
    Published(resolutions.GesturePaid, "gesture.paid", _REFUND),
    Published(resolutions.ReplacementSent, "replacement.sent", {
        "remedy": "remedy", "order": "order_reference"}),
    Published(resolutions.ReplacementCalledOff, "replacement.called_off", {"remedy": "remedy", "why": "why"}),
    Published(resolutions.MoneyReturnedElsewhere, "payment.returned_elsewhere", {
        "amount": "amount", "source": "source"}),
    Published(resolutions.MoneyCameBack, "payment.came_back", {"amount": "amount", "source": "source"}),
    Published(logistics.ReturnAuthorized, "return.authorized", {"return": "ra_number"}),
    Published(logistics.AuthorizationCanceled, "return.canceled", {"return": _RETURN}),
    Published(logistics.ParcelPosted, "return.posted", {"return": _RETURN, "posted_on": "posted_on"}),
    Published(logistics.ParcelReceived, "return.received", {
        "return": _RETURN, "complete": "complete", "received_on": "received_on"}),
    Published(logistics.ItemInspected, "item.inspected", {
        "quantity": "quantity", "grade": "grade", "finding": "finding", "conform": "conform"}),
    Published(logistics.InspectionUndone, "item.inspection_undone", {
        "quantity": "quantity", "inspected_at": "inspected_at"}),
    Published(logistics.DispositionConfirmed, "item.disposition_confirmed", {
        "quantity": "quantity", "disposition": "disposition"}),
    Published(conversations.MessageSent, "message.sent", {"step": "step"}),
    Published(conversations.MessageRefused, "message.refused", {"step": "step", "code": "code"}),
    Published(conversations.CustomerWrote, "message.received"),
)  # fmt: skip


class RowNames:
    """Answers `kernel.ports.SubjectNames` from the rooms that hold the rows."""

    def __init__(self, org_id: int) -> None:
        self._actor: Actor = system_actor(org_id)

    def names(self, *, kind: str, ids: frozenset[int]) -> Mapping[int, Named]:
        """Raises LookupError for a kind that nobody names."""
        if kind in ("case", "payment"):
            return self._with_brand(kind, ids)
        if kind == "refund":
            plain = refund_names(actor=self._actor, refund_ids=ids)
        elif kind == "return":
            plain = ra_numbers(actor=self._actor, ra_ids=ids)
        else:
            raise LookupError(f"nobody names a {kind}")
        return {row_id: Named(reference, None, "") for row_id, reference in plain.items()}

    def _with_brand(self, kind: str, ids: frozenset[int]) -> Mapping[int, Named]:
        if kind == "case":
            found = case_names(actor=self._actor, case_ids=ids)
        else:
            found = orders_of_payments(actor=self._actor, payment_ids=ids)
        slugs = {brand.id: brand.slug for brand in brands(actor=self._actor)}
        beside = periods_beside(actor=self._actor)
        return {
            row_id: Named(reference, brand_id, slugs.get(brand_id, ""), beside.get(brand_id, ()))
            for row_id, (reference, brand_id) in found.items()
        }
