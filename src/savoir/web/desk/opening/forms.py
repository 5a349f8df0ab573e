"""What a caller tells an agent about one line."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import AskedLine, LineRequest
from savoir.web.components.forms import SpokenMixin

# What happened, in the caller's words, and the intent it stands for.
HAPPENED: Final = {
    "changed_mind": (_("A changé d’avis"), Intent.RETURN, Reason.CHANGED_MIND),
    "too_small": (_("Trop petit : échanger"), Intent.EXCHANGE, Reason.TOO_SMALL),
    "too_large": (_("Trop grand : échanger"), Intent.EXCHANGE, Reason.TOO_LARGE),
    "defective": (_("En panne ou défectueux"), Intent.CLAIM, Reason.DEFECTIVE),
    "damaged_on_arrival": (_("Arrivé abîmé"), Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL),
    "missing_part": (_("Il manque une pièce"), Intent.CLAIM, Reason.MISSING_PART),
    "wrong_item": (_("Ce n’est pas le bon article"), Intent.CLAIM, Reason.WRONG_ITEM),
    "not_as_described": (_("Différent de la description"), Intent.CLAIM, Reason.NOT_AS_DESCRIBED),
    "never_arrived": (_("Jamais arrivé"), Intent.CLAIM, Reason.NEVER_ARRIVED),
    "recalled": (_("Répond à un rappel de sécurité"), Intent.CLAIM, Reason.RECALLED),
    "how_to_use": (_("Ne sait pas s’en servir"), Intent.ASSISTANCE, Reason.HOW_TO_USE),
}
YES_NO: Final = [("", _("Ne sait pas")), ("yes", _("Oui")), ("no", _("Non"))]


class CallForm(SpokenMixin, forms.Form):
    """One line, what happened to it, in how many units."""

    line = forms.TypedChoiceField(
        label=_("Quel article ?"), coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez l’article.")},
    )  # fmt: skip
    happened = forms.ChoiceField(
        label=_("Que se passe-t-il ?"),
        choices=[("", _("Choisir")), *((code, said[0]) for code, said in HAPPENED.items())],
        error_messages={"required": _("Choisissez ce qui se passe.")},
    )  # fmt: skip
    quantity = forms.IntegerField(label=_("Combien ?"), min_value=1, max_value=10_000, initial=1)
    unsealed = forms.ChoiceField(label=_("Emballage d’hygiène ouvert ?"), choices=YES_NO, required=False)
    same_defect = forms.ChoiceField(
        label=_("Même défaut que la dernière fois ?"), choices=YES_NO, required=False
    )
    words = forms.CharField(
        label=_("Ce que dit le client"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, lines: list[tuple[int, str]], was_claimed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not was_claimed:  # nobody is asked about a last time that was not
            del self.fields["same_defect"]
        field = self.fields["line"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = lines

    @property
    def asked(self) -> AskedLine:
        """What is asked, of a valid form."""
        _label, intent, reason = HAPPENED[self.cleaned_data["happened"]]
        said = {name: self.cleaned_data.get(name) for name in ("unsealed", "same_defect")}
        return AskedLine(
            line_id=self.cleaned_data["line"], quantity=self.cleaned_data["quantity"], intent=intent,
            reason=reason, answers={name: answer == "yes" for name, answer in said.items() if answer},
        )  # fmt: skip

    def request_with(self, wanted: Remedy | None) -> LineRequest:
        """The line as a case opens it."""
        return LineRequest(asked=self.asked, wanted=wanted, words=self.cleaned_data["words"])


class WantedForm(SpokenMixin, forms.Form):
    """The solution the caller chose; none leaves the case to a person."""

    remedy = forms.ChoiceField(choices=[("", ""), *((r.value, r.value) for r in Remedy)], required=False)

    @property
    def wanted(self) -> Remedy | None:
        """The remedy, of a valid form."""
        chosen = self.cleaned_data["remedy"]
        return Remedy(chosen) if chosen else None
