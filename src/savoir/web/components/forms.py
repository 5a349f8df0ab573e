"""Form fields that wear our classes and speak to screen readers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

# What a field says when its author wrote nothing of his own: its name, and the way out.
_SAID = {
    "required": _("« %(label)s » : à remplir."),
    "invalid": _("« %(label)s » : cette saisie ne se lit pas. Corrigez-la."),
    "invalid_choice": _("« %(label)s » : choisissez une réponse de la liste."),
    "max_length": _("« %(label)s » : %%(limit_value)s caractères au plus, il y en a %%(show_value)s."),
    "min_value": _("« %(label)s » : %%(limit_value)s au moins."),
    "max_value": _("« %(label)s » : %%(limit_value)s au plus."),
    "null_characters_not_allowed": _(
        "« %(label)s » : un caractère invisible empêche l’envoi. Retapez le texte."
    ),
}


class InputMixin(forms.BaseForm):
    """Gives each widget the class of its kind; use as first base: ``class Lookup(InputMixin, forms.Form)``.

    Django 5.2 itself writes ``aria-describedby`` (help text) and ``aria-invalid``; the error's id is
    added here.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _class_of(field.widget))

    def offer(self, name: str, choices: Iterable[tuple[object, object]]) -> None:
        """The answers of a choice field, known when the form is drawn."""
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    def full_clean(self) -> None:
        """Validate, then point each refused field at its message."""
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                self._describe(name)

    def _describe(self, name: str) -> None:
        bound = self[name]
        ids = [f"{bound.auto_id}_helptext"] if bound.help_text else []
        bound.field.widget.attrs["aria-describedby"] = " ".join([*ids, f"{bound.auto_id}_error"])


class SpokenMixin(InputMixin):
    """An InputMixin whose errors name their field and the way out; a field's own words go first."""

    def full_clean(self) -> None:
        """Give each field its words, then validate."""
        for name, field in self.fields.items():
            label = field.label or name
            own = {code: text for code, text in field.error_messages.items() if text not in _defaults(field)}
            field.error_messages |= {code: said % {"label": label} for code, said in _SAID.items()} | own
        super().full_clean()


def _defaults(field: forms.Field) -> list[Any]:
    """Django's own words for this kind of field."""
    kinds = [vars(kind).get("default_error_messages", {}) for kind in type(field).__mro__]
    return [text for words in kinds for text in words.values()]


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return "tick"
    return "input"
