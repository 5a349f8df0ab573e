"""How each fact of the law, and each of what stands beside the rights, is read."""

import types
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from savoir.commands.law.beside import Kind
from savoir.kernel.values.money import Money
from savoir.law.dangerous_goods import Parcel
from savoir.law.facts import Facts
from savoir.law.waste import Fate, Goods

WASTE = frozenset({"waste", "destruction", "espr", "agec", "agec_espr", "unsold"})
_OTHERS: Mapping[type, dict[str, Any]] = {Goods: {"fate": Fate}, Parcel: {}}


@cache
def area_kinds(area: str) -> Mapping[str, Any]:
    """The facts of what stands beside the rights, by area: goods to be destroyed, parcels to be posted."""
    told: Mapping[str, Any] = dict.fromkeys(WASTE, Goods) | {"dangerous_goods": Parcel}
    if area not in told:
        return {}
    hints = get_type_hints(told[area])
    return {field.name: _kind_of(hints[field.name]) for field in fields(told[area])} | _OTHERS[told[area]]


@cache
def law_kinds() -> Mapping[str, Any]:
    """Each fact of the law and how it is read: a `Kind`, or its enumeration."""
    hints = get_type_hints(Facts)
    return {field.name: _kind_of(hints[field.name]) for field in fields(Facts)}


def _kind_of(hint: Any) -> Any:
    kinds = [one for one in get_args(hint) if one is not types.NoneType] if _is_union(hint) else [hint]
    kind = kinds[0]
    if get_origin(kind) is tuple:
        return Kind.DAYS if get_args(kind)[0] is date else get_args(kind)[0]
    simple = {
        date: Kind.DAY,
        bool: Kind.FLAG,
        int: Kind.NUMBER,
        float: Kind.MEASURE,
        Money: Kind.AMOUNT,
        str: Kind.WORD,
    }
    return simple.get(kind, kind)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) is types.UnionType
