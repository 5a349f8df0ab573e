"""`savoir move-in FILE --brand SLUG`: open cases of another system, with their old numbers."""

import argparse
import csv
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext, ngettext

from savoir.commands.brands import BrandUnclear, brand_named, unclear_words
from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block
from savoir.organizations.queries import brand_card
from savoir.resolutions import operations
from savoir.resolutions.operations import SheetUnreadable
from savoir.resolutions.queries import plan_cases
from savoir.resolutions.values import MovedCase, PlannedCase

OK, WITH_REFUSALS, REFUSED = 0, 2, 1
BATCH = 50
_MOST_NAMED = 20


def main(arguments: list[str]) -> int:
    """Run the command. Status 0: all is here; 2: some cases refused; 1: nothing could be read."""
    given = _parser().parse_args(arguments)
    with translation.override(given.language):
        try:
            return _move_in(given)
        except BrandUnclear as unclear:
            print(f"savoir: {unclear_words(unclear)}", file=sys.stderr)
        except SheetUnreadable as fault:
            print(f"savoir: {operations.move_in_sentence(str(fault.facts['code']))}", file=sys.stderr)
        except OSError as fault:
            print(f"savoir: {fault.filename or given.file}: {fault.strerror}", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir move-in", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV; --template writes one to begin with")
    parser.add_argument("--org", default="", metavar="SLUG", help="organization (when there are several)")
    parser.add_argument("--brand", default="", metavar="SLUG", help="brand (when there are several)")
    parser.add_argument("--template", action="store_true", help="write an empty sheet to FILE and leave")
    parser.add_argument("--dry-run", action="store_true", help="say what would become of each, write nothing")
    parser.add_argument("--report", type=Path, metavar="FILE", help="every case with its outcome, as CSV")
    language = "en" if os.environ.get("LANG", "").startswith("en") else "fr"
    parser.add_argument("--language", choices=["fr", "en"], default=language)
    return parser


def _move_in(given: argparse.Namespace) -> int:
    if given.template:
        given.file.write_bytes(operations.move_in_template())
        print(gettext("Modèle écrit : %(path)s") % {"path": given.file})
        return OK
    org_id, brand_id = brand_named(given.org, given.brand)
    now = datetime.now(UTC)
    with organization_block(org_id):
        zone = brand_card(actor=system_actor(org_id), brand_id=brand_id).zone
    cases = operations.read_former_cases(given.file.read_bytes(), zone=zone, now=now)
    outcomes: list[PlannedCase | MovedCase] = []
    for start in range(0, len(cases), BATCH):
        outcomes += _batch(given, org_id, brand_id, cases[start : start + BATCH])
    _print(outcomes, is_trial=given.dry_run)
    if given.report:
        _write_report(given.report, outcomes)
    return WITH_REFUSALS if any(one.outcome == "refused" for one in outcomes) else OK


def _batch(
    given: argparse.Namespace, org_id: int, brand_id: int, cases: Sequence[operations.FormerCase]
) -> list[PlannedCase | MovedCase]:
    """A trial looks at the batch as a whole; in earnest each case is a transaction of its own."""
    actor, now = system_actor(org_id), datetime.now(UTC)
    if given.dry_run:
        with organization_block(org_id):
            return list(plan_cases(actor=actor, brand_id=brand_id, cases=cases, now=now))
    moved: list[PlannedCase | MovedCase] = []
    for case in cases:
        with organization_block(org_id):
            moved.append(operations.move_in(actor=actor, brand_id=brand_id, case=case, expected="", now=now))
    return moved


def _print(outcomes: Sequence[PlannedCase | MovedCase], *, is_trial: bool) -> None:
    if is_trial:
        print(gettext("Essai : rien n’a été écrit."))
    already = sum(one.outcome == "already" for one in outcomes)
    refused = [one for one in outcomes if one.outcome == "refused"]
    count = len(outcomes) - already - len(refused)
    print(ngettext("%(count)s dossier repris.", "%(count)s dossiers repris.", count) % {"count": count})
    if already:
        print(gettext("%(count)s déjà là, inchangés.") % {"count": already})
    if refused:
        print(gettext("%(count)s refusés :") % {"count": len(refused)})
    for one in refused[:_MOST_NAMED]:
        print(f"  {_why(one)}")


def _why(one: PlannedCase | MovedCase) -> str:
    column = operations.move_in_column(one.field, translation.get_language() or "fr")
    return gettext("Ligne %(line)s, dossier %(number)s, %(column)s : %(reason)s") % {
        "line": one.line, "number": one.number or "?", "column": column or "-",
        "reason": operations.move_in_sentence(one.code, one.below),
    }  # fmt: skip


def _write_report(path: Path, outcomes: Sequence[PlannedCase | MovedCase]) -> None:
    """One row a case. Texts that a spreadsheet would run as a formula are quoted (OWASP CSV injection)."""
    with path.open("w", newline="", encoding="utf-8-sig") as page:
        writer = csv.writer(page, delimiter=";")
        writer.writerow(["line", "case_number", "outcome", "reference", "column", "reason"])
        for one in outcomes:
            reason = operations.move_in_sentence(one.code, one.below) if one.code else ""
            writer.writerow([one.line, _safe(one.number), one.outcome, one.reference, one.field, reason])
    print(gettext("Rapport : %(path)s") % {"path": path})


def _safe(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
