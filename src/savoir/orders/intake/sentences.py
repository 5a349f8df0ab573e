"""The sentence of each fault, French first."""

from django.utils.translation import gettext as _


def sentences() -> dict[str, str]:
    """Every code with its sentence in the active language; `%(field)s` is the column, `%(line)s` the line."""
    return {**_of_cells(), **_of_orders(), **_of_files(), **_of_mappings()}


def sentence(code: str, field: str, line: int) -> str:
    """What is wrong, in the active language. KeyError for a code without a sentence."""
    return sentences()[code] % {"field": field, "line": line}


def _of_cells() -> dict[str, str]:
    return {
        "missing": _("Ligne %(line)s : « %(field)s » est vide."),
        "too_long": _("Ligne %(line)s : « %(field)s » est trop long."),
        "nul_byte": _("Ligne %(line)s : « %(field)s » contient un caractère nul."),
        "formula": _("Ligne %(line)s : « %(field)s » contient une formule de tableur."),
        "negative": _("Ligne %(line)s : « %(field)s » est négatif."),
        "not_a_number": _("Ligne %(line)s : « %(field)s » n’est pas un nombre entier."),
        "out_of_range": _("Ligne %(line)s : « %(field)s » est trop petit ou trop grand."),
        "not_an_amount": _("Ligne %(line)s : « %(field)s » n’est pas un montant exact."),
        "decimal_sign": _("Ligne %(line)s : « %(field)s » n’a pas le signe décimal annoncé."),
        "not_a_rate": _("Ligne %(line)s : « %(field)s » n’est pas un taux."),
        "not_a_date": _("Ligne %(line)s : « %(field)s » n’est pas une date possible."),
        "skipped_hour": _(
            "Ligne %(line)s : « %(field)s » tombe dans l’heure sautée au passage à l’heure d’été."
        ),
        "unknown_value": _("Ligne %(line)s : « %(field)s » a une valeur inconnue."),
        "column_count": _("Ligne %(line)s : le nombre de colonnes diffère de celui de l’en-tête."),
        "not_json": _("Ligne %(line)s : ce n’est pas du JSON lisible."),
        "not_an_order": _("Ligne %(line)s : ce JSON n’est pas une commande."),
        "not_together": _(
            "Ligne %(line)s : les lignes de cette commande ne se suivent pas (« %(field)s »). Triez le"
            " fichier par commande."
        ),
        "not_a_value": _("Ligne %(line)s : « %(field)s » n’est pas une valeur simple."),
    }


def _of_orders() -> dict[str, str]:
    return {
        "with_order": _("Ligne %(line)s : une autre ligne de cette commande est fautive."),
        "mixed_currency": _("Ligne %(line)s : cette commande mêle plusieurs devises (« %(field)s »)."),
        "payment_currency": _("Ligne %(line)s : « %(field)s » n’est pas la devise de la commande."),
        "currency_changed": _(
            "Ligne %(line)s : cette commande existe déjà dans une autre devise (« %(field)s »)."
        ),
        "total_mismatch": _(
            "Ligne %(line)s : « %(field)s » n’est pas la somme des lignes et de la livraison."
        ),
        "in_the_future": _("Ligne %(line)s : « %(field)s » est dans le futur."),
        "no_lines": _("Ligne %(line)s : cette commande n’a pas d’article (« %(field)s »)."),
        "discount_beyond_line": _("Ligne %(line)s : « %(field)s » dépasse le prix de la ligne."),
        "beyond_quantity": _("Ligne %(line)s : « %(field)s » dépasse la quantité vendue."),
        "duplicate": _("Ligne %(line)s : « %(field)s » est déjà pris par une autre ligne du fichier."),
        "refund_beyond_paid": _("Ligne %(line)s : « %(field)s » dépasse ce qui a été payé."),
        "unknown_order": _("Ligne %(line)s : aucune commande de cette marque n’a ce « %(field)s »."),
        "other_order": _("Ligne %(line)s : « %(field)s » appartient déjà à une autre commande."),
        "other_brand": _("Ligne %(line)s : cette commande appartient à une autre marque (« %(field)s »)."),
        "elsewhere": _(
            "Ligne %(line)s : « %(field)s » est déjà celui d’une autre marque. Donnez un autre identifiant,"
            " ou employez une clé de toute la maison."
        ),
        "erased": _(
            "Ligne %(line)s : cette personne a fait effacer ses données (« %(field)s »). Rien n’est écrit"
            " tant qu’elle n’achète pas de nouveau."
        ),
    }


def _of_files() -> dict[str, str]:
    return {
        "empty_file": _("Ce fichier est vide."),
        "no_rows": _("Ce fichier n’a pas de ligne sous son en-tête."),
        "encoding": _(
            "Ligne %(line)s : l’encodage n’est pas celui annoncé. Enregistrez le fichier en UTF-8."
        ),
        "truncated_gzip": _("Ligne %(line)s : le fichier compressé est abîmé ou incomplet."),
        "broken_row": _("Ligne %(line)s : guillemets mal fermés ou cellule démesurée."),
        "not_xml": _("Ligne %(line)s : ce n’est pas un XML lisible, ou il porte un DOCTYPE."),
        "other_kind": _("Ce fichier n’a pas la forme que la correspondance annonce."),
        "unrecognized": _(
            "Export non reconnu (colonnes manquantes : « %(field)s »). Choisissez l’export standard de votre"
            " boutique ou écrivez une correspondance."
        ),
        "ambiguous": _(
            "Plusieurs exports ont ces colonnes. Dites lequel est le vôtre : le nom de la correspondance le"
            " précise."
        ),
        "without_lines": _(
            "Cette liste de commandes n’a pas d’articles. Exportez les commandes avec leurs lignes :"
            " le guide dit comment pour votre boutique."
        ),
        "missing_column": _("Ligne %(line)s : la colonne « %(field)s » manque."),
        "duplicate_column": _("Ligne %(line)s : la colonne « %(field)s » figure deux fois."),
        "changed": _("Le fichier a changé pendant la lecture."),
        "imported_elsewhere": _("Ce fichier est en cours d’import ailleurs."),
    }


def _of_mappings() -> dict[str, str]:
    return {
        "not_toml": _("Correspondance : le fichier n’est pas du TOML lisible."),
        "unknown_entry": _("Correspondance : « %(field)s » est inconnu."),
        "not_a_table": _("Correspondance : « %(field)s » doit être une section."),
        "not_a_template": _(
            "Correspondance : « %(field)s » entoure le nom d’une colonne entre accolades, une seule fois."
        ),
        "not_a_pattern": _("Correspondance : « %(field)s » n’est pas une expression valable."),
    }
