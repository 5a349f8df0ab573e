"""Forms of the console that show a refusal at the field it names."""

from django import forms

from savoir.kernel.errors import Refused
from savoir.web.components.forms import SpokenMixin
from savoir.web.errors import sentence_for


class RefusingForm(SpokenMixin, forms.Form):
    """A form whose operation may say no."""

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal at the field it names, else above the form."""
        sentence = sentence_for(refusal)
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, f"{sentence.text} {sentence.way_out}")
