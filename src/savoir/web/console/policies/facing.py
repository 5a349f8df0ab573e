"""What a proof found, row by row: a word beside each row, and each unlawful row with its person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from savoir.policies.queries import Named, Proof, ProofFound
from savoir.policies.tables import Compiled, Row, Table
from savoir.web.console.policies.words import PROOFS

MOST_SAID: Final = 20


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
_WRONG: Final = Face("warn", "alert-triangle", gettext_lazy("À revoir"))
_HOLDS: Final = Face("ok", "shield-check", gettext_lazy("Tient"))
_NEVER: Final = Face("quiet", "eye", gettext_lazy("Jamais lue"))
_SETTLED: Final = frozenset({"proved", "below"})


def face_of(proof: Proof, table: Table, row: Row) -> Face | None:
    """The word beside a row; None while nothing was proved of it, or a question of the proof is open."""
    place = (table.id, row.id)
    found = [one for one in proof.found if any(named[:2] == place for named in one.rows)]
    below = next((one for one in found if one.unlawful and one.unlawful[:2] == place), None)
    if below is not None:
        return Face("bad", "shield-x", _BELOW, below.article)
    if any(one.blocks for one in found):
        return _WRONG
    if found:
        return _NEVER
    return _HOLDS if proof.outcome in _SETTLED and not proof.open else None


def told(proof: Proof, compiled: Compiled, *, of: str = "", is_settled: bool = False) -> dict[str, Any]:
    """What was proved of a content, in the reader's language; the rows of the table `of` come first."""
    rows = sorted(_rows_found(proof, compiled), key=lambda one: (one.table != of, one.table, one.number))
    said = [_said(one) for one in proof.found if one.unlawful is None]
    words, level = PROOFS["settled" if is_settled else proof.outcome]
    done, whole = proof.progress
    held = [face_of(proof, table, row) for table in compiled.document.tables for row in table.rows]
    return {
        "proof": words, "proof_level": level, "found_rows": rows[:MOST_SAID], "below_count": len(rows),
        "below_in": {one.table: sum(row.table == one.table for row in rows) for one in rows},
        "held_count": held.count(_HOLDS), "said": said[:MOST_SAID],
        "more_said": max(0, len(said) - MOST_SAID) + max(0, len(rows) - MOST_SAID),
        "still_open": [one[_is_english()] for one in proof.open[:MOST_SAID]],
        "proof_under_way": _("%(done)s questions sur %(of)s") % {"done": done, "of": whole} if whole else "",
    }  # fmt: skip


def _rows_found(proof: Proof, compiled: Compiled) -> Iterator[RowFound]:
    labels: dict[tuple[str, str], Any] = {
        (table.id, row.id): row for table in compiled.document.tables for row in table.rows
    }
    people = dict[Named, list[ProofFound]]()
    for one in proof.found:
        if one.unlawful is not None:
            people.setdefault(one.unlawful, []).append(one)
    for (table, name, number), found in people.items():
        row = labels.get((table, name))
        label = "" if row is None else row.label_en if _is_english() else row.label_fr
        others = tuple(_said(one) for one in found[1:])
        yield RowFound(table, name, number, label, found[0].article, _said(found[0]), others)


def _said(one: ProofFound) -> str:
    return one.en if _is_english() else one.fr


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
