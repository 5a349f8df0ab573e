"""What people call the facts that answers wait for."""

from django.utils.translation import gettext as _


def fact_words(fact: str) -> str:
    """A missing fact in the active language; its own name when nobody gave it words."""
    return {
        "buyer_kind": _("Qui achète : un consommateur ou un professionnel"),
        "withdrawal_information_given": _("L’information sur le droit de rétractation a été donnée"),
        "delivery_days": _("Le jour de livraison, ou le délai après l’expédition"),
        "country": _("Le droit du pays de livraison, hors de France"),
        "seller": _("Qui vend : l’enseigne ou un tiers"),
        "sale": _("Comment la vente s’est conclue"),
        "policy": _("Les règles de la marque : sans elles, seule la loi répond"),
        "same_defect": _("Si c’est le défaut de la dernière fois (demandé au client)"),
        "unsealed": _("Si le scellé a été ouvert (demandé au client)"),
    }.get(fact, fact)
