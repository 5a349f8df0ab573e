"""The words for each refusal: title, reason, way out. French source, with real no-break spaces.

A room's new refusal gets its line here, by class name; without one, its base speaks. `%(name)s` = a fact.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.refusals.inside import INSIDE
from savoir.refusals.insights import INSIGHTS
from savoir.refusals.organizations import ORGANIZATIONS
from savoir.refusals.policies import POLICIES

Words = tuple[Promise, Promise, Promise]

STATUSES: Final = {
    "TooManyTries": 429, "NotFound": 404, "NotAllowed": 403, "Invalid": 422, "Conflict": 409, "Refused": 409,
}  # fmt: skip
RELOAD: Final = _("Rechargez la page pour voir où en sont les choses, puis recommencez si besoin.")
CORRECT: Final = _("Revenez en arrière, corrigez, puis envoyez de nouveau : votre saisie est gardée.")
ASK_ADMIN = _("Demandez à la personne qui administre votre organisation.")

BASES: Final[dict[str, Words]] = {
    "NotFound": (
        _("Nous ne trouvons pas cette page"),
        _("L’adresse est incomplète, ou ce que vous cherchez n’est plus là."),
        _("Revenez en arrière ou repartez de l’accueil."),
    ),
    "NotAllowed": (
        _("Cette action ne vous est pas ouverte"),
        _("Votre rôle ne permet pas de faire cela. Rien n’a été changé."),
        ASK_ADMIN,
    ),
    "Conflict": (
        _("Les choses ont bougé entre-temps"),
        _("Quelqu’un d’autre vient de modifier ceci. Votre action n’a pas été faite."),
        RELOAD,
    ),
    "Invalid": (
        _("Quelque chose ne va pas dans ce qui a été saisi"),
        _("Rien n’a été enregistré."),
        CORRECT,
    ),
    "Refused": (_("Ce n’est pas possible"), _("Rien n’a été changé."), RELOAD),
}

_ENTRANCE: Final[dict[str, Words]] = {
    "NobodyDecided": (
        _("Personne ne répond de ce refus"),
        _("Un refus est décidé par une personne, et cette adresse n’est pas celle d’un collègue actif."),
        _("Donnez dans « decided_by » l’adresse e-mail du collègue qui a décidé."),
    ),
    "WrongCredentials": (
        _("Connexion refusée"),
        _("L’adresse e-mail ou le mot de passe ne va pas."),
        _("Vérifiez les deux, ou choisissez un nouveau mot de passe."),
    ),
    "TooManyTries": (
        _("Trop d’essais"),
        _("Par sécurité, les essais sont suspendus pendant %(minutes)s min."),
        _("Attendez un peu, puis réessayez."),
    ),
    "WrongCode": (
        _("Code refusé"),
        _("Ce code ne va pas, ou il a déjà servi."),
        _("Tapez celui que votre application montre maintenant, ou un code de secours."),
    ),
    "PasskeyRefused": (
        _("Clé d’accès refusée"),
        _("La clé n’appartient pas à ce compte ou à cette adresse, ou sa réponse a trop attendu."),
        _("Revenez en arrière et réessayez, ou utilisez un code."),
    ),
    "OwnFactor": (
        _("C’est votre propre double vérification"),
        _("Personne ne remet à zéro la sienne ici."),
        _("Retirez-la dans « Mon compte », avec votre mot de passe."),
    ),
    "WorksElsewhereToo": (
        _("Une autre organisation compte aussi dessus"),
        _("Cette personne travaille aussi ailleurs : une seule organisation ne retire pas sa protection."),
        _("Elle peut entrer avec un code de secours et la changer elle-même."),
    ),
    "LinkUsedUp": (
        _("Ce lien ne fonctionne plus"),
        _("Il a déjà servi, ou il est trop ancien. Chaque lien ne sert qu’une fois."),
        _("Demandez-en un nouveau."),
    ),
    "PasswordTooWeak": (
        _("Mot de passe trop simple"),
        _("Il faut au moins 15 caractères, sans votre nom ni votre adresse, et rien de trop courant."),
        _("Une phrase de quelques mots convient très bien."),
    ),
    "OnlyPlayed": (
        _("Ce compte appartient à la démonstration"),
        _("Vous jouez cette personne : ses mots de passe, ses clés et ses sessions restent ce qu’ils sont."),
        _("Sur votre propre installation, cette page vous est ouverte."),
    ),
    "DoorClosed": (
        _("Cet espace ne vous est pas ouvert"),
        _("Votre rôle dans l’organisation n’y donne pas accès."),
        ASK_ADMIN,
    ),
    "WorksNowhere": (
        _("Vous n’êtes rattaché à aucune organisation ici"),
        _("Votre compte existe, mais votre accès a été fermé ou n’est pas encore ouvert."),
        ASK_ADMIN,
    ),
}

_KEYS: Final[dict[str, Words]] = {
    "NoScope": (
        _("Cette clé ne pourrait rien faire"),
        _("Il faut au moins un droit, choisi dans la liste des droits d’une clé."),
        _("Choisissez les droits dont le programme a besoin, et rien de plus."),
    ),
}

_ORDERS: Final[dict[str, Words]] = {
    "NothingLeftToReturn": (
        _("Il ne reste rien à retourner sur cet article"),
        _("Toute la quantité livrée est déjà revenue, ou un dossier est en cours pour elle."),
        _("Ouvrez le dossier en cours pour suivre ce retour."),
    ),
    "NothingHeld": (
        _("Aucune quantité n’est réservée sur cet article"),
        _("Le dossier qui la réservait a changé."),
        RELOAD,
    ),
    "RefundBeyondPaid": (
        _("Ce serait rembourser plus que ce qui a été payé"),
        _("En comptant ce qui est déjà remboursé ou en route, le montant dépasse le paiement."),
        _("Réduisez le montant, ou regardez les remboursements déjà faits."),
    ),
    "NothingPending": (
        _("Aucun remboursement n’est en route sur ce paiement"),
        _("Il est déjà parti, ou il a été annulé."),
        RELOAD,
    ),
    "ImportRefused": (
        _("Ce fichier ne peut pas être importé"),
        _("Rien n’a été importé."),
        _("Corrigez le fichier, puis relancez l’import."),
    ),
    "MappingRefused": (
        _("La correspondance des colonnes ne va pas"),
        _("Une colonne attendue manque, ou porte un autre nom. Rien n’a été importé."),
        _("Corrigez le fichier de correspondance, puis relancez l’import."),
    ),
}

_CASES: Final[dict[str, Words]] = {
    "NothingToOpen": (
        _("Aucun article n’a été choisi"),
        _("Il faut au moins un article et une quantité pour ouvrir un dossier."),
        _("Revenez à vos articles et choisissez celui qui pose question."),
    ),
    "ClaimAlreadyOpen": (
        _("Un dossier est déjà ouvert pour cet article"),
        _("Une seule demande à la fois par article, pour que rien ne se perde."),
        _("Ouvrez le dossier en cours : vous pouvez y ajouter un message."),
    ),
    "CaseMoved": (
        _("Ce dossier a bougé entre-temps"),
        _("Quelqu’un d’autre vient d’y travailler. Votre action n’a pas été faite."),
        RELOAD,
    ),
}

_DOCK: Final[dict[str, Words]] = {
    "EmptyParcel": (
        _("Le colis est vide"),
        _("Aucun objet n’est compté : rien n’a été enregistré."),
        _("Comptez ce qui est là, ou notez ce que vous voyez d’autre."),
    ),
    "BeyondExpected": (
        _("Trop d’objets pour ce bon"),
        _("Le bon n’en attend plus que %(awaited)s."),
        _("Comptez le reste comme « autre chose dans le colis »."),
    ),
    "AlreadyReceived": (
        _("Ce colis est déjà reçu"),
        _("Tout ce que le bon annonce est là : rien n’a été compté deux fois."),
        _("Scannez le bon suivant."),
    ),
    "ScanUsedElsewhere": (
        _("Cette saisie a déjà servi"),
        _("Elle appartient à un autre colis."),
        _("Scannez de nouveau le bon."),
    ),
    "AuthorizationReplaced": (
        _("Ce bon a été remplacé"),
        _("Le même objet est attendu sous le numéro %(ra_number)s."),
        _("Ouvrez ce numéro et recevez le colis sous lui."),
    ),
    "BeyondReceived": (
        _("Trop d’objets à la fois"),
        _("Il n’en reste que %(left)s à contrôler."),
        _("Corrigez le nombre."),
    ),
    "AlreadyInspected": (
        _("C’est déjà contrôlé"),
        _("Quelqu’un a contrôlé ces objets entre-temps."),
        _("Scannez de nouveau le bon pour voir la suite."),
    ),
    "FindingContradictsChecks": (
        _("Le constat contredit vos contrôles"),
        _("Les deux ne peuvent pas être vrais. Rien n’a été enregistré."),
        _("Corrigez le contrôle ou le constat."),
    ),
    "SerialMismatch": (
        _("Ce n’est pas le n° de série vendu"),
        _("Un autre numéro veut dire un autre objet. Rien n’a été enregistré."),
        _("Répondez Non à « Bon article », ou scannez de nouveau."),
    ),
    "BinNotScanned": (
        _("Scannez le bac %(planned)s"),
        _("Ces objets ne sont pas rangés par Entrée seule."),
        _("Posez-les, puis scannez le bac."),
    ),
    "WrongBin": (
        _("Ce bac est pour autre chose"),
        _("Le bac prévu est %(planned)s. Rien n’a été enregistré."),
        _("Scannez-le, ou choisissez un autre bac par la touche B."),
    ),
    "AlreadyDisposed": (
        _("C’est déjà rangé"),
        _("Ces objets sont dans le bac %(bin_code)s."),
        _("Scannez le bon suivant."),
    ),
    "DestructionAsked": (
        _("La destruction est déjà demandée"),
        _("Une deuxième personne n’a pas encore répondu. Rien n’a été demandé de plus."),
        _("Laissez l’objet en quarantaine, ou choisissez un autre bac."),
    ),
    "RecalledThing": (
        _("Cet article est rappelé"),
        _("Il n’est ni revendu ni donné tel quel. Rien n’a été noté."),
        _("Choisissez la quarantaine, la remise en état, le fournisseur ou le recyclage."),
    ),
    "SecondPersonNeeded": (
        _("Il faut une deuxième personne"),
        _("Rien n’est détruit sur l’avis d’une seule personne."),
        _("Demandez l’accord, et mettez l’objet en quarantaine d’ici là."),
    ),
    "NothingToGoBy": (
        _("Il manque de quoi le reconnaître"),
        _("Il faut un code, ou quelques mots sur ce que vous voyez."),
        _("Décrivez le colis, puis validez."),
    ),
    "AlreadyIdentified": (
        _("Ce colis a déjà trouvé son dossier"),
        _("Il appartient au dossier %(case_reference)s."),
        _("Revenez à la liste."),
    ),
}

SENTENCES: Final[dict[str, Words]] = {
    **BASES, **_ENTRANCE, **ORGANIZATIONS, **_KEYS, **_ORDERS, **POLICIES, **_CASES, **_DOCK, **INSIDE,
    **INSIGHTS,
}  # fmt: skip
