"""The one answer, before a case exists and under its lock."""

from collections.abc import Mapping
from datetime import date, datetime

from savoir.cases.models import Case, CaseLine
from savoir.cases.queries.cards import attached, case_lines
from savoir.cases.queries.scope import case_row
from savoir.cases.rules import (
    LineLaw,
    PolicyInForce,
    better_answer,
    first_answer_due,
    law_of_line,
    looked,
    reads_customer,
    rights_of_line,
    standing_facts,
    with_declared,
    with_look,
)
from savoir.cases.states import OVER, Intent, Reason
from savoir.cases.values import AskedLine, CaseAnswer, FiredRow, LineAnswer, LineRights, Look
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.errors import Invalid
from savoir.kernel.prepared import prepared
from savoir.kernel.values.days import local_day
from savoir.orders.queries import order_card, sale_line, sale_lines, stood
from savoir.orders.values import SaleLine
from savoir.organizations.queries import brand_card, declarations
from savoir.policies.queries import VersionCard, version_at, version_card, versions_for

_OPEN_CASES = prepared(
    lambda order_id: (
        CaseLine.objects.filter(case__order_id=order_id)
        .exclude(case__state__in=["resolved", "closed"])
        .values_list("order_line_id", "case__reference")
    )
)


def offers_for(
    *, actor: Actor, line_id: int, intent: Intent, reason: Reason, quantity: int, answers: Mapping[str, bool],
    now: datetime,
) -> LineAnswer:  # fmt: skip
    """The one answer on a line before a case exists. Raises NotFound, Invalid for an impossible quantity."""
    asked = AskedLine(line_id=line_id, quantity=quantity, intent=intent, reason=reason, answers=answers)
    return answer_for(actor=actor, lines=(asked,), now=now).lines[0]


def answer_for(
    *, actor: Actor, lines: tuple[AskedLine, ...], now: datetime, asked_on: date | None = None
) -> CaseAnswer:
    """The answer on several lines of one order, as of `asked_on` (the local day of `now` when None)."""
    found = (_answer(actor, asked, now, asked_on) for asked in lines)
    return CaseAnswer(tuple(_looked(actor, answer, now) for answer in found))


def _looked(actor: Actor, answer: LineAnswer, now: datetime) -> LineAnswer:
    """The answer, and whether a person looks first: asked where the version has a table for it."""
    if answer.version_id is None:
        return answer
    system = system_actor(actor.org_id)
    compiled = version_card(actor=system, version_id=answer.version_id).compiled
    sale = answer.sale
    standing: Mapping[str, int] = {}
    if sale.customer_id is not None and reads_customer(compiled):
        found = stood(actor=system, customer_id=sale.customer_id, currency=sale.currency, now=now)
        standing = standing_facts(found)
    return looked(answer, compiled, standing)


def _answer(actor: Actor, asked: AskedLine, now: datetime, asked_on: date | None) -> LineAnswer:
    sale = sale_line(actor=actor, line_id=asked.line_id)
    if not 1 <= asked.quantity <= sale.quantity:
        raise Invalid("quantity", code="beyond_sold", most=sale.quantity)
    zone, day = _place(actor, sale, now, asked_on)
    declared, policies = _declared(actor, sale, zone), _policies(actor, sale, now)
    return better_answer(sale, asked, declared, policies, asked_on=day, zone=zone)


def _place(actor: Actor, sale: SaleLine, now: datetime, asked_on: date | None) -> tuple[str, date]:
    zone = brand_card(actor=actor, brand_id=sale.brand_id).zone
    return zone, asked_on or local_day(now, zone)


def _declared(actor: Actor, sale: SaleLine, zone: str) -> Mapping[str, object]:
    said = declarations(
        actor=system_actor(actor.org_id), brand_id=sale.brand_id, channel=sale.channel,
        on=local_day(sale.contract_at, zone),
    )  # fmt: skip
    return said.about(sale.category_path, sale.sku)


def sale_as_declared(*, actor: Actor, sale: SaleLine) -> SaleLine:
    """The line with what its brand declared where order and product are silent, as every answer reads it."""
    zone = brand_card(actor=actor, brand_id=sale.brand_id).zone
    return with_declared(sale, _declared(actor, sale, zone))


def _policy(actor: Actor, sale: SaleLine) -> PolicyInForce | None:
    found = version_at(actor=system_actor(actor.org_id), brand_id=sale.brand_id, at=sale.contract_at)
    return _in_force(found)


