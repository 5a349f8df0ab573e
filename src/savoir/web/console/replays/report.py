"""The cases that a replay changes as a sheet, for a spreadsheet or a meeting."""

from collections.abc import Iterator
from decimal import Decimal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from savoir.cases.queries.past import facts_in_force
from savoir.insights.queries import MOST_LISTED, ReplayCard, ReplayedLine, replayed_lines
from savoir.insights.states import ReplayState
from savoir.insights.values import SideAnswer
from savoir.kernel.errors import NotFound
from savoir.kernel.values.money import Money
from savoir.web.components.spreadsheets import Cells, attached, sheet
from savoir.web.console.replays.amounts import count
from savoir.web.console.replays.cases import CaseRow, SideShown, row_of
from savoir.web.console.replays.figures import cut_words
from savoir.web.console.replays.finding import of_version
from savoir.web.console.replays.words import CUTS, FACT_OF_CUT
from savoir.web.requests import StaffRequest

Told = dict[int, tuple[object, ...]]


@require_safe
def report(request: StaffRequest, version_id: int, run_id: int) -> HttpResponse:
    """Every case that was kept one by one; where there are more, the last line says so. Raises NotFound, also
    while the replay works.
    """
    run = of_version(request, version_id, run_id)
    if run.state is not ReplayState.DONE:
        raise NotFound("replay")
    found = replayed_lines(actor=request.actor, run_id=run.id, limit=MOST_LISTED)
    told = facts_in_force(
        actor=request.actor, line_ids=[one.answer.line_id for one in found], names=tuple(FACT_OF_CUT.values())
    )
    name = f"rejeu-version-{run.after_number}-face-a-{run.before_number}.csv"
    return attached(sheet(_rows(run, found, {**told})), name)


def _rows(run: ReplayCard, found: tuple[ReplayedLine, ...], told: Told) -> Iterator[Cells]:
    yield _columns(run)
    for line in found:
        yield _row(line, row_of(line), told.get(line.answer.line_id, ("",) * len(CUTS)))
    if run.changed > len(found):
        words = _("INCOMPLET : les %(n)s dossiers qui déplacent le plus d’argent, sur %(of)s.")
        yield [words % {"n": count(len(found)), "of": count(run.changed)}]


def _columns(run: ReplayCard) -> list[str]:
    sides = [
        words % {"n": number}
        for number in (run.before_number, run.after_number)
        for words in (
            _("Version %(n)s : réponse"), _("Version %(n)s : pourquoi"), _("Version %(n)s : remboursé"),
            _("Version %(n)s : le client paie le retour"),
        )
    ]  # fmt: skip
    return [
        _("Dossier"), _("Ligne du dossier"), _("Article"), *map(str, CUTS.values()), _("Effet"),
        _("Prix payé"), *sides, _("Écart"), _("Devise"), _("Ce qui fut décidé"),
    ]  # fmt: skip


def _row(line: ReplayedLine, shown: CaseRow, told: tuple[object, ...]) -> Cells:
    one = line.answer
    cuts = [cut_words(cut, str(key or "")) for cut, key in zip(FACT_OF_CUT.values(), told, strict=True)]
    return [
        line.reference, line.position, line.product, *cuts, shown.effect,
        _major(one.line_value, one.currency),
        *_side(one.before, shown.before, one.currency), *_side(one.after, shown.after, one.currency),
        _major(one.after.money - one.before.money, one.currency), one.currency or _("devise inconnue"),
        shown.decided,
    ]  # fmt: skip


def _side(side: SideAnswer, shown: SideShown, currency: str) -> Cells:
    why = [_("%(label)s (ligne %(number)s)") % {"label": label, "number": n} for n, label in shown.why]
    return (
        ", ".join(str(words) for _level, words in shown.chips), " / ".join(why),
        _major(side.money, currency), _("oui") if side.customer_pays else _("non"),
    )  # fmt: skip


def _major(minor: int, currency: str) -> Decimal:
    """Major units; of a sum whose currency nobody knows, hundredths as on the page."""
    return Money(minor, currency).decimal if currency else Decimal(minor).scaleb(-2)
