"""Until when a case stands aside and why; to whom it goes up and why."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from savoir.cases.states import Rank, SnoozeReason
from savoir.web.components.forms import SpokenMixin
from savoir.web.desk import words

MORNING: Final = time(9)


def _note(label: object, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),  # type: ignore[arg-type]  # a lazy text is a text
        error_messages={
            "required": _("Écrivez pourquoi : la personne suivante commence par là."),
            "max_length": _("La note est trop longue : 4 000 caractères au plus."),
        },
    )  # fmt: skip


class SnoozeForm(SpokenMixin, forms.Form):
    """A day (the case is back at 9 h), a reason, and what more there is to say."""

    day = forms.DateField(
        label=_("Revient le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("À 9 h ce jour-là, ou plus tôt si le client écrit."),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": _("Choisissez le jour où le dossier revient."),
            "invalid": _("Écrivez le jour comme 24/11/2026."),
        },
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Pourquoi"), choices=[("", _("Choisir")), *words.SNOOZES.items()],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choisissez une raison dans la liste.")
        ),
    )  # fmt: skip
    note = _note(_("Note pour vos collègues"), required=False)
    past = forms.BooleanField(
        label=_("Laisser passer la promesse : le client recevra nos excuses et une nouvelle date"),
        required=False,
    )

    def clean(self) -> dict[str, object]:
        """Another reason than the listed ones is said in words."""
        cleaned = super().clean() or {}
        if cleaned.get("reason") == SnoozeReason.OTHER and not str(cleaned.get("note", "")).strip():
            self.add_error("note", _("Dites la raison en quelques mots."))
        return cleaned

    def until(self, zone: str) -> datetime:
        """9 h of the chosen day at that place, of a valid form."""
        day: date = self.cleaned_data["day"]
        return datetime.combine(day, MORNING, ZoneInfo(zone))


class EscalationForm(SpokenMixin, forms.Form):
    """Who answers it, and why it goes up."""

    to = forms.ChoiceField(
        label=_("Confier à"), widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choisissez à qui le dossier monte.")),
    )  # fmt: skip
    note = _note(_("Pourquoi il monte"), required=True)

    def __init__(self, *args: object, above: tuple[Rank, ...], **named: object) -> None:
        super().__init__(*args, **named)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(rank.value, words.RANKS[rank]) for rank in above]


def tomorrow(now: datetime, zone: str) -> date:
    """The first day offered."""
    return now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
