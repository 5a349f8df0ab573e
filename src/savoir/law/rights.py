"""All legal bases at once: facts and a day in, rights out."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from savoir.law.conformity import conformity, conformity_ruling
from savoir.law.cover import cover, cover_ruling
from savoir.law.delivery import delivery, delivery_ruling
from savoir.law.hidden_defects import (
    commercial_warranty,
    commercial_warranty_ruling,
    hidden_defects,
    hidden_defects_ruling,
)
from savoir.law.recall import recall, recall_ruling
from savoir.law.values import Basis, Facts, Reader, Rights
from savoir.law.withdrawal import withdrawal, withdrawal_ruling

_READERS: Mapping[Basis, Reader] = MappingProxyType(
    {
        Basis.WITHDRAWAL: Reader(withdrawal_ruling, withdrawal),
        Basis.CONFORMITY: Reader(conformity_ruling, conformity),
        Basis.HIDDEN_DEFECTS: Reader(hidden_defects_ruling, hidden_defects),
        Basis.DELIVERY: Reader(delivery_ruling, delivery),
        Basis.COMMERCIAL_WARRANTY: Reader(commercial_warranty_ruling, commercial_warranty),
        Basis.COVER: Reader(cover_ruling, cover),
        Basis.RECALL: Reader(recall_ruling, recall),
    }
)


def rights(facts: Facts, today: date) -> Rights:
    """Every basis side by side, always all, on the consumer's local day.

    Never "no" on missing facts; a "no" or an unknown always needs a person before it is told.
    """
    return Rights(today, facts, _READERS)
