"""Cases of another system on their way in: what would become of each, and what did."""

from dataclasses import dataclass

from savoir.kernel.values.money import Money


@dataclass(frozen=True, slots=True)
class MovedMoney:
    """A refund that another system made: on which payment, for which sold line, by which name at `source`.

    `is_counted`: the rail told us of it before.
    """

    payment_id: int
    line_id: int
    source: str
    reference: str
    amount: Money
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One thing of a case that moves in."""

    sale_line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """What would become of one case of another system.

    `outcome`: open, waiting_for_parcel, received, already (`reference` is its number here) or refused
    (`field` and `code` say why, `line` is the row of the file). `rows`: all its rows; `below`: those whose
    remedy is less than the law's, each with its article.
    """

    number: str
    line: int
    outcome: str
    rows: tuple[int, ...] = ()
    field: str = ""
    code: str = ""
    reference: str = ""
    order_id: int = 0
    return_number: str = ""
    lines: tuple[PlannedLine, ...] = ()
    money: tuple[MovedMoney, ...] = ()
    below: tuple[tuple[int, str], ...] = ()

    @property
    def moves(self) -> bool:
        """Whether it would move in."""
        return self.outcome not in ("already", "refused")


@dataclass(frozen=True, slots=True)
class MovedCase:
    """What became of one: `moved`, `already` or `refused`, with its number here when it has one."""

    number: str
    line: int
    outcome: str
    reference: str = ""
    field: str = ""
    code: str = ""
    below: tuple[tuple[int, str], ...] = ()
