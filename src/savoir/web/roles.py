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

# What somebody with this role does all day; for whoever gives it to him.
ROLE_DEEDS: Final[dict[Role, Promise]] = {
    Role.AGENT: pgettext_lazy("role", "Répond aux clients et décide des dossiers."),
    Role.SENIOR: pgettext_lazy("role", "Comme le conseil client, et donne son accord aux cas délicats."),
    Role.SUPERVISOR: pgettext_lazy("role", "Comme un senior ; écrit les règles et suit la maison."),
    Role.FINANCE: pgettext_lazy("role", "Suit les remboursements et débloque ceux qui attendent."),
    Role.STORE: pgettext_lazy("role", "Ouvre des dossiers et reçoit les retours dans un magasin."),
    Role.WAREHOUSE: pgettext_lazy("role", "Reçoit et contrôle les colis dans un entrepôt."),
    Role.ADMIN: pgettext_lazy("role", "Peut tout : les accès, les comptes reliés, les règles, les dossiers."),
}
