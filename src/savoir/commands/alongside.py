"""`savoir alongside start|status|end|release|give-up|labels`: decide while another system still pays."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils import translation
from django.utils.translation import gettext, ngettext

from savoir.commands.brands import BrandUnclear, brand_named, unclear_words
from savoir.conversations.values.wording import money
from savoir.kernel.access import system_actor
from savoir.kernel.errors import Refused
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.logistics.operations import order_withheld
from savoir.logistics.queries import labels_withheld
from savoir.organizations.operations import alongside_of, begin_alongside
from savoir.organizations.values import Alongside
from savoir.refusals.wording import sentence_for
from savoir.resolutions.operations import give_up_held, release_held, stop_alongside
from savoir.resolutions.queries import BesideReport, BesideRow, alongside_report, ending_of, held_digest

OK, REFUSED = 0, 1
DONE, HELD, OFF, LABELS = "end", "release", "give-up", "labels"


def main(arguments: list[str]) -> int:
    """Run the command. Status 0: done; 1: refused, and nothing changed."""
    given = _parser().parse_args(arguments)
    with translation.override(given.language):
        try:
            org_id, brand_id = brand_named(given.org, given.brand)
            return _VERBS[given.verb](given, org_id, brand_id, datetime.now(UTC))
        except BrandUnclear as unclear:
            print(f"savoir: {unclear_words(unclear)}", file=sys.stderr)
        except Refused as refusal:
            words = sentence_for(refusal)
            print(f"savoir: {words.title}. {words.text} {words.way_out}", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir alongside", description=__doc__)
    parser.add_argument("verb", choices=list(_VERBS))
    which = "release: which held refunds leave; give-up: which never will"
    parser.add_argument("references", nargs="*", metavar="REM-...", help=which)
    parser.add_argument("--all", action="store_true", help="release: every held refund")
    parser.add_argument("--org", default="", metavar="SLUG", help="organization (when there are several)")
    parser.add_argument("--brand", default="", metavar="SLUG", help="brand (when there are several)")
    parser.add_argument("--yes", action="store_true", help="do not ask; for scripts")
    language = "en" if os.environ.get("LANG", "").startswith("en") else "fr"
    parser.add_argument("--language", choices=["fr", "en"], default=language)
    return parser


def _start(given: argparse.Namespace, org_id: int, brand_id: int, now: datetime) -> int:
    with organization_block(org_id):
        begin_alongside(actor=system_actor(org_id), brand_id=brand_id, now=now)
    print(gettext("En parallèle : Savoir décide et promet, ni argent ni message ne part d’ici."))
    return OK


def _status(given: argparse.Namespace, org_id: int, brand_id: int, now: datetime) -> int:
    beside, rows, report = _all_rows(org_id, brand_id, now, only_held=False)
    if beside.since is None:
        print(gettext("La marque ne fonctionne pas en parallèle."))
        return OK
    words = (
        gettext("En parallèle depuis le %(day)s.")
        if beside.is_on
        else gettext("Terminé, commencé le %(day)s.")
    )
    print(words % {"day": f"{beside.since:%d/%m/%Y %H:%M} UTC"})
    for row in rows:
        print(f"  {_line(row)}")
    print(gettext("Savoir aurait rendu : %(sums)s") % {"sums": _sums(report.ours)})
    print(gettext("Rendu par ailleurs : %(sums)s") % {"sums": _sums(report.elsewhere)})
    return OK


def _end(given: argparse.Namespace, org_id: int, brand_id: int, now: datetime) -> int:
    actor = system_actor(org_id)
    with organization_block(org_id):  # what is shown is read after its digest: what moves between refuses
        shown = ending_of(actor=actor, brand_id=brand_id).digest
    beside, rows, _ = _all_rows(org_id, brand_id, now, only_held=True)
    for row in rows if beside.is_on else []:
        print(f"  {_line(row)}")
    question = gettext("Finir le mode parallèle ? Rien de ce qui est retenu ne part. [o/N] ")
    if not _agrees(given, question):
        return REFUSED
    with organization_block(org_id):
        stopped = stop_alongside(actor=actor, brand_id=brand_id, shown_digest=shown, now=now)
        withheld = labels_withheld(actor=actor, brand_id=brand_id)
    matched, left = len(stopped.matched), len(stopped.left)
    print(ngettext("%(n)s remboursement fait par ailleurs, clos.",
                   "%(n)s remboursements faits par ailleurs, clos.", matched) % {"n": matched})  # fmt: skip
    print(ngettext("%(n)s remboursement retenu : savoir alongside release %(names)s",
                   "%(n)s remboursements retenus : savoir alongside release %(names)s", left)
          % {"n": left, "names": " ".join(stopped.left)})  # fmt: skip
    if withheld:
        print(gettext("Des étiquettes n’ont pas été commandées : savoir alongside labels"))
    return OK


def _release(given: argparse.Namespace, org_id: int, brand_id: int, now: datetime) -> int:
    _, rows, _ = _all_rows(org_id, brand_id, now, only_held=True)
    chosen = [row for row in rows if row.may_release and (given.all or row.reference in given.references)]
    for row in chosen:
        print(f"  {_line(row)}")
    totals = _sums([_total(chosen)] if chosen else [])
    question = gettext("Laisser partir %(total)s en tout ? [o/N] ") % {"total": totals}
    if not chosen or not _agrees(given, question):
        print(gettext("Rien n’est parti."))
        return REFUSED
    shown = held_digest((row.reference, row.amount.minor, row.amount.currency) for row in chosen)
    names = [row.reference for row in chosen]
    with organization_block(org_id):
        release_held(actor=system_actor(org_id), references=names, shown_digest=shown, now=now)
    print(
        ngettext("%(n)s remboursement part.", "%(n)s remboursements partent.", len(names)) % {"n": len(names)}
    )
    return OK


def _give_up(given: argparse.Namespace, org_id: int, brand_id: int, now: datetime) -> int:
    """The other system settled these otherwise: they never leave from here. All of them or none."""
    _, rows, _ = _all_rows(org_id, brand_id, now, only_held=True)
    chosen = [row for row in rows if row.reference in given.references]
    for row in chosen:
        print(f"  {_line(row)}")
    question = gettext("Abandonner ces remboursements ? Ils ne partiront jamais d’ici. [o/N] ")
    if not chosen or len(chosen) < len(set(given.references)) or not _agrees(given, question):
        print(gettext("Rien n’a été abandonné."))
        return REFUSED
    with organization_block(org_id):
        give_up_held(actor=system_actor(org_id), references=[row.reference for row in chosen], now=now)
    print(
        ngettext("%(n)s remboursement abandonné, son dossier attend une personne.",
                 "%(n)s remboursements abandonnés, leurs dossiers attendent une personne.", len(chosen))
        % {"n": len(chosen)}
    )  # fmt: skip
    return OK


def _labels(given: argparse.Namespace, org_id: int, brand_id: int, now: datetime) -> int:
    """Order the labels that were withheld and are still of use."""
    actor, count, after = system_actor(org_id), 0, 0
    with organization_block(org_id):
        while page := labels_withheld(actor=actor, brand_id=brand_id, after=after):
            for label in page:
                print(f"  {label.ra_number}  {label.case_reference}")
            count, after = count + len(page), page[-1].id
    if not count or not _agrees(given, gettext("Commander ces étiquettes ? [o/N] ")):
        print(gettext("Aucune étiquette commandée."))
        return REFUSED
    with organization_block(org_id):
        count = len(order_withheld(actor=actor, brand_id=brand_id, now=now))
    print(ngettext("%(n)s étiquette demandée au transporteur.",
                   "%(n)s étiquettes demandées au transporteur.", count) % {"n": count})  # fmt: skip
    return OK


def _all_rows(
    org_id: int, brand_id: int, now: datetime, *, only_held: bool
) -> tuple[Alongside, list[BesideRow], BesideReport]:
    """The mode and every row of the comparison, page by page; nothing is locked any longer afterwards."""
    actor, rows, after = system_actor(org_id), list[BesideRow](), 0
    with organization_block(org_id):
        beside = alongside_of(actor=actor, brand_id=brand_id)
        while True:
            report = alongside_report(
                actor=actor, brand_id=brand_id, since=beside.since or now, today=now.date(), after=after,
                only_held=only_held,
            )  # fmt: skip
            rows += report.rows
            if report.after is None:
                return beside, rows, report
            after = report.after


def _agrees(given: argparse.Namespace, question: str) -> bool:
    if given.yes:
        return True
    if not sys.stdin.isatty():
        print(gettext("Ajoutez --yes pour le faire sans question."), file=sys.stderr)
        return False
    return input(question).strip().lower() in ("o", "oui", "y", "yes")


def _line(row: BesideRow) -> str:
    verdict = {
        "same": gettext("même montant par ailleurs"), "less": gettext("moins par ailleurs"),
        "more": gettext("plus par ailleurs"), "not_yet": gettext("pas encore par ailleurs"),
        "late": gettext("rien par ailleurs, date légale passée"),
    }[row.verdict]  # fmt: skip
    due = row.legal_due_on.isoformat() if row.legal_due_on else "-"
    language = translation.get_language() or "fr"
    amounts = f"{money(row.amount, language)} / {money(row.elsewhere, language)}"
    return f"{row.reference}  {row.case_reference}  {amounts}  {due}  {verdict}"


def _total(rows: Sequence[BesideRow]) -> Money:
    """The sum of what was chosen; refunds of one brand in several currencies are released apart."""
    total = Money.zero(rows[0].amount.currency)
    for row in rows:
        total = total + row.amount
    return total


def _sums(sums: Sequence[Money]) -> str:
    return ", ".join(money(amount, translation.get_language() or "fr") for amount in sums) or "0"


_VERBS = {
    "start": _start, "status": _status, DONE: _end, HELD: _release, OFF: _give_up, LABELS: _labels,
}  # fmt: skip
