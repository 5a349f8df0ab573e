"""The rules of each brand, to be read: every version, and one version as tables with a case tried on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from savoir.cases.queries import decided_facts
from savoir.kernel.access import Permission
from savoir.kernel.errors import NotFound
from savoir.organizations.queries import brands
from savoir.policies.facts import Value
from savoir.policies.queries import Proof, VersionCard, missing_teams, proof_of, version_card, versions
from savoir.policies.states import UNPUBLISHED
from savoir.policies.tables import Table
from savoir.web.console.policies.facing import told
from savoir.web.console.policies.sheets import PAGE, Trial, name_of, rows_of, try_facts
from savoir.web.console.policies.words import HITS, PROOFS, STANDINGS
from savoir.web.console.shell import shell
from savoir.web.requests import StaffRequest

Words = str | Promise


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with its words; `rows` counts those of all tables."""

    card: VersionCard
    standing: Words
    level: str
    proof: Words
    proof_level: str
    rows: int


@require_safe
def show_policies(request: StaffRequest) -> HttpResponse:
    """Every brand with its versions, newest first."""
    found = [
        {"brand": brand, "rows": [
            _row(card, request.now) for card in versions(actor=request.actor, brand_id=brand.id)
        ]}
        for brand in brands(actor=request.actor)
    ]  # fmt: skip
    return render(request, "console/policies.html", shell(request, page="policies") | {"brands": found})


def _row(card: VersionCard, now: datetime) -> VersionRow:
    standing, level = STANDINGS[card.standing(now)]
    proof, proof_level = PROOFS[card.proof]
    rows = sum(len(table.rows) for table in card.compiled.document.tables)
    return VersionRow(card, standing, level, proof, proof_level, rows)


@require_safe
def show_version(request: StaffRequest, version_id: int) -> HttpResponse:
    """One table of a version, and the rows that fire for a case or for typed facts. Raises NotFound."""
    card = version_card(actor=request.actor, version_id=version_id)
    tables, given = card.compiled.document.tables, request.GET
    table = next((one for one in tables if one.id == given.get("table")), tables[0])
    reference = given.get("dossier", "").strip().upper()[:40]
    taken, is_unknown = _taken(request, reference)
    trial, proof = try_facts(card.compiled, table, given.dict(), taken), _proof(request, card)
    found = told(proof, card.compiled, of=table.id) if proof else {}
    context = shell(request, page="policies") | {
        "row": _row(card, request.now), "table": table, "table_name": name_of(tables, table),
        "tabs": _tabs(tables, table, given, found.get("below_in", {})),
        "hit": HITS[table.hit], "trial": trial, "fired": _fired(table, trial), "reference": reference,
        "is_unknown": is_unknown, "may_edit": _may_edit(request, card),
        **_page(table, trial, given, proof), "proved": bool(proof and proof.outcome), **found,
        "missing_teams": missing_teams(actor=request.actor, compiled=card.compiled),
    }  # fmt: skip
    return render(request, "console/policy.html", context)


def _may_edit(request: StaffRequest, card: VersionCard) -> bool:
    """Whether rows lead to their form."""
    return card.state in UNPUBLISHED and Permission.POLICY_WRITE in request.actor.permissions


def _proof(request: StaffRequest, card: VersionCard) -> Proof | None:
    """What was proved of this content, for whoever reads policies."""
    if Permission.POLICY_READ not in request.actor.permissions:
        return None
    return proof_of(actor=request.actor, version_id=card.id)


def _taken(request: StaffRequest, reference: str) -> tuple[Mapping[str, Value], bool]:
    """The facts of a case, and whether there is no such case."""
    if not reference:
        return {}, False
    try:
        return decided_facts(actor=request.actor, reference=reference), False
    except NotFound:
        return {}, True


def _fired(table: Table, trial: Trial) -> str:
    """The sentence over the trial: which rows of this table answer."""
    if trial.verdict is None:
        return ""
    if trial.verdict.contradicts:
        return _("Plusieurs lignes se contredisent : une personne répond.")
    numbers = [str(hit.number) for hit in trial.verdict.hits if hit.table == table.id]
    if not numbers:
        return _("Aucune ligne de cette table ne répond.")
    if len(numbers) == 1:
        return _("La ligne %(number)s répond") % {"number": numbers[0]}
    return _("Les lignes %(numbers)s répondent") % {"numbers": ", ".join(numbers)}


def _tabs(
    tables: tuple[Table, ...], current: Table, given: QueryDict, below: Mapping[str, int]
) -> list[dict[str, object]]:
    return [
        {"label": name_of(tables, one), "name": one.id, "count": len(one.rows),
         "url": _link(given, one.id, 0), "is_current": one is current, "below": below.get(one.id, 0)}
        for one in tables
    ]  # fmt: skip


def _link(given: QueryDict, table: str, start: int) -> str:
    """The same trial on another table or page."""
    asked = given.copy()
    asked["table"], asked["debut"] = table, str(start)
    return f"?{asked.urlencode()}"


def _page(table: Table, trial: Trial, given: QueryDict, proof: Proof | None) -> dict[str, object]:
    typed = given.get("debut", "")
    start = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    start = start if start < len(table.rows) else 0
    more, before = start + PAGE < len(table.rows), start > 0
    told = {"first": start + 1, "last": min(start + PAGE, len(table.rows)), "of": len(table.rows)}
    return {
        "rows": rows_of(table, trial.verdict, start, proof),
        "next_url": _link(given, table.id, start + PAGE) if more else "",
        "previous_url": _link(given, table.id, max(start - PAGE, 0)) if before else "",
        "summary": _("%(first)s à %(last)s sur %(of)s") % told if more or before else "",
    }
