"""Where each fact of a policy comes from: the sale, what was asked, and what the law read on its day."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from savoir.cases.rules.facts import DEFECTS
from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine
from savoir.kernel.values.answers import YES
from savoir.law import values as law
from savoir.orders.values import SaleLine
from savoir.policies.facts import FROM_OUTSIDE, PolicyFacts, Reckoned, Value

_BUYER_KINDS = {None: None, True: "professional", False: "consumer"}
_WITHDRAWAL, _CONFORMITY = law.Basis.WITHDRAWAL, law.Basis.CONFORMITY
_WORDS: Mapping[str, str] = {one: one.value for one in (*Intent, *Reason)}  # `value` is a look-up in Python
_RULED = {"withdrawal_open": _WITHDRAWAL, "guarantee_open": _CONFORMITY}


class Asked(Reckoned):
    """What every fact of one line is read from, and those that were read; what takes the reading of a whole
    right, `late`, is read when a table asks for it.
    """

    __slots__ = ("intent", "late", "law", "line", "rights", "sale")

    def __init__(
        self, sale: SaleLine, line: AskedLine, rights: law.Rights, intent: Intent, late: tuple[str, ...] = ()
    ) -> None:
        self.sale, self.line, self.rights, self.law, self.intent = sale, line, rights, rights.facts, intent
        self.late = late

    def __missing__(self, name: str) -> Value | None:
        value = self[name] = SOURCES[name](self) if name in self.late else None
        return value


Source = Callable[[Asked], Value | None]


def policy_facts(sale: SaleLine, asked: AskedLine, rights: law.Rights, *, intent: Intent) -> PolicyFacts:
    """All that is known of a line, days and amounts as the law read them on its day; an unknown fact is left
    out, so that no row on it fires.
    """
    line = Asked(sale, asked, rights, intent)
    return PolicyFacts.told({name: source(line) for name, source in SOURCES.items()})


def facts_read(
    names: tuple[str, ...], sale: SaleLine, asked: AskedLine, rights: law.Rights, *, intent: Intent
) -> PolicyFacts:
    """The same facts, only those of these names: what tables read is a third of what is known."""
    said, of_sale, sources, late, outside = _read_by(names)
    line = Asked(sale, asked, rights, intent, late)
    line.update(zip(said, of_sale(sale), strict=True))
    for name, source in sources:
        line[name] = source(line)
    for name in late:
        if rights.is_ruled(_RULED[name]):
            line[name] = rights.answer(_RULED[name]) is YES
    return PolicyFacts.told(line, outside)


@lru_cache(maxsize=1024)
def _read_by(names: tuple[str, ...]) -> "_ReadBy":
    """How facts of these names are read."""
    said = tuple([name for name in names if name in _SAID_BY_THE_SALE])
    others = [name for name in names if name in SOURCES and name not in said and name not in _RULED]
    reads = attrgetter(*[_SAID_BY_THE_SALE[name] for name in said]) if len(said) > 1 else None
    if reads is None:  # of one alone, no tuple comes back
        said, others = (), [*said, *others]
    late = tuple([name for name in names if name in _RULED])
    outside = tuple([name for name in names if name in FROM_OUTSIDE])
    return _ReadBy(said, reads or _nothing, tuple([(name, SOURCES[name]) for name in others]), late, outside)


class _ReadBy(NamedTuple):
    """What the sale says as it stands, all at once; what is read one by one; what takes a right's reading;
    and which of them are codes from outside.
    """

    said: tuple[str, ...]
    of_sale: Callable[[SaleLine], tuple[Any, ...]]
    sources: tuple[tuple[str, Source], ...]
    late: tuple[str, ...]
    outside: tuple[str, ...]


def _nothing(sale: SaleLine) -> tuple[Any, ...]:
    del sale
    return ()


def _months_since_delivery(asked: Asked) -> int | None:
    """Whole months from the day of delivery."""
    start, today = asked.law.delivered_on, asked.rights.today
    if start is None:
        return None
    whole = (today.year - start.year) * 12 + today.month - start.month
    return whole - (1 if today.day < start.day else 0)


def _paid(asked: Asked) -> int | None:
    paid = asked.law.paid
    return paid.minor if paid is not None else None


def _on(fact: str) -> Source:
    """A day that the law knows, in the form of a table."""
    day_of = attrgetter(fact)

    def source(asked: Asked) -> str | None:
        day: date | None = day_of(asked.law)
        return day.isoformat() if day is not None else None

    return source


def _days_since(fact: str) -> Source:
    """Days from a day that the law knows."""
    day_of = attrgetter(fact)

    def source(asked: Asked) -> int | None:
        day: date | None = day_of(asked.law)
        return (asked.rights.today - day).days if day is not None else None

    return source


def _since_then(fact: str) -> Source:
    """What earlier cases of the line left behind: nothing where there was none."""
    source = _days_since(fact)
    return lambda asked: source(asked) if asked.sale.history else None


def _left_behind(fact: str) -> Source:
    read = attrgetter(fact)
    return lambda asked: read(asked.law) if asked.sale.history else None


_SAID_BY_THE_SALE: Mapping[str, str] = {
    "channel": "channel", "country": "country", "currency": "currency", "seller": "seller",
    "category": "category_path", "supplier": "supplier", "hygiene_sealed": "hygiene_sealed",
    "made_to_order": "made_to_order", "perishable": "perishable", "dangerous_goods": "dangerous_goods",
    "second_hand": "second_hand", "serial_tracked": "serial_tracked", "delivery_mode": "delivery_mode",
    "marketplace": "marketplace", "gift": "is_gift", "weight_grams": "weight_grams",
    "warranty_months": "warranty_months", "employees": "buyer_employees",
    "outside_main_activity": "outside_main_activity",
}  # fmt: skip
_OF_THE_SALE: Mapping[str, Source] = {
    **{name: attrgetter(f"sale.{said}") for name, said in _SAID_BY_THE_SALE.items()},
    "buyer_kind": lambda asked: _BUYER_KINDS[asked.sale.is_professional],
    "contract": lambda asked: asked.sale.contract_kind or "goods",
    "on_sale": lambda asked: asked.sale.discount.minor > 0,
}  # fmt: skip
_OF_THE_REQUEST: Mapping[str, Source] = {
    "intent": lambda asked: _WORDS[asked.intent], "reason": lambda asked: _WORDS[asked.line.reason],
    "quantity": attrgetter("line.quantity"), "photo_given": lambda asked: asked.line.photos > 0,
    "unsealed": lambda asked: asked.line.answers.get("unsealed"),
    "is_partial": lambda asked: asked.line.quantity < asked.sale.order_quantity_total,
    "defect": lambda asked: asked.line.reason in DEFECTS,
    "damaged_on_arrival": lambda asked: asked.line.reason is Reason.DAMAGED_ON_ARRIVAL,
    "missing_part": lambda asked: asked.line.reason is Reason.MISSING_PART,
    "wrong_item": lambda asked: asked.line.reason is Reason.WRONG_ITEM,
}  # fmt: skip
_OF_THE_LAW: Mapping[str, Source] = {
    "withdrawal_open": lambda asked: asked.rights.answer(_WITHDRAWAL) is YES,
    "guarantee_open": lambda asked: asked.rights.answer(_CONFORMITY) is YES,
    "line_value": _paid, "recalled": attrgetter("law.recalled"),
    "cover_bought": attrgetter("law.cover_bought"),
    "withdrawal_information_given": attrgetter("law.info_given"),
    "return_cost_announced": attrgetter("law.return_cost_announced"),
    "asked_on": lambda asked: asked.rights.today.isoformat(),
    "delivered": lambda asked: asked.law.delivered_on is not None,
    "delivered_on": _on("delivered_on"), "contract_on": _on("concluded_on"),
    "days_since_delivery": _days_since("delivered_on"), "months_since_delivery": _months_since_delivery,
    "days_since_contract": _days_since("concluded_on"),
}  # fmt: skip
_OF_EARLIER_CASES: Mapping[str, Source] = {
    "repairs_done": _left_behind("repairs"), "attempt_failed": _left_behind("attempt_failed"),
    "remedy_overdue": _left_behind("remedy_overdue"), "same_defect": _left_behind("same_defect"),
    "exchange_failed": _left_behind("wish_failed"), "days_since_wish": _since_then("wish_on"),
    "days_since_hand_back": _since_then("handed_back_on"),
}  # fmt: skip
SOURCES: Mapping[str, Source] = MappingProxyType(
    {**_OF_THE_REQUEST, **_OF_THE_SALE, **_OF_THE_LAW, **_OF_EARLIER_CASES}
)
