"""What falls due by the law: day by day, with the euros at stake and what being late adds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from savoir.kernel.values.days import local_day
from savoir.law.clocks import Clock
from savoir.organizations.queries import brands
from savoir.organizations.values import BrandCard
from savoir.resolutions.operations import NotByHand, note_clock_kept
from savoir.resolutions.queries import DueClock, DueFilter, DueSum, Window, due_clocks, due_sums
from savoir.resolutions.states import RefundState
from savoir.resolutions.values import BY_HAND
from savoir.web.components.spreadsheets import Cells, attached, sheet
from savoir.web.desk import words
from savoir.web.desk.due.words import CLOCKS, ICONS, KEPT, TO_DO
from savoir.web.desk.replies import see_other, told
from savoir.web.desk.shell import shell
from savoir.web.requests import StaffRequest, row_id

PAGE: Final = 50
MOST_EXPORTED: Final = 20_000
SOON: Final = timedelta(days=3)
WINDOWS: Final[Mapping[str, tuple[Window, str | Promise]]] = {
    "": (Window.ALL, gettext_lazy("Tout")),
    "passees": (Window.OVERDUE, gettext_lazy("Dates passées")),
    "aujourdhui": (Window.TODAY, gettext_lazy("Aujourd’hui")),
    "3-jours": (Window.THREE_DAYS, gettext_lazy("3 jours")),
    "7-jours": (Window.WEEK, gettext_lazy("7 jours")),
    "30-jours": (Window.MONTH, gettext_lazy("30 jours")),
}
KINDS: Final[Mapping[str, Clock]] = {
    "remboursement": Clock.REFUND, "reparation": Clock.REMEDY, "frais-de-renvoi": Clock.POSTAGE,
    "transporteur": Clock.CARRIER_PROTEST, "renvoi": Clock.SEND_BACK, "mediateur": Clock.MEDIATOR,
}  # fmt: skip
THEIRS: Final = frozenset({"renvoi", "mediateur"})
_COLUMNS: Final = (
    "echeance", "horloge", "article", "dossier", "marque", "montant", "devise", "du_ou_en_jeu",
    "majoration_certaine", "majoration_possible", "passee",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, bent parts left out."""

    when: str
    what: str
    brand: str
    wanted: DueFilter

    @property
    def parts(self) -> dict[str, str]:
        """The parts of the address of this list."""
        return {"quand": self.when, "quoi": self.what, "marque": self.brand}

    def query(self, **changed: str) -> str:
        """The address of the same list with some parts changed."""
        parts = self.parts | changed
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """One clock with its words."""

    clock: DueClock
    label: str | Promise
    icon: str
    state: str | Promise
    to_do: str | Promise


