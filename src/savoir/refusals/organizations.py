"""Refusals about an organization and who works there: title, reason, way out."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = tuple[Promise, Promise, Promise]

ORGANIZATIONS: Final[dict[str, Words]] = {
    "NameTaken": (_("Ce nom est déjà pris"), _("« %(name)s » existe déjà."), _("Choisissez un autre nom.")),
    "TeamOver": (
        _("Cette équipe est terminée"),
        _("Rien n’a été changé."),
        _("Rétablissez-la d’abord."),
    ),
    "CalendarUnreadable": (
        _("Calendrier illisible"),
        _("Une plage horaire, un jour fermé, un fuseau ou une région ne se lit pas."),
        _("Revenez en arrière, corrigez, puis envoyez de nouveau : votre saisie est gardée."),
    ),
    "DeclarationExists": (
        _("Cette déclaration existe déjà"),
        _("La marque a déjà déclaré ce fait pour ce canal et ces articles à partir de cette date."),
        _("Choisissez une autre date de début."),
    ),
    "TooManyDeclarations": (
        _("Trop de déclarations par catégorie ou par article"),
        _("Une marque en garde %(most)s au plus : chacune est lue à chaque réponse."),
        _("Dites-le d’une catégorie plus large, ou dans l’export, article par article."),
    ),
    "AlreadyMember": (
        _("Cette personne travaille déjà ici"),
        _("Rien n’a été changé."),
        _("Cherchez-la dans « Collègues » : son rôle s’y change."),
    ),
    "AlreadySignsIn": (
        _("Cette personne a déjà un mot de passe"),
        _("Elle se connecte avec celui qu’elle connaît : une invitation n’est pas utile."),
        _("Dites-lui simplement qu’elle a maintenant accès à votre organisation."),
    ),
    "LastAdministrator": (
        _("C’est la dernière personne qui administre"),
        _("Sans elle, plus personne ne pourrait gérer l’organisation."),
        _("Donnez d’abord ce rôle à quelqu’un d’autre."),
    ),
    "Oneself": (
        _("C’est votre propre accès"),
        _("Personne ne change son propre rôle ni ne termine son propre accès. Rien n’a été changé."),
        _("Demandez à une autre personne qui administre."),
    ),
    "InvitationUsed": (
        _("Cette personne a déjà accepté"),
        _("Il n’y a plus d’invitation à retirer. Rien n’a été changé."),
        _("Si elle ne doit plus entrer, terminez son accès."),
    ),
    "AccountExists": (
        _("Ce compte existe déjà"),
        _("Cette adresse a déjà un compte ici : une invitation n’en change pas le mot de passe."),
        _("Connectez-vous avec le mot de passe de ce compte, puis acceptez l’invitation."),
    ),
    "NotInvited": (
        _("Cette invitation est pour une autre adresse"),
        _("Vous êtes connecté avec un autre compte. Rien n’a été changé, l’invitation attend toujours."),
        _("Déconnectez-vous, puis rouvrez le lien."),
    ),
    "SiteNeeded": (
        _("Ce rôle travaille dans un lieu"),
        _("Il manque le magasin ou l’entrepôt. Rien n’a été enregistré."),
        _("Choisissez le lieu, puis recommencez."),
    ),
}
