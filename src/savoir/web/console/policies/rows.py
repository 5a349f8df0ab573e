"""One row of a draft's table in a plain form: what it asks, what it gives. A fault stands beside its cell."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from savoir.kernel.access import Permission, require
from savoir.kernel.errors import NotFound, Refused
from savoir.policies import operations
from savoir.policies.facts import FactSpec, in_french
from savoir.policies.operations import VersionMoved
from savoir.policies.queries import VersionCard, provable, version_card
from savoir.policies.states import UNPUBLISHED
from savoir.policies.tables import EXAMPLES, Fault, Hit, OutputSpec, OutputType, Row, Table, write
from savoir.web.console.policies.codes import in_words
from savoir.web.console.policies.sheets import label_of, language, name_of
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt, sentence_for, status_of
from savoir.web.requests import StaffRequest, row_id

LONGEST = 4000
_LABELS = ("label_fr", "label_en")


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell to fill in. `kind`: "if", "then" or "row"; `choices` empty = typed; `hint`: codes it knows."""

    kind: str
    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    error: str = ""

    @property
    def key(self) -> str:
        """Its name in the form."""
        return f"{self.kind}-{self.name}"


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, version_id: int, table: str, row: str) -> HttpResponse:
    """The form of one row. Who comes second is told and keeps what he typed. Raises NotFound."""
    require(request.actor, Permission.POLICY_WRITE)
    card = version_card(actor=request.actor, version_id=version_id)
    found, line = _row_of(card, table, row)
    entries = _entries(found, line)
    if request.method != "POST":
        return _draw(request, card, found, line, entries)
    typed = tuple(replace(one, value=request.POST.get(one.key, "")[:LONGEST]) for one in entries)
    document = _with_row(request, version_id, found, line, typed)
    with attempt() as tried:
        operations.change_draft(
            actor=request.actor, version_id=version_id, revision=row_id(request.POST.get("revision", "")),
            document=document, now=request.now,
        )  # fmt: skip
    if tried.refusal:
        return _draw(request, card, found, line, typed, refusal=tried.refusal)
    told(request, _("La ligne a changé : ce qui était relu ou vérifié ne vaut plus."))
    return see_other("console:policy_version", version_id, query={"table": table})


def _row_of(card: VersionCard, table: str, row: str) -> tuple[Table, Row]:
    """The row of an address, in a version that may still change. Raises NotFound."""
    found = next((one for one in card.compiled.document.tables if one.id == table), None)
    line = next((one for one in found.rows if one.id == row), None) if found else None
    if found is None or line is None or card.state not in UNPUBLISHED:
        raise NotFound("row")
    return found, line


def _entries(table: Table, line: Row) -> tuple[Entry, ...]:
    pairs = zip(table.facts, line.cells, strict=True)
    cells = [
        Entry("if", spec.name, label_of(spec), write(spec, one, language()), hint=_hint(spec))
        for spec, one in pairs
    ]
    gives = [_given(spec, line.outputs) for spec in table.says.outputs.values()]
    labels = {"label_fr": _("Nom en français"), "label_en": _("Nom en anglais")}
    heads = [Entry("row", name, labels[name], str(getattr(line, name))) for name in _LABELS]
    if table.hit is Hit.PRIORITY:
        heads.append(Entry("row", "priority", _("Priorité"), str(line.priority)))
    return (*heads, *cells, *gives)


def _hint(spec: FactSpec) -> str:
    """How a cell of this fact is written; its codes with their words."""
    said = in_french(EXAMPLES[spec.type]) if language() == "fr" else EXAMPLES[spec.type]
    return f"{_codes(spec.name, spec.domain)}." if spec.domain else str(said)


def _codes(column: str, domain: tuple[str, ...]) -> str:
    return ", ".join(f"{code} ({in_words(str(code), column)})" for code in domain)


def _given(spec: OutputSpec, outputs: Mapping[str, Any]) -> Entry:
    silent = ("", _("rien, la ligne n’en dit rien"))
    value, choices, hint = outputs.get(spec.name), tuple[tuple[str, str], ...](), spec.unit
    shown = "" if value is None else str(value)
    if spec.type is OutputType.BOOLEAN:
        shown = "" if value is None else "true" if value else "false"
        choices = (silent, ("true", _("oui")), ("false", _("non")))
    elif spec.type is OutputType.CODE:
        choices = (silent, *((code, in_words(code, spec.name)) for code in spec.domain))
    elif spec.type is OutputType.CODES:
        shown, hint = ", ".join(value or ()), _codes(spec.name, spec.domain)
        shown = "-" if value == () else shown
    return Entry("then", spec.name, label_of(spec) or spec.name, shown, choices, hint)


def _with_row(
    request: StaffRequest, version_id: int, table: Table, line: Row, typed: tuple[Entry, ...]
) -> dict[str, Any]:
    """The stored document with this row as it was typed, to be read and checked like any other."""
    document: dict[str, Any] = deepcopy(dict(provable(actor=request.actor, version_id=version_id).document))
    tables = [one for one in document["tables"] if one["id"] == table.id]
    for row in (row for one in tables for row in one["rows"] if row["id"] == line.id):
        row["when"] = {one.name: one.value for one in typed if one.kind == "if"}
        outputs = table.says.outputs
        row["then"] = {
            one.name: _read(outputs[one.name], one.value)
            for one in typed
            if one.kind == "then" and one.value.strip()
        }
        row |= {one.name: _whole(one) for one in typed if one.kind == "row"}
    return document


def _read(spec: OutputSpec, words: str) -> Any:
    """What was typed for an output, as JSON says it; the reader of documents finds what is wrong."""
    words = words.strip()
    if spec.type is OutputType.CODES:
        return [] if words == "-" else [one.strip() for one in words.split(",")]
    if spec.type is OutputType.BOOLEAN:
        return {"true": True, "false": False}.get(words, words)
    return int(words) if spec.type is OutputType.NUMBER and _is_whole(words) else words


def _whole(one: Entry) -> Any:
    return int(one.value) if one.name == "priority" and _is_whole(one.value) else one.value


def _is_whole(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) <= 16


def _draw(
    request: StaffRequest, card: VersionCard, table: Table, line: Row, entries: tuple[Entry, ...],
    *, refusal: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    told_faults = refusal.facts.get("faults") if refusal else None
    faults: tuple[Fault, ...] = told_faults if isinstance(told_faults, tuple) else ()
    wrong = {one.column: one.said(language()) for one in reversed(faults)}
    shown = [replace(one, error=wrong.get(one.name, "")) for one in entries]
    beside = [one.said(language()) for one in faults if one.column not in {entry.name for entry in entries}]
    context = shell(request, page="policies") | {
        "card": card, "table": table, "line": line,
        "table_name": name_of(card.compiled.document.tables, table), "errors": [
            {"url": f"#{one.key}", "text": f"{one.label}\u00a0: {one.error}"} for one in shown if one.error
        ] + [{"url": "", "text": text} for text in beside],
        "groups": [
            {"title": title, "entries": [one for one in shown if one.kind == kind]}
            for kind, title in (("row", _("La ligne")), ("if", _("Si")), ("then", _("Alors")))
        ],
        "revision": request.POST.get("revision", card.revision),
        "newer": refusal.facts.get("revision") if isinstance(refusal, VersionMoved) else None,
        "refused": sentence_for(refusal) if refusal and not faults else None,
    }  # fmt: skip
    return render(request, "console/policy_row.html", context, status=status_of(refusal) if refusal else 200)
