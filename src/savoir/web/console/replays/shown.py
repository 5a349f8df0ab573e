"""What a replay found, for its page: figures, drawings, and a page of the cases that change."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from savoir.insights.queries import MOST_LISTED, ReplayCard, replayed_lines
from savoir.insights.values import Replayed
from savoir.web.console.replays import figures
from savoir.web.console.replays.amounts import count, decimal, share
from savoir.web.console.replays.cases import row_of
from savoir.web.console.replays.charts import curves, monday
from savoir.web.console.replays.words import CUTS, FACT_OF_CUT, FILTERS
from savoir.web.requests import StaffRequest

PAGE, MOST_MINUTES, MOST_WEEKS = 20, 600, 120
Query = dict[str, str]


def shown(request: StaffRequest, run: ReplayCard, report: Replayed) -> dict[str, Any]:
    """Context of `console/_replay_found.html`."""
    asked = _asked(request)
    minutes = int(asked.get("minutes", "0"))
    cut, effect = asked.get("par", "categorie"), asked.get("effet", "")
    teams = list(figures.teams(report, minutes))
    return {
        "report": report, "asked": asked, "minutes": minutes or "", "cases": count(report.cases),
        "seconds": decimal(run.seconds), "complete": share(report.complete, report.cases),
        "tiles": figures.tiles(report, minutes), "bars": figures.bars(report, FACT_OF_CUT[cut]),
        "cuts": _links(asked, "par", {name: str(words) for name, words in CUTS.items()}, cut),
        "purses": figures.purses(report), "numbers": figures.numbers(report),
        "curves": curves(report.work, minutes / figures.HOUR if minutes else 1),
        "teams": [(monday(one.week), *told) for one, *told in teams[:MOST_WEEKS]],
        "agreement": figures.agreement(run, report), "lacking": figures.lacking(report),
        "tighter": count(report.whole["tighter"]), "looser": count(report.whole["looser"]),
        "changed": count(run.changed), "filters": _filters(asked, report, effect),
        "most": count(MOST_LISTED) if run.changed > MOST_LISTED else "",
        **_cases(request, run, asked, report),
    }  # fmt: skip


def _asked(request: StaffRequest) -> Query:
    """What the address asks for, as far as it means something."""
    given = request.GET
    found = {
        "par": given.get("par", "") if given.get("par", "") in CUTS else "",
        "effet": given.get("effet", "") if given.get("effet", "") in FILTERS else "",
        "minutes": str(_number(given.get("minutes", ""), MOST_MINUTES) or ""),
    }
    return {name: value for name, value in found.items() if value}


def _number(typed: str, most: int) -> int:
    return min(int(typed), most) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0


def _links(asked: Query, name: str, labels: dict[str, str], current: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": f"?{urlencode({**asked, name: one})}", "is_current": one == current}
        for one, label in labels.items()
    ]


def _filters(asked: Query, report: Replayed, current: str) -> list[dict[str, object]]:
    whole = report.whole
    labels = {
        name: f"{words} {count(whole[effect or 'changed'])}" for name, (effect, words) in FILTERS.items()
    }
    return _links(asked, "effet", labels, current)


def _cases(request: StaffRequest, run: ReplayCard, asked: Query, report: Replayed) -> dict[str, Any]:
    """A page of the cases, with one more to know whether others follow."""
    effect = FILTERS[asked.get("effet", "")][0]
    start = _number(request.GET.get("debut", ""), 999_999)
    found = replayed_lines(
        actor=request.actor, run_id=run.id, effect=effect, after=start, limit=PAGE + 1
    )  # fmt: skip
    told = {
        "first": count(start + 1), "last": count(start + min(len(found), PAGE)),
        "of": count(report.whole[effect or "changed"]),
    }  # fmt: skip
    more = {**asked, "debut": str(start + PAGE)}
    fewer = {**asked, "debut": str(max(start - PAGE, 0))}
    return {
        "rows": [row_of(line) for line in found[:PAGE]],
        "next_url": f"?{urlencode(more)}#dossiers" if len(found) > PAGE else "",
        "previous_url": f"?{urlencode(fewer)}#dossiers" if start else "",
        "summary": _("%(first)s à %(last)s sur %(of)s") % told if found else "",
    }
