"""The solutions of a proposal as HTML, each with the message that it sends: stencils, filled."""

from collections.abc import Iterable
from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from savoir.kernel.values.money import Money
from savoir.web.components.stencils import stenciled
from savoir.web.components.words import money
from savoir.web.desk.cases.choices import Choice

_PROPOSED, _CHECKED, _NOTHING = SafeString(" data-proposed"), SafeString(" checked"), SafeString("")
_CLOSED = SafeString(" disabled")


def choices_drawn(choices: Iterable[Choice], *, chosen: str, language: str) -> SafeString:
    """The solutions as cards; `chosen`: the one of a form that was refused, "" for the proposed one."""
    rows = (
        {
            "remedy": one.remedy, "key": one.key, "button": one.button, "title": one.title, "note": one.note,
            "digest": one.digest, "cost": _cost(one.cost, language) if one.cost else _NOTHING,
            "proposed": _PROPOSED if one.is_proposed else _NOTHING,
            "checked": _CHECKED if _is_checked(one, chosen) else _NOTHING,
            "tag": _NOTHING if one.is_granted else _beyond(language),
            "closed": _CLOSED if one.is_nobodys else _NOTHING, "leave": _leave(one),
            "asked": _asked(one.remedy) if one.asks else _NOTHING,
        }
        for one in choices
    )  # fmt: skip
    return stenciled("desk/_decision_choice.html", rows, language=language)


def letters_drawn(choices: Iterable[Choice], *, chosen: str, kept: str, language: str) -> SafeString:
    """The message of each; `kept`: what was typed for the chosen one."""
    rows = (
        {
            "remedy": one.remedy, "subject": one.subject,
            "letter": kept if kept and one.remedy == chosen else one.letter,
        }
        for one in choices
    )  # fmt: skip
    return stenciled("desk/_decision_letter.html", rows, language=language)


def _is_checked(choice: Choice, chosen: str) -> bool:
    return choice.remedy == chosen if chosen else choice.is_proposed


def _cost(cost: Money, language: str) -> SafeString:
    return SafeString(f'<span class="choice-cost num">{money(cost, language)}</span>')


def _leave(choice: Choice) -> SafeString:
    """Who must let it, when its reader may not alone; that nobody may."""
    if choice.asks:
        said = _("Demande l’accord : %(role)s") % {"role": choice.asks}
    elif choice.is_nobodys:
        said = _("Les marges ne laissent personne l’accorder")
    else:
        return _NOTHING
    return format_html('<span class="choice-sub">{}</span>', said)


def _asked(remedy: str) -> SafeString:
    return format_html('<input type="hidden" name="asks-{}" value="1">', remedy)


@cache
def _beyond(_language: str) -> SafeString:
    """The mark of what neither rule nor law grants, in the language of the moment."""
    return SafeString(f' <span class="tag" data-level="warn">{_("hors règle")}</span>')
