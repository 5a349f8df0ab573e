"""The rows of the queue as HTML: each piece that repeats is drawn once."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from savoir.cases.queries import CaseBeside
from savoir.cases.states import Entry, Reason, Urgency
from savoir.cases.values import CaseCard
from savoir.web.components.stencils import stenciled
from savoir.web.components.templatetags.savoir import icon
from savoir.web.components.words import money, remaining, short_moment
from savoir.web.desk import words
from savoir.web.desk.addresses import address_of
from savoir.web.desk.people import URGENCIES, URGENCY_LEVELS


def drawn(
    cases: Iterable[CaseCard], *, slug: str, now: datetime, owed_since: Mapping[int, datetime]
) -> SafeString:
    """The table rows of cases in the list `slug`. `owed_since`: by case, when an answer was promised and not
    given.
    """
    language = get_language() or "fr"
    address = _addresses(slug)
    rows = (
        _places(case, address(case.reference), now, language)
        | _broken(case, owed_since.get(case.id), now, language)
        for case in cases
    )
    return stenciled("desk/_queue_row.html", rows, language=language)


_HERE = SafeString(' aria-current="page" data-cursor')


def items_drawn(cases: Iterable[CaseCard | CaseBeside], *, slug: str, now: datetime, here: int) -> SafeString:
    """The cases of the list `slug` as they stand beside the open case of id `here`."""
    language, zone = get_language() or "fr", timezone.get_current_timezone()
    address = _addresses(slug)
    rows = (
        {
            "address": address(case.reference), "current": _HERE if case.id == here else "",
            "headline": case.headline or case.reference, "reason": _reason(case.reason, language),
            "promise": _left(case.next_due_at, zone, now, language) if case.next_due_at else "",
            "customer": case.customer_name,
            "reference": case.reference,
        }
        for case in cases
    )  # fmt: skip
    return stenciled("desk/_case_item.html", rows, language=language)


def promise_drawn(due: datetime | None, now: datetime, language: str) -> SafeString | str:
    """A promised instant as a pill; nothing without one."""
    return _promise(due, now, language) if due is not None else ""


def _addresses(slug: str) -> Callable[[str], str]:
    """From a case's reference to its page, with the list one came through."""
    after = f"?{urlencode({'vue': slug})}"
    return lambda reference: f"{address_of('case', reference)}{after}"


def _places(case: CaseCard, address: str, now: datetime, language: str) -> dict[str, object]:
    proposal = case.proposal or ""
    return {
        "reference": case.reference, "worth": case.value.minor, "currency": case.value.currency,
        "promise": _promise(case.next_due_at, now, language), "address": address,
        "headline": case.headline or case.reference, "reason": _reason(case.reason, language),
        "customer": case.customer_name or "–", "remedy": _remedy(proposal, language),
        "state": words.state_words(case), "value": money(case.value, language),
        "urgency": _urgency(case.urgency, language),
        "owner": _owner(case.owner_name, case.team_name, language), "entry": _entry(case.entry, language),
        "short": case.reference.partition("-")[2],
    }  # fmt: skip


def _broken(case: CaseCard, owed: datetime | None, now: datetime, language: str) -> dict[str, object]:
    """The promise of a row that is late: the date that was missed before the one that was told since."""
    if owed is None:
        return {}
    told = format_html(
        '{} <span class="cell-sub">{}</span> {}', _pill(_missed(owed, language), "bad", language),
        gettext("réponse promise, pas donnée"), _promise(case.next_due_at, now, language),
    )  # fmt: skip
    return {"promise": told}


def _missed(owed: datetime, language: str) -> str:
    return short_moment(owed, timezone.get_current_timezone(), language)


def _promise(due: datetime | None, now: datetime, language: str) -> SafeString:
    if due is None:
        return _undated(language)
    return _left(due, timezone.get_current_timezone(), now, language)


def _left(due: datetime, zone: tzinfo, now: datetime, language: str) -> SafeString:
    left = remaining(due, zone, now, language)
    return _pill(left.text, left.level, language)


@lru_cache(maxsize=64)
def _undated(language: str) -> SafeString:
    return SafeString(f'<span class="cell-sub">{gettext("sans date")}</span>')


@lru_cache(maxsize=4096)
def _pill(text: str, level: str, language: str) -> SafeString:
    name = "alert-triangle" if level == "bad" else "clock"
    made = render_to_string("components/_pill.html", {"text": text, "level": level, "icon": name})
    return SafeString(made.strip())


@lru_cache(maxsize=256)
def _reason(reason: str, language: str) -> str:
    """The customer's reason, translated once."""
    return str(words.REASONS.get(Reason(reason), ""))


@lru_cache(maxsize=256)
def _remedy(proposal: str, language: str) -> SafeString:
    chip = {"remedy": words.CHIPS.get(proposal, "person"), "text": words.REMEDY_VERBS[proposal]}
    return SafeString(render_to_string("components/_remedy.html", chip).strip())


@lru_cache(maxsize=1024)
def _owner(name: str, team: str, language: str) -> SafeString:
    return SafeString(render_to_string("desk/_owner.html", {"owner": name, "team": team}).strip())


@lru_cache(maxsize=16)
def _urgency(urgency: Urgency, language: str) -> SafeString:
    """A mark for what is more urgent than others; nothing for the rest."""
    level = URGENCY_LEVELS[urgency]
    return _pill(str(URGENCIES[urgency]), level, language) if level else SafeString("")


@lru_cache(maxsize=64)
def _entry(entry: Entry, language: str) -> SafeString:
    return icon(words.ENTRY_ICONS[entry], "icon-sm", str(words.ENTRIES[entry]))
