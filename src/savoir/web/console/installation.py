"""The machine as its doctor last saw it: name, certificate, mail, backup, worker, update, and the way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format, localize
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from savoir.kernel.ports import Installation, MachineFinding, port
from savoir.kernel.values.saying import Part
from savoir.web.console.machine_words import SENTENCES, SUBJECTS
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.requests import StaffRequest

OLD_AFTER: Final = timedelta(hours=3)  # the hourly look has failed three times
LEVELS: Final = {"ok": "ok", "warning": "warn", "broken": "bad"}
_WORST_FIRST: Final = ("broken", "warning", "ok")
_AMOUNTS: Final = frozenset({"free", "size"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a finding; `is_english` when it has no words of ours, as another program's own."""

    text: str
    is_english: bool


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in the reader's language."""

    subject: str | Promise
    level: str
    sentences: tuple[Sentence, ...]


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """What the last look found, the worst first."""
    looked_at, found = port(Installation).last_look()
    context = shell(request, page="installation") | {
        "rows": [_row(one) for one in sorted(found, key=lambda one: _WORST_FIRST.index(one.health))],
        "looked_at": looked_at, "is_old": looked_at is not None and request.now - looked_at > OLD_AFTER,
        "broken": sum(finding.health == "broken" for finding in found),
    }  # fmt: skip
    return render(request, "console/installation.html", context)


def _row(finding: MachineFinding) -> FindingRow:
    said = finding.parts or (Part("", {}, finding.sentence),)
    return FindingRow(
        subject=SUBJECTS.get(finding.subject, finding.subject),
        level=LEVELS.get(finding.health, "info"), sentences=tuple(map(spoken, said)),
    )  # fmt: skip


def spoken(part: Part) -> Sentence:
    """A sentence of the doctor's in the active language; in English where another release said it."""
    words = SENTENCES.get(part.template)
    if words is None:
        return Sentence(part.text, is_english=True)
    try:
        return Sentence(str(words) % _readable(part.facts), is_english=False)
    except KeyError:
        return Sentence(part.text, is_english=True)


def _readable(facts: Mapping[str, str]) -> dict[str, str]:
    """Days and amounts as the reader writes them; all else as it is typed."""
    told = dict(facts)
    for name, fact in facts.items():
        try:
            if name == "day":
                told[name] = date_format(date.fromisoformat(fact), "DATE_FORMAT")
            elif name in _AMOUNTS:
                told[name] = str(localize(float(fact)))
        except ValueError:
            continue
    return told


urlpatterns = paths("installation", ("", show, "installation"))
