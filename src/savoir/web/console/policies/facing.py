"""What a proof found, row by row: a word beside each row, and each unlawful row with its person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from savoir.policies.queries import Proof, ProofFound
from savoir.policies.tables import Compiled, Row, Table
from savoir.web.console.policies.words import PROOFS

MOST_SAID: Final = 20
_OF_THE_LAW: Final = frozenset({"below_the_law", "past_the_legal_date"})


@dataclass(frozen=True, slots=True)
class Face:
    """How a row stands before the law, in a word; `article` where it falls below."""

    level: str
    icon: str
    text: str | Promise
    article: str = ""


@dataclass(frozen=True, slots=True)
class RowFound:
    """An unlawful row: the first person it was found with, and the others."""

    table: str
    name: str
    number: int
    label: str
    article: str
    first: str
    others: tuple[str, ...]


_BELOW: Final = gettext_lazy("Sous la loi")
_HOLDS: Final = Face("ok", "shield-check", gettext_lazy("Tient"))
_NEVER: Final = Face("quiet", "eye", gettext_lazy("Jamais lue"))
_FACES: Final = {"proved": _HOLDS, "below": _HOLDS}


def face_of(proof: Proof, table: Table, row: Row) -> Face | None:
    """The word beside a row; None while nothing was proved of it."""
    found = [one for one in proof.found if (table.id, row.id) in {(told[0], told[1]) for told in one.rows}]
    below = next((one for one in found if one.kind in _OF_THE_LAW), None)
    if below is not None:
        return Face("bad", "shield-x", _BELOW, below.article)
    if any(one.kind == "unreachable" for one in found):
        return _NEVER
    return _FACES.get(proof.outcome)


def told(proof: Proof, compiled: Compiled, *, of: str = "", is_settled: bool = False) -> dict[str, Any]:
    """What was proved of a content, in the reader's language; the rows of the table `of` come first."""
    rows = sorted(_rows_found(proof, compiled), key=lambda one: (one.table != of, one.table, one.number))
    said = [_said(one) for one in proof.found if not (one.kind in _OF_THE_LAW and one.rows)]
    words, level = PROOFS["settled" if is_settled else proof.outcome]
    done, whole = proof.progress
    every = sum(len(table.rows) for table in compiled.document.tables)
    return {
        "proof": words, "proof_level": level, "found_rows": rows[:MOST_SAID], "below_count": len(rows),
        "below_in": {one.table: sum(row.table == one.table for row in rows) for one in rows},
        "held_count": 0 if proof.open else every - len(rows), "said": said[:MOST_SAID],
        "more_said": max(0, len(said) - MOST_SAID) + max(0, len(rows) - MOST_SAID),
        "still_open": [one[_is_english()] for one in proof.open[:MOST_SAID]],
        "proof_under_way": _("%(done)s questions sur %(of)s") % {"done": done, "of": whole} if whole else "",
    }  # fmt: skip


def _rows_found(proof: Proof, compiled: Compiled) -> Iterator[RowFound]:
    labels: dict[tuple[str, str], Any] = {
        (table.id, row.id): row for table in compiled.document.tables for row in table.rows
    }
    people = dict[tuple[str, str, int], list[ProofFound]]()
    for one in proof.found:
        if one.kind in _OF_THE_LAW and one.rows:
            people.setdefault(one.rows[0], []).append(one)
    for (table, name, number), found in people.items():
        row = labels.get((table, name))
        label = "" if row is None else row.label_en if _is_english() else row.label_fr
        others = tuple(_said(one) for one in found[1:])
        yield RowFound(table, name, number, label, found[0].article, _said(found[0]), others)


def _said(one: ProofFound) -> str:
    return one.en if _is_english() else one.fr


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
