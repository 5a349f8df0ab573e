"""What people type at the entrance."""

from django import forms
from django.utils.translation import gettext_lazy as _

from savoir.kernel.errors import Refused
from savoir.web.components.forms import InputMixin
from savoir.web.errors import sentence_for

_LONGEST = 1024  # characters of a password: more would only cost time to hash


class SignInForm(InputMixin, forms.Form):
    """E-mail and password."""

    email = forms.EmailField(
        label=_("Adresse e-mail"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Mot de passe"), max_length=_LONGEST, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class ForgottenForm(InputMixin, forms.Form):
    """Whose password was forgotten."""

    email = forms.EmailField(
        label=_("Adresse e-mail"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )  # fmt: skip


class PasswordForm(InputMixin, forms.Form):
    """A new password, typed once: the field can be shown."""

    password = forms.CharField(
        label=_("Nouveau mot de passe"), max_length=_LONGEST, strip=False,
        help_text=_("Au moins 15 caractères. Une phrase de quelques mots convient très bien."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )  # fmt: skip


class CodeForm(InputMixin, forms.Form):
    """A code of the application, or one on paper."""

    code = forms.CharField(
        label=_("Code à 6 chiffres, ou code de secours"), max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false",
                   "autocapitalize": "off"}
        ),
        error_messages={"required": _("Tapez le code que montre votre application.")},
    )  # fmt: skip


class AgainForm(InputMixin, forms.Form):
    """The password once more, before something that opens or closes the account."""

    password = forms.CharField(
        label=_("Votre mot de passe"), max_length=_LONGEST, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Tapez votre mot de passe.")},
    )  # fmt: skip


def refuse(form: forms.Form, refusal: Refused) -> None:
    """Show a refusal at the field it names, else above the form."""
    sentence = sentence_for(refusal)
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, f"{sentence.text} {sentence.way_out}")
