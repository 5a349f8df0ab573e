"""What would become of another system's cases: one outcome each, or the cell at fault."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, Sum

from savoir.cases.queries import cases_formerly, former_grants_below
from savoir.cases.states import HOLDING_INTENTS
from savoir.cases.values import AskedLine
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.days import local_day
from savoir.kernel.values.digests import digest
from savoir.kernel.values.money import InvalidAmount, Money
from savoir.kernel.values.references import former_key
from savoir.logistics.queries import returns_formerly
from savoir.orders.queries import normalize_number, orders_numbered, payments, sale_lines
from savoir.orders.values import OrderCard, PaymentCard, SaleLine
from savoir.organizations.operations import account_settings
from savoir.organizations.queries import brand_card
from savoir.resolutions.models import ExternalReturnOfMoney
from savoir.resolutions.move_in.columns import FormerState
from savoir.resolutions.move_in.parsing import FormerCase, FormerLine
from savoir.resolutions.values import MOVED_IN, SHOP_EXPORT, MovedMoney, PlannedCase, PlannedLine

__all__ = ["digest_of", "plan_cases"]
BELOW_THE_LAW = "BelowTheLaw"  # as the refusal of the deed is called


@dataclass(frozen=True, slots=True)
class _World:
    """What the cases of one batch meet here, read once."""

    orders: Mapping[str, tuple[OrderCard, ...]]
    cases: Mapping[str, str]
    returns: Mapping[str, str]


class _Refused(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A case can't move in as it stands."""

    def __init__(self, field: str, code: str, line: int, below: tuple[tuple[int, str], ...] = ()) -> None:
        super().__init__(code)
        self.field, self.code, self.line, self.below = field, code, line, below


def digest_of(plan: Sequence[PlannedCase]) -> str:
    """Names a plan: the same file met by the same world."""
    return digest(list(plan))


def plan_cases(
    *, actor: Actor, brand_id: int, cases: Sequence[FormerCase], now: datetime
) -> tuple[PlannedCase, ...]:
    """What would become of each case, in their order. Writes nothing; raises NotAllowed.

    A number that moved in before is `already`. What a cell, the world or the law forbids is `refused`, with
    the cell and a code (`move_in.sentences`); below the law, `below` names each row and its article.
    """
    require(actor, Permission.CASE_MOVE_IN)
    world = _World(
        orders=orders_numbered(actor=actor, brand_id=brand_id, numbers=[c.order_number for c in cases]),
        cases=cases_formerly(actor=actor, numbers=[case.case_number for case in cases]),
        returns=returns_formerly(actor=actor, numbers=[case.return_number for case in cases]),
    )
    zone = brand_card(actor=actor, brand_id=brand_id).zone
    return tuple(_planned(actor, case, world, zone, now) for case in cases)


def _planned(actor: Actor, case: FormerCase, world: _World, zone: str, now: datetime) -> PlannedCase:
    plan = PlannedCase(number=case.case_number, line=case.line, outcome="refused", rows=case.rows)
    reference = world.cases.get(former_key(case.case_number), "")
    if reference:
        return replace(plan, outcome="already", reference=reference)
    if case.code:
        return replace(plan, field=case.field, code=case.code)
    try:
        met = _met(actor, case, world, plan)
        _require_lawful(actor, case, met, zone, now)
    except _Refused as refused:
        return replace(plan, field=refused.field, code=refused.code, line=refused.line, below=refused.below)
    return met


def _require_lawful(actor: Actor, case: FormerCase, plan: PlannedCase, zone: str, now: datetime) -> None:
    """What was granted there is weighed as moving in weighs it: each row below the law, with its article."""
    if case.state is FormerState.OPEN:
        return  # its remedy is a wish: a person decides
    asked = tuple(
        AskedLine(planned.sale_line_id, planned.quantity, line.intent, line.reason)
        for line, planned in zip(case.lines, plan.lines, strict=True)
    )
    opened_at = case.opened_at or now
    below = former_grants_below(
        actor=actor, lines=asked, remedy=case.remedy, asked_on=local_day(opened_at, zone), now=opened_at
    )
    if below:
        named = tuple((case.lines[position].line, gap.article) for position, gap in below)
        raise _Refused("remedy", BELOW_THE_LAW, named[0][0], named)


