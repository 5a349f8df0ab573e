"""Refusals that staff meet at desk and dock, and caps of the portal: title, reason, way out."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = tuple[Promise, Promise, Promise]

INSIDE: Final[dict[str, Words]] = {
    "BelowTheLaw": (
        _("La loi garantit plus que cela (%(article)s)"),
        _("%(said)s Rien n’a été fait."),
        _(
            "Accordez-le, ou indiquez le fondement légal du refus et ce qui le prouve. Les mots cités,"
            " s’il y en a, se disent autrement."
        ),
    ),
    "AlreadyDeclared": (
        _("Ce rappel est déjà déclaré"),
        _("Les mêmes produits de la même marque sont rappelés depuis ce jour. Rien n’a été ajouté."),
        _("Regardez la liste des rappels."),
    ),
    "AlreadyEnded": (
        _("Ce rappel est déjà terminé"),
        _("Quelqu’un l’a terminé avant vous. Rien n’a été changé."),
        _("Regardez la liste des rappels."),
    ),
    "NotReadyToImport": (
        _("Ce fichier n’attend plus d’import"),
        _("Il est encore en lecture, déjà en cours, ou déjà importé."),
        _("Rechargez la page pour voir où il en est."),
    ),
    "TooManyRecords": (
        _("%(most)s enregistrements au plus par envoi"),
        _("Rien n’a été écrit."),
        _("Envoyez-les en plusieurs fois."),
    ),
    "RecordRefused": (
        _("Cet enregistrement est refusé"),
        _("%(said)s"),
        _("Corrigez ce champ, puis renvoyez l’enregistrement entier."),
    ),
    "TooManyEndpoints": (
        _("Vous avez déjà %(most)s adresses de webhook"),
        _("C’est le maximum. Rien n’a été ajouté."),
        _("Retirez une adresse qui ne sert plus, puis recommencez."),
    ),
    "EndpointResting": (
        _("Cette adresse est arrêtée"),
        _("Rien ne lui est envoyé tant qu’elle est arrêtée."),
        _("Activez-la de nouveau, puis recommencez."),
    ),
    "ReplayRuns": (
        _("Un renvoi est déjà en cours"),
        _("Ce qui a échoué vers cette adresse repart en ce moment même."),
        _("Attendez qu’il soit terminé : la page montre où il en est."),
    ),
    "NotTheProposal": (
        _("La proposition a changé"),
        _("Plusieurs dossiers à la fois ne reçoivent que la proposition de la règle, telle que vue."),
        _("Ouvrez le dossier et décidez-le seul."),
    ),
    "GoneUp": (
        _("Ce dossier est monté"),
        _("C’est à la personne à qui il a été confié de décider. Rien n’a été changé."),
        _("Prenez un autre dossier, ou demandez qu’on vous le rende."),
    ),
    "NotToDo": (
        _("Ce dossier n’attend personne"),
        _("Il est décidé, attend le client ou est clos. Rien n’a été changé."),
        _("Rechargez la page pour voir où en sont les choses, puis recommencez si besoin."),
    ),
    "SnoozeImpossible": (
        _("Cette date ne convient pas"),
        _("Un dossier se reporte à plus tard, et de 60 jours au plus."),
        _("Choisissez une date à venir, d’ici 60 jours."),
    ),
    "BeyondPromise": (
        _("La promesse au client tombe avant cette date"),
        _("Le dossier dormirait encore quand le client attend sa réponse."),
        _("Choisissez une date plus proche, ou cochez que vous laissez passer la promesse."),
    ),
    "NobodyAbove": (
        _("Ce dossier ne peut pas monter jusque-là"),
        _("Il y est déjà, ou c’est votre propre rang."),
        _("Choisissez un rang au-dessus du vôtre, ou confiez-le à une personne."),
    ),
    "AlongsideAlready": (
        _("La marque fonctionne déjà en parallèle"),
        _("Rien ne part d’ici depuis ce moment. Rien n’a été changé."),
        _("Regardez où en est la comparaison."),
    ),
    "NotAlongside": (
        _("La marque ne fonctionne pas en parallèle"),
        _("Il n’y a rien à finir. Rien n’a été changé."),
        _("Vérifiez la marque choisie."),
    ),
    "StillAlongside": (
        _("La marque fonctionne encore en parallèle"),
        _("Tant que l’ancien système paie, rien ne part d’ici. Rien n’a été changé."),
        _("Finissez d’abord le mode parallèle."),
    ),
    "HeldMoved": (
        _("Ce qui est retenu a changé"),
        _("Un remboursement est parti, payé ailleurs ou abandonné entre-temps. Rien n’a été changé."),
        _("Relisez la liste et ses montants, puis recommencez."),
    ),
    "PlanMoved": (
        _("Ce fichier a avancé entre-temps"),
        _("Il est repris, abandonné ou essayé à nouveau. Rien n’a été changé."),
        _("Relisez son rapport."),
    ),
    "NotPaused": (
        _("Ce remboursement n’est plus en pause"),
        _("Quelqu’un a décidé entre-temps. Rien n’a été changé."),
        _("Revenez aux tâches pour voir où il en est."),
    ),
    "AnothersReference": (
        _("Cette référence est déjà celle d’un autre mouvement"),
        _("Un remboursement ou un retour d’argent la porte déjà. Rien n’a été changé."),
        _("Relisez la référence chez le prestataire, puis recommencez."),
    ),
    "NoSuchReturn": (
        _("Aucun argent de ce montant n’est parti par ailleurs"),
        _("Seul un retour du même montant, sur le même paiement, peut être ce remboursement."),
        _("Comparez les montants chez le prestataire, puis laissez-le partir ou annulez-le."),
    ),
    "NotSettling": (
        _("Ce remboursement a avancé entre-temps"),
        _("Il est parti, annulé ou en pause. Rien n’a été changé."),
        _("Ouvrez le dossier pour voir où il en est."),
    ),
    "StillAgreed": (
        _("Une promesse au client reste à tenir"),
        _("Ce qui a été convenu n’est pas fait : le dossier ne se clôt pas sans suite."),
        _("Faites-le, ou annulez le remboursement dans les tâches."),
    ),
    "NeverAnswered": (
        _("Le client n’a pas encore eu de réponse"),
        _("Un dossier ne se clôt pas sans un mot."),
        _("Acceptez, refusez ou posez une question."),
    ),
    "ThingOnItsWay": (
        _("Un colis de ce dossier est en route"),
        _("Il doit arriver avant la clôture. Rien n’a été changé."),
        _("Attendez son arrivée au quai."),
    ),
    "InspectionStays": (
        _("Ce contrôle ne s’annule plus"),
        _("Un autre colis a été pris depuis, ou le contrôle est d’une autre personne. Rien n’a changé."),
        _("Notez l’écart dans le dossier : une personne y regardera."),
    ),
    "MoneyHasLeft": (
        _("L’argent est déjà parti"),
        _("Ce contrôle a fait partir le remboursement : il ne s’annule plus. Rien n’a changé."),
        _("Prévenez le service client, qui verra avec la personne."),
    ),
    "NoLossToClaim": (
        _("Aucune retenue n’est possible ici"),
        _(
            "Seule une rétractation peut être réduite, et seulement pour un usage allant au-delà d’un essai, "
            "jamais pour un défaut."
        ),
        _("Validez le contrôle sans perte de valeur : le service client décide de la suite."),
    ),
    "LossOfAll": (
        _("La perte mesurée atteint le prix payé"),
        _("Une rétractation rembourse toujours quelque chose. Rien n’a été enregistré."),
        _("Écrivez une perte plus petite que le prix, ou validez le contrôle sans perte de valeur."),
    ),
    "GestureMoved": (
        _("Ce geste n’est plus celui qui était affiché"),
        _("Un autre geste, l’argent de la commande ou le délai ont bougé. Rien n’est parti."),
        _("Rouvrez le geste depuis le dossier et regardez ce qui est proposé maintenant."),
    ),
    "GestureNotCarried": (
        _("Ce geste ne part pas d’ici"),
        _(
            "Savoir rend de l’argent du prix ; il ne tient ni bons d’achat ni retours à venir. Rien n’est"
            " parti."
        ),
        _(
            "Donnez-le dans l’outil de la boutique et notez-le au dossier, ou rendez la même somme"
            " sur le prix."
        ),
    ),
    "GestureBeyondPrice": (
        _("C’est plus que ce qui reste du prix"),
        _("Ce qui est dû, ou peut encore l’être, reste au client en entier. Rien n’est parti."),
        _("Accordez une somme plus petite, ou décidez d’abord de la demande."),
    ),
    "MotiveMissing": (
        _("Il manque le motif"),
        _("Vous vous écartez de ce qui était proposé ou demandé : il faut dire pourquoi. Rien n’a été fait."),
        _("Dites-le dans le champ du motif, puis envoyez de nouveau."),
    ),
    "NobodyGrants": (
        _("Aucune marge ne permet cette somme"),
        _(
            "C’est plus que la réponse de la règle, et personne n’est désigné pour l’accorder. Rien"
            " n’est parti."
        ),
        _("Accordez ce que propose la règle, ou faites compléter la table des marges."),
    ),
    "ApprovalNeeded": (
        _("Cette solution demande l’accord d’une seconde personne"),
        _(
            "Elle va plus loin que la règle et que la loi, et que la marge de qui répond. Rien n’est parti :"
            " ce que la règle et la loi donnent reste possible tout de suite."
        ),
        _("Depuis le dossier, demandez l’accord : le rôle désigné répond dans Accords."),
    ),
    "NotTheApprover": (
        _("Un autre rôle répond de cette somme"),
        _("La table des marges désigne quelqu’un d’autre. Rien n’est parti."),
        _("Laissez répondre la personne désignée, ou une personne qui peut l’accorder seule."),
    ),
    "ErasureMustWait": (
        _("Les données de cette personne servent encore"),
        _(
            "%(references)s : tant que ce n’est pas fini, elles restent pour cela seul (%(articles)s)."
            " Rien n’a été effacé."
        ),
        _(
            "Finissez-le, puis effacez. Ne répondez pas non : dites à la personne ce qui reste, pourquoi, et"
            " que le reste partira ensuite. Elle attend une réponse sous un mois (RGPD 12(3))."
        ),
    ),
    "WishAnswered": (
        _("Cette demande d’accord n’attend plus"),
        _("Une seconde personne a répondu, ou la demande est tombée entre-temps. Rien n’a changé."),
        _("Rouvrez le dossier pour lire ce qu’elle est devenue."),
    ),
    "LossSettled": (
        _("Cette retenue est déjà décidée"),
        _("Une personne a décidé entre-temps. Rien n’a changé."),
        _("Rouvrez le dossier pour voir ce qui a été décidé."),
    ),
    "NothingToReduce": (
        _("Ce remboursement ne se réduit plus"),
        _("Il est parti, ou une personne s’en occupe déjà. Rien n’a changé."),
        _("Ce qui est payé ne se reprend pas d’office : parlez-en avec le client."),
    ),
    "PostageNotOurs": (
        _("Ces frais d’envoi ne sont pas à notre charge"),
        _("Seul un défaut couvert, renvoyé par le client lui-même, se rend. Rien n’a été noté."),
        _("Écrivez au client si vous voulez lui en faire cadeau."),
    ),
    "PostageRepaid": (
        _("Ces frais d’envoi sont déjà rendus"),
        _("La somme ne change plus. Rien n’a été noté."),
        _("S’il a payé davantage, voyez-le avec lui."),
    ),
    "ToldHigher": (
        _("Le client a dit une somme plus haute"),
        _("Personne ne l’abaisse à sa place. Rien n’a été noté."),
        _("Demandez-lui son reçu : il corrige la somme lui-même."),
    ),
    "TooManyCases": (
        _("Beaucoup de demandes aujourd’hui"),
        _("%(most)s demandes ont déjà été ouvertes aujourd’hui pour cette commande."),
        _("Écrivez dans un de vos dossiers ouverts, ou appelez-nous : une personne regarde avec vous."),
    ),
    "FilesRest": (
        _("Beaucoup de fichiers aujourd’hui"),
        _("Beaucoup de photos ont déjà été envoyées aujourd’hui."),
        _("Continuez sans photo : un conseiller vous en demandera une s’il en faut."),
    ),
}
