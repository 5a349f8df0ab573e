"""What people call what a brand may declare, and the answers there are."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from savoir.organizations.values import NUMBERS, OF_SOME_GOODS
from savoir.web.console.lacking import ANSWERS

Words = str | Promise
YES_NO: Final = (("yes", gettext_lazy("oui")), ("no", gettext_lazy("non")))
FACTS: Final[dict[str, Words]] = {
    "hygiene_sealed": gettext_lazy("Scellé pour l’hygiène"),
    "made_to_order": gettext_lazy("Fait sur mesure"),
    "perishable": gettext_lazy("Périssable"),
    "second_hand": gettext_lazy("Occasion"),
    "serial_tracked": gettext_lazy("Suivi par numéro de série"),
    "warranty_months": gettext_lazy("Garantie commerciale"),
    "contract_kind": gettext_lazy("Ce qui est vendu"),
    "return_cost_announced": gettext_lazy("Coût du retour annoncé"),
    "withdrawal_information_given": gettext_lazy("Information sur la rétractation donnée"),
    "buyer_kind": gettext_lazy("Qui achète"),
    "delivery_days": gettext_lazy("Délai de livraison"),
}
MEANS: Final[dict[str, Words]] = {
    "hygiene_sealed": gettext_lazy("Descellé après la livraison, l’article n’est plus repris (L221-28, 5°)."),
    "made_to_order": gettext_lazy("Fait pour le client ou personnalisé : pas de rétractation (L221-28, 3°)."),
    "perishable": gettext_lazy("Se détériore ou se périme vite : pas de rétractation (L221-28, 4°)."),
    "second_hand": gettext_lazy("Un défaut est présumé d’origine pendant un an, et non deux (L217-7)."),
    "serial_tracked": gettext_lazy("Chaque pièce a son numéro : vos règles peuvent le lire."),
    "warranty_months": gettext_lazy("Mois de votre garantie, en plus de la garantie légale."),
    "contract_kind": gettext_lazy("La loi compte d’autres délais pour un service ou un contenu numérique."),
    "return_cost_announced": gettext_lazy("Sans cela, le retour est à votre charge (L221-23)."),
    "withdrawal_information_given": gettext_lazy("Sans elle, le délai dure jusqu’à douze mois de plus."),
    "buyer_kind": gettext_lazy("Pour les commandes qui ne le disent pas ; seul un consommateur se rétracte."),
    "delivery_days": gettext_lazy("Jours après l’expédition, au plus tard ; une vraie date le remplace."),
}  # fmt: skip
FAULTS: Final[dict[tuple[str, str], Words]] = {
    ("ends_on", "ends_before_it_begins"): gettext_lazy("La fin vient après le début."),
    ("ends_on", "ends_sooner_already"): gettext_lazy("Elle finit déjà plus tôt : prenez un jour d’avant."),
    ("category", "not_a_category"): gettext_lazy("Un chemin s’écrit mode/lingerie, sans barre au bout."),
    ("value", "unknown_value"): gettext_lazy("Ce fait ne peut pas avoir cette valeur."),
}  # fmt: skip


def answers_of(fact: str) -> tuple[tuple[str, Any], ...]:
    """The answers a fact may have; () = a number."""
    return (
        ()
        if fact in NUMBERS
        else ANSWERS.get(fact, YES_NO)
        if fact in ("buyer_kind", "contract_kind")
        else YES_NO
    )


def value_words(fact: str, value: object) -> str:
    """A declared value as people say it."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if fact == "warranty_months" and isinstance(value, int):
        return ngettext("%(n)s mois", "%(n)s mois", value) % {"n": value}
    if fact == "delivery_days" and isinstance(value, int):
        return ngettext("%(n)s jour", "%(n)s jours", value) % {"n": value}
    return str(dict(answers_of(fact)).get(str(value), value))


def is_of_goods(fact: str) -> bool:
    """Whether it may be said of a category or of one product."""
    return fact in OF_SOME_GOODS