def _met(actor: Actor, case: FormerCase, world: _World, plan: PlannedCase) -> PlannedCase:
    order = _order(case, world)
    taken = world.returns.get(former_key(case.return_number))
    if case.return_number and taken:
        raise _Refused("return_number", "taken", case.line)
    sold = sale_lines(actor=actor, order_id=order.id)
    lines = tuple(_line(line, sold) for line in case.lines)
    if len({line.sale_line_id for line in lines}) != len(lines):
        raise _Refused("item", "twice", case.line)
    money = _money(actor, case, order, lines)
    return replace(
        plan, outcome=case.state.value, order_id=order.id, lines=lines, money=money,
        return_number=case.return_number,
    )  # fmt: skip


def _order(case: FormerCase, world: _World) -> OrderCard:
    found = world.orders.get(normalize_number(case.order_number), ())
    if len(found) != 1:
        raise _Refused("order_number", "several_orders" if found else "unknown_order", case.line)
    return found[0]


def _line(line: FormerLine, sold: Sequence[SaleLine]) -> PlannedLine:
    wanted = line.item.casefold()
    named = [s for s in sold if not wanted or wanted in (s.sku.casefold(), s.gtin, s.name.casefold())]
    if len(named) != 1:
        raise _Refused("item", "which_item" if len(sold) > 1 else "unknown_item", line.line)
    sale = named[0]
    left = sale.returnable_qty if line.intent in HOLDING_INTENTS else sale.quantity
    if line.quantity > left:
        raise _Refused("quantity", "beyond_left", line.line)
    return PlannedLine(sale_line_id=sale.line_id, quantity=line.quantity)


def _money(
    actor: Actor, case: FormerCase, order: OrderCard, lines: Sequence[PlannedLine]
) -> tuple[MovedMoney, ...]:
    """The refunds already made, each on the payment that can bear it."""
    pairs = [pair for pair in zip(case.lines, lines, strict=True) if pair[0].refunded_amount]
    if not pairs:
        return ()
    paid = list(payments(actor=actor, order_id=order.id))
    source = _source(order)
    known = _known(source, [line.refund_reference for line, _ in pairs], paid)
    told = _told(paid)
    made: list[MovedMoney] = []
    for line, planned in pairs:
        amount = _amount(line, order.currency)
        payment_id = known.get(line.refund_reference) or _bearing(paid, told, amount, made, line)
        made.append(MovedMoney(
            payment_id, planned.sale_line_id, source, line.refund_reference, amount,
            is_counted=line.refund_reference in known,
        ))  # fmt: skip
    return tuple(made)


def _source(order: OrderCard) -> str:
    """The rail's own name, so that what it tells of the same refund at night is not counted again."""
    account = account_settings(
        actor=system_actor(current_organization()), port=f"refund_rail.{order.rail}", brand_id=order.brand_id
    )
    return account.vendor if account else MOVED_IN


def _known(source: str, references: Collection[str], paid: Collection[PaymentCard]) -> dict[str, int]:
    """Payments of the refunds that a rail told us of before, by their name there."""
    here = Q(source=source) | Q(payment_id__in=[payment.id for payment in paid])
    rows = ExternalReturnOfMoney.objects.filter(here, provider_reference__in=references)
    return dict(rows.filter(undone_at=None).values_list("provider_reference", "payment_id"))


def _told(paid: Collection[PaymentCard]) -> dict[int, int]:
    """What the shop's export told of each payment without a name: what has one now is part of it first."""
    rows = ExternalReturnOfMoney.objects.filter(
        payment_id__in=[payment.id for payment in paid], source=SHOP_EXPORT, undone_at=None
    )
    return dict(rows.order_by().values_list("payment_id").annotate(minor=Sum("counted_minor")))


def _amount(line: FormerLine, currency: str) -> Money:
    try:
        amount = Money.parse(line.refunded_amount.removesuffix("€").strip(), currency)
    except InvalidAmount:
        raise _Refused("refunded_amount", "not_an_amount", line.line) from None
    if amount.minor < 1:
        raise _Refused("refunded_amount", "not_an_amount", line.line)
    return amount


def _bearing(
    paid: Sequence[PaymentCard], told: Mapping[int, int], amount: Money, made: Sequence[MovedMoney],
    line: FormerLine,
) -> int:  # fmt: skip
    for payment in paid:
        taken = sum(o.amount.minor for o in made if o.payment_id == payment.id and not o.is_counted)
        if payment.refundable.minor + told.get(payment.id, 0) - taken >= amount.minor:
            return payment.id
    raise _Refused("refunded_amount", "beyond_paid", line.line)