@require_safe
def show_due(request: StaffRequest) -> HttpResponse:
    """The clocks that run, the nearest day first, grouped by day."""
    today, its_brands = local_day(request.now, request.zone), brands(actor=request.actor)
    asked = _asked(request, its_brands)
    after = request.GET.get("apres", "")
    sums = due_sums(actor=request.actor, wanted=asked.wanted, today=today)
    found = due_clocks(
        actor=request.actor, wanted=asked.wanted, today=today, limit=PAGE + 1, after=_cursor(after)
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    count = sum(one.count for one in sums.total)
    context = shell(request, section="desk:due") | {
        "days": _by_day(found[:PAGE], sums.by_day, today), "total": sums.total, "passed": sums.passed,
        "count": count, "asked": asked, "after": after,
        "cut_at": MOST_EXPORTED if count > MOST_EXPORTED else 0,
        "windows": _windows(asked, sums.counts), "kinds": _kinds(asked),
        "brands": _brands(asked, its_brands), "is_theirs": asked.wanted.is_theirs, "soon": today + SOON,
        "first_url": asked.query(), "export_url": asked.query(), "here_url": asked.query(apres=after),
        "next_url": asked.query(apres=f"{last.due_on}~{last.id}") if last else "",
    }  # fmt: skip
    return render(request, "desk/due.html", context)


def _asked(request: StaffRequest, its_brands: Iterable[BrandCard]) -> Asked:
    when, what, slug = (request.GET.get(name, "") for name in ("quand", "quoi", "marque"))
    brand = next((card for card in its_brands if card.slug == slug), None)
    when, what = when if when in WINDOWS else "", what if what in KINDS else ""
    wanted = DueFilter(
        window=WINDOWS[when][0], kind=KINDS[what].value if what else "",
        brand_id=brand.id if brand else 0, is_theirs=what in THEIRS,
    )  # fmt: skip
    return Asked(when, what, brand.slug if brand else "", wanted)


def _windows(asked: Asked, counts: Mapping[Window, int]) -> list[dict[str, object]]:
    """The tabs; a customer's own day never passes."""
    return [
        {"label": label, "url": asked.query(quand=slug), "count": counts[window], "is_bad":
         window is Window.OVERDUE and counts[window] > 0, "is_current": slug == asked.when}
        for slug, (window, label) in WINDOWS.items()
        if not (asked.wanted.is_theirs and window is Window.OVERDUE)
    ]  # fmt: skip


def _kinds(asked: Asked) -> list[dict[str, object]]:
    ours = [{"slug": "", "label": _("Toutes nos échéances"), "is_current": not asked.what}]
    return ours + [
        {"slug": slug, "label": CLOCKS[kind.value], "is_current": slug == asked.what}
        for slug, kind in KINDS.items()
    ]


def _brands(asked: Asked, its_brands: tuple[BrandCard, ...]) -> list[dict[str, object]]:
    """The brands to choose from; none where there is only one."""
    if len(its_brands) == 1:
        return []
    return [
        {"slug": card.slug, "label": card.name, "is_current": card.slug == asked.brand}
        for card in its_brands
    ]  # fmt: skip


def _by_day(
    found: tuple[DueClock, ...], sums: Mapping[date, tuple[DueSum, ...]], today: date
) -> list[dict[str, Any]]:
    return [
        {"day": day, "rows": [_row(clock) for clock in rows], "sums": sums.get(day, ()),
         "count": sum(one.count for one in sums.get(day, ())), "is_late": day < today,
         "left": (day - today).days}
        for day, rows in groupby(found, key=lambda clock: clock.due_on)
    ]  # fmt: skip


def _row(clock: DueClock) -> Row:
    state = words.REFUND_STATES[RefundState(clock.refund_state)] if clock.refund_state else ""
    return Row(clock, CLOCKS[clock.kind], ICONS[clock.kind], state, TO_DO.get(clock.kind, ""))


def _cursor(text: str) -> tuple[date, int] | None:
    """The last row of the page before, as it stands in an address; None for none and for what is bent."""
    day, _tilde, last_id = text.rpartition("~")
    try:
        return (date.fromisoformat(day), row_id(last_id)) if day else None
    except ValueError:
        return None


@require_safe
def export_due(request: StaffRequest) -> HttpResponse:
    """The same list as a sheet, every page of it; one that is too long ends with how many rows it lacks."""
    today = local_day(request.now, request.zone)
    asked = _asked(request, brands(actor=request.actor))
    found = due_clocks(actor=request.actor, wanted=asked.wanted, today=today, limit=MOST_EXPORTED + 1)
    left = 0
    if len(found) > MOST_EXPORTED:
        sums = due_sums(actor=request.actor, wanted=asked.wanted, today=today)
        left = sum(one.count for one in sums.total) - MOST_EXPORTED
    return attached(sheet(_rows(found[:MOST_EXPORTED], today, left)), f"echeances-{today}.csv")


def _rows(found: Iterable[DueClock], today: date, left: int) -> Iterator[Cells]:
    """The rows; of what is left out, the last line says how many and what to do."""
    yield _COLUMNS
    for one in found:
        certain, possible = (one.late.surcharge, one.late.at_most) if one.late else (None, None)
        yield [
            one.due_on.isoformat(), CLOCKS[one.kind], one.article, one.case, one.brand,
            one.amount.decimal, one.amount.currency, _("dû") if one.is_owed else _("en jeu"),
            certain.decimal if certain else "", possible.decimal if possible else "",
            _("oui") if one.due_on < today else _("non"),
        ]  # fmt: skip
    if left:
        yield [_cut(left)]


def _cut(left: int) -> str:
    missing = ngettext(
        "INCOMPLET : %(n)s échéance de plus n’est pas ici.",
        "INCOMPLET : %(n)s échéances de plus ne sont pas ici.",
        left,
    )
    way_out = _("Exportez par marque ou par jours.")
    return f"{missing % {'n': left}} {way_out}"


@require_POST
def keep(request: StaffRequest, clock_id: int) -> HttpResponse:
    """A person says that it is done: the protest left, the postage was repaid. Back to his list."""
    asked, kind = _asked(request, brands(actor=request.actor)), request.POST.get("quoi", "")
    try:
        note_clock_kept(actor=request.actor, clock_id=clock_id, now=request.now)
    except NotByHand:
        told(request, _("Cette échéance était déjà close."))
    else:
        told(request, str(KEPT[kind]) if kind in BY_HAND else _("C’est noté."))
    return see_other("desk:due", query=asked.parts | {"apres": request.GET.get("apres", "")})