def _policies(
    actor: Actor, sale: SaleLine, now: datetime
) -> tuple[PolicyInForce | None, PolicyInForce | None]:
    """In force on the day of the contract, and now."""
    system = system_actor(actor.org_id)
    found = versions_for(actor=system, brand_id=sale.brand_id, bought_at=sale.contract_at, now=now)
    return _in_force(found[0]), _in_force(found[1])


def _in_force(found: VersionCard | None) -> PolicyInForce | None:
    return PolicyInForce(id=found.id, digest=found.digest, compiled=found.compiled) if found else None


def answer_of_case(*, actor: Actor, case_id: int) -> CaseAnswer:
    """The answer on an opened case, as of the day it was opened: the same until its facts change.

    Whether a person looks first was settled when it was opened, and stands until one has.
    """
    case = case_row(actor, case_id)
    asked_on = local_day(case.opened_at, brand_card(actor=actor, brand_id=case.brand_id).zone)
    lines = tuple(_answer(actor, asked, case.opened_at, asked_on) for asked in _asked(actor, case))
    look, standing = look_of(case), case.standing
    if look is None and not standing:
        return CaseAnswer(lines)
    return CaseAnswer(tuple(with_look(line, look, standing or {}) for line in lines))


def look_of(case: Case) -> Look | None:
    """Who looks first at a case, as it was settled; None once somebody has."""
    row = case.look_row
    return None if case.look_by is None else Look(case.look_by, FiredRow(*row) if row else None)


def _asked(actor: Actor, case: Case) -> tuple[AskedLine, ...]:
    photos = {(row.line_id, row.file_id) for row in attached(case.id) if row.kind == "photo"}
    by_line = [line_id for line_id, _ in photos]
    return tuple(
        AskedLine(
            line_id=line.order_line_id or 0, quantity=line.quantity, intent=line.intent,
            reason=line.reason, answers=line.answers,
            photos=sum(1 for line_id in by_line if line_id in (None, line.id)),
        )
        for line in case_lines(actor=actor, case_id=case.id)
    )  # fmt: skip


def rights_of_order(*, actor: Actor, order_id: int, now: datetime) -> tuple[LineRights, ...]:
    """What is still possible on each line of an order, and until when; open cases named. Raises NotFound."""
    lines = sale_lines(actor=actor, order_id=order_id)
    if not lines:
        return ()
    zone = brand_card(actor=actor, brand_id=lines[0].brand_id).zone
    policies = _policies(actor, lines[0], now)
    open_cases = dict(_OPEN_CASES.rows(order_id=order_id))
    return tuple(
        rights_of_line(
            line, _declared(actor, line, zone), policies, today=local_day(now, zone), zone=zone,
            open_case=open_cases.get(line.line_id, ""),
        )
        for line in lines
    )  # fmt: skip


def law_of_sold_line(*, actor: Actor, line_id: int, now: datetime) -> LineLaw:
    """Every legal basis on a bought thing today, before anybody asks for anything. Raises NotFound."""
    sale = sale_line(actor=actor, line_id=line_id)
    zone, today = _place(actor, sale, now, None)
    return law_of_line(
        sale, None, _declared(actor, sale, zone), _policy(actor, sale), asked_on=None, today=today,
        zone=zone, open_case=dict(_OPEN_CASES.rows(order_id=sale.order_id)).get(line_id, ""),
    )  # fmt: skip


def law_of_case(*, actor: Actor, case_id: int, now: datetime) -> tuple[LineLaw, ...]:
    """Every legal basis on each sold line of a case today, with what was asked when it was opened.

    A line without a sale has none. Raises NotFound.
    """
    case = case_row(actor, case_id)
    asked = {line.line_id: line for line in _asked(actor, case)}
    sold = sale_lines(actor=actor, order_id=case.order_id) if case.order_id else ()
    if not sold:
        return ()
    zone, today = _place(actor, sold[0], now, None)
    policy = _policy(actor, sold[0])
    return tuple(
        law_of_line(
            sale, asked[sale.line_id], _declared(actor, sale, zone), policy, today=today, zone=zone,
            asked_on=local_day(case.opened_at, zone), is_over=case.state in OVER,
        )
        for sale in sold if sale.line_id in asked
    )  # fmt: skip


def first_answer_by(*, actor: Actor, order_id: int, now: datetime, look_by: date | None = None) -> datetime:
    """The instant by which a case opened at `now` on this order gets its first answer; `look_by`: the day by
    which a person looks first. Raises NotFound.
    """
    order = order_card(actor=actor, order_id=order_id)
    return first_answer_due(brand_card(actor=actor, brand_id=order.brand_id), now, look_by=look_by)
