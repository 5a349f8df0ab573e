"""Template words: money, dates, promises, icons, product pictures."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from savoir.web.components import words
from savoir.web.components.lines import RightsLine, rights_line
from savoir.web.components.pictures import picture_svg
from savoir.web.components.unbroken import breaks_at_slashes, unbroken

register = template.Library()
register.filter("unbroken", unbroken)
register.filter("breaks_at_slashes", breaks_at_slashes)


def _language() -> str:
    return get_language() or "fr"


def _as_date(value: date | datetime | None) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date()
    return value


@register.filter
def money(amount: words.Amount | None) -> str:
    """``{{ price|money }}`` -> ``59,00 €``."""
    return "" if amount is None else words.money(amount, _language())


@register.filter
def long_day(day: date | datetime | None, reference: date | datetime | None = None) -> str:
    """``{{ d|long_day }}`` -> ``lundi 30 novembre``; ``{{ d|long_day:today }}`` adds a year that differs."""
    plain = _as_date(day)
    return "" if plain is None else words.long_day(plain, _language(), _as_date(reference))


@register.filter
def short_day(day: date | datetime | None, reference: date | datetime | None = None) -> str:
    """``{{ d|short_day }}`` -> ``14 nov.``; with a reference, adds a year that differs."""
    plain = _as_date(day)
    return "" if plain is None else words.short_day(plain, _language(), _as_date(reference))


@register.filter
def week_day(day: date | datetime | None) -> str:
    """``{{ d|week_day }}`` -> ``lun. 30 nov.``."""
    plain = _as_date(day)
    return "" if plain is None else words.week_day(plain, _language())


@register.filter
def month_of(day: date) -> str:
    """``{{ d|month_of }}`` -> ``nov. 2026``."""
    return words.month_of(day, _language())


@register.filter
def moment(at: datetime | None, reference: date | datetime | None = None) -> str:
    """``{{ dt|moment }}`` -> ``mardi 24 novembre, 18 h`` in the active time zone."""
    if at is None:
        return ""
    return words.moment(at, timezone.get_current_timezone(), _language(), _as_date(reference))


@register.filter
def hour(at: datetime | None) -> str:
    """``{{ dt|hour }}`` -> ``15 h 04``."""
    return "" if at is None else words.hour(at, timezone.get_current_timezone(), _language())


@register.filter
def short_moment(at: datetime | None) -> str:
    """``{{ dt|short_moment }}`` -> ``lun. 23 nov. 09:12``."""
    return "" if at is None else words.short_moment(at, timezone.get_current_timezone(), _language())


@register.filter
def remaining(due: datetime | None, now: datetime) -> words.Remaining | str:
    """``{{ due|remaining:now }}`` prints the words; the result also has ``.level``."""
    if due is None:
        return ""
    return words.remaining(due, timezone.get_current_timezone(), now, _language())


@register.filter
def encore(last: date, today: date) -> str:
    """``{{ last_day|encore:today }}`` -> ``encore 7 jours``."""
    return words.encore(last, today, _language())


@register.filter
def phone(number: str) -> str:
    """A phone number with no-break spaces."""
    return words.phone(number)


@register.filter
def tel(number: str) -> str:
    """A phone number for a ``tel:`` address: digits and a leading plus only."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.filter
def initials(name: str) -> str:
    """``Claire Martin`` -> ``CM``."""
    return words.initials(name)


@register.simple_tag
def icon(name: str, extra: str = "", label: str = "") -> SafeString:
    """``{% icon "clock" %}``; silent for screen readers unless it has a ``label``."""
    return _icon(name, extra, str(label))


@lru_cache(maxsize=1024)
def _icon(name: str, extra: str, label: str) -> SafeString:
    address = f"{static('savoir/icons.svg')}#{name}"
    classes = f"icon {extra}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, address
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, address)


@register.simple_tag
def product_picture(key: str, colorway: str = "", size: str = "") -> SafeString:
    """``{% product_picture "mug" "sage" "sm" %}``; sizes ``xs sm "" lg xl``; decorative."""
    classes = f"picture picture-{size}" if size else "picture"
    return format_html('<span class="{} cw-{}">{}</span>', classes, colorway or "sand", picture_svg(key))


@register.simple_tag
def steps_bar(now: int, total: int, color: str = "past") -> SafeString:
    """Bars of a journey: ``past`` (portal) paints what is behind in the brand color, ``done`` in green."""
    states = (color if step < now else "now" if step == now else "next" for step in range(1, total + 1))
    return format_html(
        '<ol class="steps" aria-hidden="true">{}</ol>',
        SafeString("".join(f'<li data-state="{state}"></li>' for state in states)),
    )


@register.simple_tag
def rights_line_of(received_on: date, mind_until: date | None, law_until: date, today: date) -> RightsLine:
    """``{% rights_line_of a b c today as line %}`` places today for ``_rights_line.html``."""
    return rights_line(received_on=received_on, mind_until=mind_until, law_until=law_until, today=today)


@register.simple_tag
def icon_sprite() -> str:
    """Address of the icon sprite, for scripts that draw an icon."""
    return static("savoir/icons.svg")
