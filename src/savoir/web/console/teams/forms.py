"""What somebody types to make a team, to name it, to end it, and to place a colleague in it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from savoir.organizations.queries import CalendarCard
from savoir.organizations.values import MemberCard, TeamCard
from savoir.web.console.refusing import RefusingForm

NO_TEAM = _("Aucune équipe : tous nos conseillers")
CODE = r"^[^,]{1,100}$"


class NameForm(RefusingForm):
    """What people call the team."""

    name = forms.CharField(label=_("Nom de l’équipe"), max_length=80, strip=True)


class TeamForm(NameForm):
    """A new team: its name, what rules call it, when it works."""

    code = forms.RegexField(
        CODE, label=_("Code dans les règles"), max_length=100, required=False, strip=True,
        help_text=_("Le mot que vos règles écrivent. Vide : le nom, en minuscules et sans accents."),
        error_messages={"invalid": _("Un code s’écrit sans virgule.")},
    )  # fmt: skip
    calendar = forms.TypedChoiceField(label=_("Horaires"), coerce=int)

    def __init__(self, *args: Any, calendars: Iterable[CalendarCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("calendar", [(str(one.id), one.name) for one in calendars])


class EndForm(RefusingForm):
    """Where its cases go."""

    to_team = forms.TypedChoiceField(
        label=_("Ses dossiers en cours vont à"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, others: Iterable[TeamCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", NO_TEAM), *((str(team.id), team.name) for team in others)]
        self.offer("to_team", choices)


class MemberForm(RefusingForm):
    """Who joins the team."""

    member = forms.TypedChoiceField(label=_("Ajouter une personne"), coerce=int)

    def __init__(self, *args: Any, people: Iterable[MemberCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choisir une personne")), *((str(one.id), _named(one)) for one in people)]
        self.offer("member", choices)


def _named(one: MemberCard) -> str:
    return f"{one.name} ({one.team_name})" if one.team_name else one.name
