"""All legal bases at once: facts and a day in, rights out."""

from datetime import date

from savoir.law.conformity import conformity
from savoir.law.delivery import delivery
from savoir.law.hidden_defects import commercial_warranty, hidden_defects
from savoir.law.values import Facts, Rights
from savoir.law.withdrawal import withdrawal

_BASES = (withdrawal, conformity, hidden_defects, delivery, commercial_warranty)


def rights(facts: Facts, today: date) -> Rights:
    """Every basis side by side, always five, on the consumer's local day.

    Never "no" on missing facts; a "no" or an unknown always needs a person before it is told.
    """
    return Rights(today, tuple(basis(facts, today) for basis in _BASES))
