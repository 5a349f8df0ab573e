"""What somebody types about a version: a document, a day, a motive."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.policies.operations import LONGEST_MOTIVE
from savoir.web.components.forms import SpokenMixin

MOST_BYTES = 8 * 1024 * 1024
MOST_TYPED = 2_000_000
OWN = "document"
Choices = Iterable[tuple[str | Promise, Any]]


class DocumentForm(SpokenMixin, forms.Form):
    """A policy document: a file, or its text."""

    file = forms.FileField(label=_("Fichier JSON"), required=False)
    text = forms.CharField(
        label=_("Ou son texte, collé ici"), required=False, strip=False, max_length=MOST_TYPED,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the two, and not too large."""
        given = super().clean() or {}
        file, text = given.get("file"), given.get("text")
        if file and file.size > MOST_BYTES:
            self.add_error("file", _("Ce fichier dépasse 8 Mo : un document de règles n’est pas si grand."))
        elif bool(file) == bool(text) and self.is_needed(given):
            self.add_error("file", _("Choisissez un fichier ou collez son texte : l’un des deux."))
        return given

    def is_needed(self, given: dict[str, Any]) -> bool:
        """Whether a document must be handed in."""
        return True

    @property
    def content(self) -> bytes:
        """The bytes of a valid form's document."""
        file, text = self.cleaned_data.get("file"), self.cleaned_data["text"]
        return bytes(file.read()) if file else str(text).encode("utf-8", "surrogatepass")

    def keeping(self, content: bytes, **given: Any) -> Self:
        """The same form with what was handed in as text, for it to be sent again."""
        typed = {**dict(self.data.items()), "text": content.decode("utf-8", "replace")}
        return type(self)(typed, **given)


class DraftForm(DocumentForm):
    """Where a draft begins: a version of the brand, one of our starters, or a document."""

    brand = forms.IntegerField(widget=forms.HiddenInput)
    source = forms.ChoiceField(label=_("Partir de"))
    field_order = ("source", "file", "text", "brand")

    def __init__(self, *args: Any, sources: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("source", list(sources))

    def is_needed(self, given: dict[str, Any]) -> bool:
        """Only who brings his own."""
        return given.get("source") == OWN


class ContentForm(DocumentForm):
    """Other content for a draft; `revision` is the one that was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class MotiveForm(SpokenMixin, forms.Form):
    """Why: for a version that is sent back, and for an answer to what a proof left open."""

    motive = forms.CharField(
        label=_("Motif"), max_length=LONGEST_MOTIVE, widget=forms.Textarea(attrs={"rows": 3})
    )


class BeginForm(SpokenMixin, forms.Form):
    """From when on it decides."""

    day = forms.DateField(
        label=_("À partir du"), required=False,
        help_text=_("Vide : tout de suite. Un jour : dès minuit, à l’heure de la marque."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def begins_at(self, zone: str, now: datetime) -> datetime:
        """The first instant of the day where the brand's clocks stand; now for none and for today."""
        day: date | None = self.cleaned_data["day"]
        clock = ZoneInfo(zone)
        if day is None or day == now.astimezone(clock).date():
            return now
        return datetime(day.year, day.month, day.day, tzinfo=clock)
