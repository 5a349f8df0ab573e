"""Form fields that wear our classes and speak to screen readers."""

from __future__ import annotations

from typing import Any

from django import forms


class InputMixin(forms.BaseForm):
    """Gives each widget the class of its kind; use as first base: ``class Lookup(InputMixin, forms.Form)``.

    Django 5.2 itself writes ``aria-describedby`` (help text) and ``aria-invalid``; the error's id is
    added here.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _class_of(field.widget))

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


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return "tick"
    return "input"
