"""What codes of webhooks mean to a person."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

URL_FAULTS: Final[dict[str, Words]] = {
    "long": _("Cette adresse est trop longue : 2 000 caractères au plus."),
    "bent": _("Cette adresse ne se lit pas : recopiez-la sans espace ni retour à la ligne."),
    "scheme": _("L’adresse doit commencer par https://."),
    "userinfo": _("Retirez le nom et le mot de passe de l’adresse : la signature les remplace."),
    "host": _("Le nom de la machine ne se lit pas : vérifiez-le, sans point à la fin."),
    "port": _("Ce port est réservé : utilisez 443 ou un port à partir de 1024."),
    "fragment": _("Retirez ce qui suit le signe # : il n’est jamais envoyé."),
    "inside": _("Cette adresse mène à l’intérieur d’un réseau : seule une adresse publique convient."),
}
CODES: Final[dict[str, Words]] = {
    "": _("bien reçu"),
    "address": _("l’adresse mène à l’intérieur d’un réseau"),
    "unknown_host": _("le nom de la machine n’existe pas"),
    "connect": _("la connexion est refusée"),
    "tls": _("le certificat n’est pas valable"),
    "timeout": _("pas de réponse en 20 secondes"),
    "broken": _("la connexion a été coupée"),
    "redirect": _("l’adresse renvoie ailleurs"),
    "refused": _("l’outil refuse le message"),
    "gone": _("l’adresse n’existe plus"),
    "busy": _("l’outil demande d’attendre"),
    "failed": _("l’outil est en panne"),
    "disabled": _("l’adresse était arrêtée"),
    "unpublished": _("cet événement n’est plus annoncé"),
    "narrowed": _("l’adresse n’écoute plus cet événement"),
}
STATES: Final[dict[str, tuple[Words, str, str]]] = {
    "waiting": (_("en attente"), "info", "clock"),
    "delivered": (_("reçu"), "ok", "check"),
    "failed": (_("échoué"), "bad", "alert-triangle"),
}
STOPPED: Final[dict[str, Words]] = {
    "person": _("arrêtée par une personne"),
    "failing": _("arrêtée après trois jours sans réponse"),
    "gone": _("arrêtée : l’outil dit qu’elle n’existe plus"),
}
FAMILIES: Final[dict[str, Words]] = {
    "case": _("Dossiers"), "promise": _("Promesses"), "offer": _("Offres acceptées"),
    "refund": _("Remboursements"), "payment": _("Argent rendu ailleurs"),
    "replacement": _("Envois de remplacement"), "gesture": _("Gestes"),
    "return": _("Retours"), "item": _("Contrôle des articles"), "message": _("Messages"),
}  # fmt: skip
