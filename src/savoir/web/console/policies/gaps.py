"""What a version says otherwise than another of the same brand: rows and cells, side by side."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from savoir.policies.facts import FACTS
from savoir.policies.queries import VersionCard, brand_id_of_version, version_card, versions
from savoir.policies.tables import Changed, Difference, Document, Kind, Row, Table, differences
from savoir.web.console.policies.sheets import (
    Said,
    example_said,
    label_of,
    language,
    name_of,
    said_cell,
    said_output,
)
from savoir.web.console.policies.words import HITS, POINTS
from savoir.web.console.shell import shell
from savoir.web.requests import StaffRequest

PAGE: Final = 50
KINDS: Final[dict[Kind, tuple[Promise, str, str]]] = {
    Kind.CHANGED: (pgettext_lazy("écart", "changé"), "warn", "pencil"),
    Kind.ADDED: (pgettext_lazy("écart", "ajouté"), "ok", "plus"),
    Kind.REMOVED: (pgettext_lazy("écart", "retiré"), "bad", "minus"),
    Kind.MOVED: (pgettext_lazy("écart", "déplacé"), "info", "arrow-up"),
}
PARTS: Final[dict[str, Promise]] = {
    "label_fr": gettext_lazy("Nom en français"),
    "label_en": gettext_lazy("Nom en anglais"),
    "priority": gettext_lazy("Priorité"),
    "number": gettext_lazy("Place dans la table"),
    "point": gettext_lazy("Ce que la table décide"),
    "hit": gettext_lazy("Si plusieurs lignes répondent"),
    "columns": gettext_lazy("Colonnes"),
    "name": gettext_lazy("Nom du document"),
    "better_of_today": gettext_lazy("Le mieux des règles de l’achat et d’aujourd’hui"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One part that differs: where it stands, what happened to it, how it was said and is said."""

    place: str
    title: str
    name: str
    word: Promise
    level: str
    icon: str
    before: tuple[Said, ...]
    after: tuple[Said, ...]


@require_safe
def show_gaps(request: StaffRequest, version_id: int) -> HttpResponse:
    """A version beside the one in force, or beside the one of a number (`?avec=3`). Raises NotFound."""
    card = version_card(actor=request.actor, version_id=version_id)
    brand_id = brand_id_of_version(actor=request.actor, version_id=version_id)
    others = [one for one in versions(actor=request.actor, brand_id=brand_id) if one.id != card.id]
    other = _chosen(request, card, others)
    found = _differences(other, card) if other else ()
    start = _start(request.GET.get("debut", ""), len(found))
    context = shell(request, page="policies") | {
        "card": card, "other": other, "others": others, "counts": _counts(found),
        "gaps": [_gap(one, other.compiled.document, card.compiled.document)
                 for one in found[start : start + PAGE]] if other else [],
        **_pages(found, start, other),
    }  # fmt: skip
    return render(request, "console/policy_gaps.html", context)


def _chosen(request: StaffRequest, card: VersionCard, others: list[VersionCard]) -> VersionCard | None:
    """The version that was asked for, else the one in force, else the newest of those before, else any."""
    asked = next((one for one in others if str(one.number) == request.GET.get("avec", "")), None)
    in_force = next((one for one in others if one.standing(request.now) == "in_force"), None)
    earlier = next((one for one in others if one.number < card.number), None)
    return asked or in_force or earlier or next(iter(others), None)


def _differences(before: VersionCard, after: VersionCard) -> tuple[Difference, ...]:
    """Tables and rows first, then each property and example of the document by itself."""
    found = differences(before.compiled.document, after.compiled.document, language())
    parts = [_part(change) for one in found if not one.table for change in one.changes]
    return (*(one for one in found if one.table), *parts)


def _part(change: Changed) -> Difference:
    kind = Kind.CHANGED if change.before and change.after else Kind.ADDED if change.after else Kind.REMOVED
    return Difference(kind, changes=(change,))


def _start(typed: str, total: int) -> int:
    start = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    return start if start < total else 0


def _pages(found: tuple[Difference, ...], start: int, other: VersionCard | None) -> dict[str, str]:
    if other is None or len(found) <= PAGE:
        return {}
    last, link = min(start + PAGE, len(found)), f"?avec={other.number}&debut="
    told = {"first": start + 1, "last": last, "of": len(found)}
    return {
        "next_url": f"{link}{last}" if last < len(found) else "",
        "previous_url": f"{link}{max(start - PAGE, 0)}" if start else "",
        "summary": _("%(first)s à %(last)s sur %(of)s") % told,
    }


def _counts(found: tuple[Difference, ...]) -> list[dict[str, object]]:
    """How many parts of each kind, in the order of the kinds."""
    counted = Counter(one.kind for one in found)
    return [
        {"n": counted[kind], "word": word, "level": level, "icon": icon}
        for kind, (word, level, icon) in KINDS.items()
        if counted[kind]
    ]


def _gap(one: Difference, before: Document, after: Document) -> Gap:
    whole = before if one.kind is Kind.REMOVED else after
    table = next((part for part in whole.tables if part.id == one.table), None)
    row = next((part for part in table.rows if part.id == one.row), None) if table else None
    word, level, icon = KINDS[one.kind]
    names = [(_label(change, table), change) for change in one.changes]
    return Gap(
        place=name_of(whole.tables, table) if table and row else "",
        title=_title(whole, table, row) or names[0][0],
        name=one.row or one.table, word=word, level=level, icon=icon,
        before=tuple(Said(label, _said(part.name, part.before, table, before)) for label, part in names),
        after=tuple(Said(label, _said(part.name, part.after, table, after)) for label, part in names),
    )  # fmt: skip


def _title(whole: Document, table: Table | None, row: Row | None) -> str:
    """What a row or a table is called; "" for a part of the document, which its label names."""
    if table is None:
        return ""
    if row is None:
        return _("Table « %(name)s »") % {"name": name_of(whole.tables, table)}
    return f"{row.number}. {label_of(row)}"


def _label(change: Changed, table: Table | None) -> str:
    name = change.name
    if table is not None and name.startswith("then."):
        spec = table.says.outputs[name.removeprefix("then.")]
        return label_of(spec) or spec.name
    if table is not None and name in FACTS:
        return label_of(FACTS[name])
    kind, _dot, rest = name.partition(".")
    if kind == "examples":
        return _("Exemple « %(name)s »") % {"name": rest}
    if kind == "hierarchies":
        label = label_of(FACTS[rest]) if rest in FACTS else rest
        return _("Branches de « %(name)s »") % {"name": label}
    return str(PARTS.get(name, name))


def _said(name: str, written: str, table: Table | None, whole: Document) -> str:
    """A cell, an output or a property as people read it; "" = it was not there, or asks nothing."""
    if written and name.startswith("examples."):
        return _example(whole, name)
    if not written or table is None:
        return {"true": _("oui"), "false": _("non")}.get(written, written)
    if name.startswith("then."):
        return said_output(table.says.outputs[name.removeprefix("then.")], written)
    if name in FACTS:
        return said_cell(FACTS[name], written)
    if name == "columns":
        return ", ".join(label_of(FACTS[one]) if one in FACTS else one for one in written.split(", "))
    return str((POINTS | HITS).get(written, written))


def _example(whole: Document, name: str) -> str:
    """An example of a document in words: the case, and what is expected; several of one name are counted."""
    seen = Counter[str]()
    for one in whole.examples:
        seen[one.name] += 1
        again = f" ({seen[one.name]})" if seen[one.name] > 1 else ""
        if name == f"examples.{one.name}{again}":
            return example_said(one)
    return ""
