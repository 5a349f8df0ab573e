"""All legal bases at once: facts and a day in, rights out."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from savoir.law.conformity import conformity
from savoir.law.delivery import delivery
from savoir.law.hidden_defects import commercial_warranty, hidden_defects
from savoir.law.values import Basis, Facts, Right, Rights
from savoir.law.withdrawal import withdrawal

_READERS: Mapping[Basis, Callable[[Facts, date], Right]] = MappingProxyType(
    {
        Basis.WITHDRAWAL: withdrawal,
        Basis.CONFORMITY: conformity,
        Basis.HIDDEN_DEFECTS: hidden_defects,
        Basis.DELIVERY: delivery,
        Basis.COMMERCIAL_WARRANTY: commercial_warranty,
    }
)


def rights(facts: Facts, today: date) -> Rights:
    """Every basis side by side, always five, on the consumer's local day.

    Never "no" on missing facts; a "no" or an unknown always needs a person before it is told.
    """
    return Rights(today, facts, _READERS)
