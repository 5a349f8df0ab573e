"""Who has a case and who looks first, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise

from savoir.cases.states import Handler
from savoir.cases.values import FiredRow, RoutedCase
from savoir.web.desk.people import HANDLERS, URGENCIES, URGENCY_LEVELS


@dataclass(frozen=True, slots=True)
class RoutedShown:
    """Who has a case, in words; `rule` and `look_rule` are the labels of the rows, "" for none."""

    card: RoutedCase
    handler: str | Promise
    urgency: str | Promise
    level: str
    rule: str
    look_rule: str

    @property
    def is_said(self) -> bool:
        """Whether there is anything to say: a team, somebody elsewhere, or more than a normal urgency."""
        card = self.card
        return bool(card.team_name or card.team_wanted or card.row or card.handled_by is not Handler.AGENTS)


def routed_shown(card: RoutedCase, language: str) -> RoutedShown:
    """The words of who has a case and who looks first."""
    return RoutedShown(
        card=card, handler=HANDLERS[card.handled_by], urgency=URGENCIES[card.urgency],
        level=URGENCY_LEVELS[card.urgency], rule=_label(card.row, language),
        look_rule=_label(card.look.row, language) if card.look else "",
    )  # fmt: skip


def _label(row: FiredRow | None, language: str) -> str:
    if row is None:
        return ""
    return row.label_en if language.startswith("en") else row.label_fr
