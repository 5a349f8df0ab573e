"""`savoir import orders FILE`: mirror a file of sales, with a progress bar and a reject file."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext, ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from savoir.cases.queries import Decidability, decidability, decidability_of
from savoir.commands.brands import brand_named
from savoir.commands.missing_facts import print_decidability
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.errors import Conflict, Refused
from savoir.kernel.tenancy import organization_block
from savoir.orders import operations

OK, WITH_REJECTS, REFUSED = 0, 2, 1


def main(arguments: list[str]) -> int:
    """Run the command. Status 0: all imported; 2: some rows rejected; 1: nothing imported."""
    given = _parser().parse_args(arguments)
    with translation.override(given.language):
        try:
            return _import(given)
        except (operations.ImportRefused, operations.MappingRefused, Conflict) as refusal:
            print(f"savoir: {_words(refusal)}", file=sys.stderr)
        except OSError as fault:
            print(f"savoir: {fault.filename or given.file}: {fault.strerror}", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir import", description=__doc__)
    parser.add_argument("what", choices=["orders"])
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or JSON Lines, packed with gzip or not")
    parser.add_argument("--org", default="", metavar="SLUG", help="organization (when there are several)")
    parser.add_argument("--brand", default="", metavar="SLUG", help="brand (when there are several)")
    parser.add_argument("--mapping", default="", metavar="FILE", help="their columns and ours, in TOML")
    parser.add_argument("--currency", default="", metavar="CODE", help="when the file names none (EUR)")
    parser.add_argument("--rejects", type=Path, metavar="FILE", help="default: FILE.rejects.csv")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    language = "en" if os.environ.get("LANG", "").startswith("en") else "fr"
    parser.add_argument("--language", choices=["fr", "en"], default=language)
    return parser


def _import(given: argparse.Namespace) -> int:
    org_id, brand_id = brand_named(given.org, given.brand)
    mapping = _mapping(given, system_actor(org_id))
    rejects = given.rejects or given.file.with_name(f"{given.file.name}.rejects.csv")
    verb = operations.check_orders if given.dry_run else operations.import_orders
    with _bar() as progress:
        report = verb(
            actor=system_actor(org_id), brand_id=brand_id, source=given.file, mapping=mapping,
            rejects=rejects, progress=progress, now=datetime.now(UTC),
        )  # fmt: skip
    _print(report, is_trial=given.dry_run)
    print_decidability(_decidability(org_id, brand_id, report))
    return WITH_REJECTS if report.rows_rejected else OK


def _decidability(org_id: int, brand_id: int, report: operations.ImportReport) -> Decidability:
    """Of the sales that are there; in a trial, of a sample of those that would come in."""
    actor, now = system_actor(org_id), datetime.now(UTC)
    with organization_block(org_id):
        if report.sample:
            return decidability_of(
                actor=actor, brand_id=brand_id, lines=report.sample, lines_total=report.lines_imported,
                now=now,
            )  # fmt: skip
        return decidability(actor=actor, brand_id=brand_id, now=now)


def _mapping(given: argparse.Namespace, actor: Actor) -> operations.Mapping:
    """A mapping file, one that comes with Savoir by its name, or the one whose columns the file has."""
    path = Path(given.mapping)
    if given.mapping and (path.suffix or path.exists()):
        return operations.load_mapping(path)
    try:
        found = operations.recognize_export(
            actor=actor, source=given.file, mapping=given.mapping, currency=given.currency.upper()
        )
    except KeyError:
        return operations.load_mapping(path)
    if not given.mapping:
        print(gettext("Export reconnu : %(title)s") % {"title": found.title})
    return found.mapping


def _words(refusal: Refused) -> str:
    code, line = str(refusal.facts["code"]), int(str(refusal.facts.get("line", 0)))
    if code == "no_brand":
        return gettext("Aucune marque ne correspond à --org et --brand.")
    if code == "several_brands":
        return gettext("Plusieurs marques : précisez --org et --brand parmi %(names)s.") % refusal.facts
    said = operations.sentence(code, refusal.field, line)
    return f"{said} ({refusal.facts['names']})" if "names" in refusal.facts else said


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    steps = {"read": gettext("Lecture"), "write": gettext("Import")}
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks = {step: bar.add_task(words, total=None, start=False) for step, words in steps.items()}

        def advance(step: str, done: int, of: int) -> None:
            bar.start_task(tasks[step])
            bar.update(tasks[step], completed=done, total=of)

        yield advance


def _print(report: operations.ImportReport, *, is_trial: bool) -> None:
    if is_trial:
        print(gettext("Essai : rien n’a été écrit."))
    count = report.orders_imported
    print(
        ngettext("%(count)s commande, %(lines)s articles.", "%(count)s commandes, %(lines)s articles.", count)
        % {"count": count, "lines": report.lines_imported}
    )
    if report.resumed_after:
        print(gettext("Reprise après %(count)s commandes déjà là.") % {"count": report.resumed_after})
    if report.rows_skipped:
        print(
            ngettext(
                "%(count)s ligne laissée de côté par la correspondance.",
                "%(count)s lignes laissées de côté par la correspondance.",
                report.rows_skipped,
            )
            % {"count": report.rows_skipped}
        )
    if not report.rows_rejected:
        return
    rejected = ngettext("%(count)s ligne rejetée :", "%(count)s lignes rejetées :", report.rows_rejected)
    print(rejected % {"count": report.rows_rejected})
    for one in report.rejected:
        print(f"  {operations.sentence(one.code, one.field, one.line)}")
    if report.rejects:
        print(gettext("Toutes les raisons : %(path)s") % {"path": report.rejects})
