"""The lists of the desk: what each holds, and how they stand beside the queue with their counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from savoir.cases.queries import EVERYTHING, Only, QueueView
from savoir.web.components.stencils import stenciled
from savoir.web.components.templatetags.savoir import icon


@dataclass(frozen=True, slots=True)
class View:
    """One list of the queue; `slug` names it in addresses, with what it is narrowed to: `clos~securite`."""

    view: QueueView
    slug: str
    label: str | Promise
    icon: str
    level: str = ""
    only: Only = EVERYTHING

    @property
    def whole(self) -> str:
        """The slug of the same list, narrowed to nothing."""
        return self.slug.partition(NARROWED)[0]


NARROWED: Final = "~"  # no sign of a list's own name
GROUPS: Final = (
    (_("Par promesse"), (
        View(QueueView.TO_DO, "a-traiter", _("À traiter"), "inbox"),
        View(QueueView.LATE, "en-retard", _("En retard"), "alert-triangle", "bad"),
        View(QueueView.TODAY, "avant-18-h", _("Avant 18 h"), "clock"),
        View(QueueView.WEEK, "cette-semaine", _("Cette semaine"), "calendar"),
        View(QueueView.WAITING, "attend-le-client", _("Attend le client"), "message"),
        View(QueueView.SNOOZED, "reportes", _("Reportés"), "moon"),
    )),
    (_("Par personne"), (
        View(QueueView.MINE, "pris-par-moi", _("Pris par moi"), "user"),
        View(QueueView.ESCALATED, "montes", _("Montés"), "arrow-up"),
    )),
    (_("Par état"), (
        View(QueueView.TO_DECIDE, "a-decider", _("À décider"), "list-details"),
        View(QueueView.ON_THE_WAY, "colis-en-route", _("Colis en route"), "truck-return"),
        View(QueueView.MONEY, "argent-a-rendre", _("Argent à rendre"), "coin"),
        View(QueueView.CLOSED, "clos", _("Clos, 7 jours"), "check"),
    )),
)  # fmt: skip
VIEWS: Final = {view.slug: view for _label, group in GROUPS for view in group}
_HERE = SafeString(' aria-current="page"')


def lists_drawn(counts: Mapping[QueueView, str], here: QueueView, language: str) -> dict[str, SafeString]:
    """The lists with their counts, twice: grouped, beside a wide page, and in one row above a narrow one.

    `counts`: the number of each list as it is shown.
    """
    rows = {view: _places(view, counts[view.view], here) for view in VIEWS.values()}
    grouped = [
        format_html(
            '<div><h2 class="views-title">{}</h2>{}</div>', label,
            stenciled("desk/_view.html", map(rows.__getitem__, group), language=language),
        )
        for label, group in GROUPS
    ]  # fmt: skip
    tags = ({name: row[name] for name in ("url", "current", "label", "count")} for row in rows.values())
    return {
        "views_grouped": SafeString("".join(grouped)),
        "views_in_row": stenciled("desk/_view_tag.html", tags, language=language),
    }


def _places(view: View, count: str, here: QueueView) -> dict[str, object]:
    is_marked = view.level and count != "0"
    return {
        "url": f"{reverse('desk:queue')}?vue={view.slug}", "current": _HERE if view.view is here else "",
        "icon": icon(view.icon), "label": view.label, "count": count,
        "level": format_html(' data-level="{}"', view.level) if is_marked else "",
    }  # fmt: skip
