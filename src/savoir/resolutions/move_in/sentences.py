"""What is wrong with a row or a file, and the way out, in the active language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from savoir.resolutions.move_in.columns import COLUMNS

_FRENCH = {name: french for name, french, _required in COLUMNS}


def column_word(name: str, language: str) -> str:
    """The heading of a column as the template writes it in French, else as we name it."""
    return _FRENCH.get(name, name) if language.startswith("fr") else name


def sentence(code: str, below: Iterable[tuple[int, str]] = ()) -> str:
    """The reason and the way out of a code; a refusal of an operation has one for all. `below`: rows whose
    remedy is less than the law's, each with its article: they are named behind.
    """
    named = [_("ligne %(line)s, %(article)s") % {"line": line, "article": article} for line, article in below]
    return f"{_said(code)} ({' ; '.join(named)})" if named else _said(code)


def _said(code: str) -> str:
    return _sentences().get(code) or _(
        "Refusé au moment de l’écrire (%(code)s) : ouvrez la commande pour voir ce qui s’y trouve déjà."
    ) % {"code": code}


def _sentences() -> dict[str, str]:
    return {**_of_cells(), **_of_the_world(), **_of_files()}


def _of_cells() -> dict[str, str]:
    return {
        "required": _("Cette cellule est vide : remplissez-la."),
        "too_long": _("Plus de 60 caractères : raccourcissez."),
        "not_a_count": _("Ce n’est pas un nombre de 1 à 10 000 : écrivez un entier."),
        "unknown_word": _("Mot inconnu : prenez un de ceux du modèle."),
        "not_a_date": _("Date illisible : écrivez 12/11/2026 ou 2026-11-12."),
        "not_past": _("Cette date n’est pas passée : corrigez-la."),
        "before_the_former": _("Cette date précède l’étape d’avant : vérifiez les deux."),
        "differs_in_case": _("Diffère d’une autre ligne du même dossier : mettez la même valeur."),
        "required_with_amount": _(
            "Un montant remboursé demande sa référence (chez le prestataire, ou la vôtre)."
        ),
        "required_with_reference": _("Une référence de remboursement demande son montant."),
        "not_an_amount": _("Ce n’est pas un montant : écrivez 20,00."),
        "vouchers_later": _("Les avoirs ne se reprennent pas encore : gardez-les dans l’ancien système."),
    }


def _of_the_world() -> dict[str, str]:
    return {
        "BelowTheLaw": _(
            "La décision d’avant donne moins que la loi. Reprenez-le comme ouvert, une personne décide."
        ),
        "unknown_order": _("Commande inconnue de cette marque : importez-la d’abord, puis recommencez."),
        "several_orders": _("Plusieurs commandes portent ce numéro : ce dossier se crée à la main."),
        "which_item": _("La commande a plusieurs articles : écrivez la référence (SKU) ou le code-barres."),
        "unknown_item": _("Cet article n’est pas dans la commande : vérifiez la référence."),
        "twice": _("Le même article deux fois dans un dossier : mettez la quantité sur une ligne."),
        "beyond_left": _("Plus d’unités qu’il n’en reste à rendre : vérifiez la quantité."),
        "beyond_paid": _("Plus que ce qui reste du paiement : vérifiez le montant."),
        "taken": _("Ce numéro de retour est déjà celui d’un autre dossier : vérifiez-le."),
        "moved": _("La commande a changé depuis l’essai : refaites l’essai."),
    }


def _of_files() -> dict[str, str]:
    return {
        "empty": _("Le fichier est vide."),
        "too_large": _("Le fichier dépasse 10 Mo : coupez-le en deux."),
        "too_many_rows": _("Plus de 5 000 lignes : coupez le fichier en deux."),
        "not_a_sheet": _("Ce n’est pas du CSV : dans Excel, « Enregistrer sous », CSV UTF-8."),
        "encoding": _("Caractères illisibles : enregistrez le fichier en CSV UTF-8."),
        "column_missing": _("Une colonne obligatoire manque : partez du modèle."),
        "column_twice": _("Une colonne est là deux fois : gardez-en une."),
    }
