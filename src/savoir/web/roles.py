"""What a role is called on pages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from savoir.kernel.access import Role

ROLE_NAMES: Final[dict[Role, Promise]] = {
    Role.AGENT: pgettext_lazy("role", "Conseil client"),
    Role.SENIOR: pgettext_lazy("role", "Conseil client, senior"),
    Role.SUPERVISOR: pgettext_lazy("role", "Responsable d’équipe"),
    Role.FINANCE: pgettext_lazy("role", "Comptabilité"),
    Role.STORE: pgettext_lazy("role", "Magasin"),
    Role.WAREHOUSE: pgettext_lazy("role", "Entrepôt"),
    Role.ADMIN: pgettext_lazy("role", "Administration"),
}
