"""What the door of the API itself says no to, before any operation is asked: code, status, words."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Fault(Exception):  # noqa: N818 - names the fact, like a refusal
    """A request the door does not let through. `code` is one of `FAULTS`; `facts` fill its sentence."""

    def __init__(self, code: str, field: str = "", *, headers: dict[str, str] | None = None, **facts: object):
        super().__init__(code)
        self.code, self.field, self.facts, self.headers = code, field, facts, headers or {}


@dataclass(frozen=True, slots=True)
class Kind:
    """One code: its status and what a person reads."""

    status: int
    title: str | Promise
    detail: str | Promise
    way_out: str | Promise


_FIX_BODY: Final = _("Corrigez le corps de la requête, puis envoyez-la de nouveau avec la même clé.")
_ASK_KEY: Final = _("Demandez une clé à la personne qui administre votre organisation.")

FAULTS: Final[dict[str, Kind]] = {
    "key_missing": Kind(
        401, _("Il manque votre clé"),
        _("L’en-tête Authorization: Bearer sav_… manque, ou ne se lit pas."), _ASK_KEY,
    ),
    "key_unknown": Kind(
        401, _("Cette clé n’ouvre rien"), _("Elle est inconnue, révoquée ou arrivée à son terme."), _ASK_KEY
    ),
    "too_many_requests": Kind(
        429, _("Trop de requêtes à la fois"),
        _("Cette clé, ou votre adresse, a dépassé sa limite par minute."),
        _("Attendez le nombre de secondes que dit l’en-tête Retry-After, puis recommencez."),
    ),
    "address_unknown": Kind(
        404, _("Cette adresse n’existe pas"), _("Rien n’est servi ici."),
        _("Vérifiez l’adresse dans la documentation, à /api/v1/."),
    ),
    "method_not_allowed": Kind(
        405, _("Cette méthode n’est pas servie ici"), _("L’en-tête Allow dit celles qui le sont."),
        _("Vérifiez la méthode dans la documentation, à /api/v1/."),
    ),
    "not_acceptable": Kind(
        406, _("Nous ne répondons qu’en JSON"), _("Votre en-tête Accept ne l’accepte pas."),
        _("Envoyez Accept: application/json."),
    ),
    "body_too_large": Kind(
        413, _("Ce corps est trop long"), _("Il dépasse %(most)s octets."),
        _("Envoyez-en moins à la fois."),
    ),
    "media_type_not_supported": Kind(
        415, _("Nous ne lisons que du JSON"), _("Le corps n’est pas annoncé comme application/json."),
        _("Envoyez Content-Type: application/json, en UTF-8."),
    ),
    "body_unreadable": Kind(
        400, _("Ce corps n’est pas du JSON"), _("Il ne se lit pas comme du JSON en UTF-8."), _FIX_BODY
    ),
    "body_too_deep": Kind(
        400, _("Ce corps est trop imbriqué"), _("Il dépasse %(most)s niveaux."), _FIX_BODY
    ),
    "name_twice": Kind(
        400, _("Un nom est donné deux fois"), _("« %(name)s » apparaît deux fois dans le même objet."),
        _FIX_BODY,
    ),
    "number_out_of_range": Kind(
        400, _("Un nombre sort des bornes"),
        _("NaN, l’infini et les entiers au-delà de 64 bits ne sont pas lus."), _FIX_BODY,
    ),
    "text_unreadable": Kind(
        400, _("Un texte ne peut pas être gardé"),
        _("Il contient un caractère nul ou une moitié de caractère."), _FIX_BODY,
    ),
    "request_invalid": Kind(
        422, _("La requête ne va pas"), _("Les champs fautifs sont dans errors. Rien n’a été fait."),
        _("Corrigez les champs nommés, puis recommencez."),
    ),
    "query_unknown": Kind(
        422, _("Ce paramètre n’existe pas ici"), _("Cette adresse prend : %(known)s."),
        _("Retirez-le, ou corrigez son nom."),
    ),
    "idempotency_key_missing": Kind(
        400, _("Il manque Idempotency-Key"),
        _("Chaque POST porte une clé de votre choix, pour n’être fait qu’une fois même répété."),
        _("Envoyez Idempotency-Key: un identifiant unique (un UUID), le même à chaque nouvel essai."),
    ),
    "idempotency_key_too_long": Kind(
        400, _("Idempotency-Key ne va pas"), _("Elle a de 1 à %(most)s caractères ASCII visibles."),
        _("Envoyez un identifiant plus court, par exemple un UUID."),
    ),
    "idempotency_key_reused": Kind(
        422, _("Cette clé a déjà servi à une autre requête"),
        _("La même Idempotency-Key est venue avec une autre adresse ou un autre corps. Rien n’a été fait."),
        _("Prenez une nouvelle clé pour une nouvelle requête."),
    ),
    "cursor_unreadable": Kind(
        422, _("Ce curseur ne se lit pas"), _("Il ne vient pas d’une réponse de cette liste."),
        _("Reprenez sans after, ou avec le next de la page précédente."),
    ),
    "move_impossible": Kind(
        409, _("Cela ne peut pas changer ainsi"), _("L’état présent ne mène pas à celui qui est demandé."),
        _("Relisez la ressource pour voir où en sont les choses."),
    ),
    "server_fault": Kind(
        500, _("Une erreur de notre côté"), _("Rien n’a été fait. Référence : %(reference)s."),
        _("Recommencez avec la même Idempotency-Key ; si cela dure, donnez-nous la référence."),
    ),
    "unavailable": Kind(
        503, _("Service momentanément indisponible"),
        _("La base de données ne répond pas. Rien n’a été fait."),
        _("Recommencez dans quelques secondes, avec la même Idempotency-Key."),
    ),
}  # fmt: skip
