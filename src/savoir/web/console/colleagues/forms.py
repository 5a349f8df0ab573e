"""What somebody types to let a colleague in, and to give him another role."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.kernel.access import Role
from savoir.organizations.values import SiteCard
from savoir.web.console.refusing import RefusingForm
from savoir.web.roles import ROLE_DEEDS, ROLE_NAMES

NO_SITE: Final = _("Aucun : tous les lieux")


class RoleForm(RefusingForm):
    """What a colleague may do, and where."""

    role = forms.ChoiceField(
        label=_("Rôle"), choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        error_messages={"required": _("Choisissez un rôle."), "invalid_choice": _("Ce rôle n’existe pas.")},
    )  # fmt: skip
    site = forms.TypedChoiceField(
        label=_("Lieu"), coerce=int, required=False, empty_value=None,
        help_text=_("Pour les rôles Magasin et Entrepôt : là où la personne travaille."),
    )  # fmt: skip

    def __init__(self, *args: Any, sites: Iterable[SiteCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("site", [("", NO_SITE), *((str(site.id), site.name) for site in sites)])

    def roles(self) -> list[tuple[str, dict[str, str | Promise], bool]]:
        """Each role as a choice with its words, and whether it is the chosen one."""
        chosen = self["role"].value()
        return [
            (role.value, {"title": name, "note": ROLE_DEEDS[role]}, role.value == chosen)
            for role, name in ROLE_NAMES.items()
        ]

    @property
    def makes_admin(self) -> bool:
        """Whether the valid form gives every right of the house."""
        return bool(self.cleaned_data["role"] == Role.ADMIN.value)


class ColleagueForm(RoleForm):
    """Who comes: his name, the address he signs in with, his role."""

    name = forms.CharField(label=_("Prénom et nom"), max_length=120, strip=True)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254,
        error_messages={"invalid": _("Écrivez une adresse complète, comme nom@exemple.fr.")},
    )  # fmt: skip
