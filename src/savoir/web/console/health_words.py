"""Words of the page of the house's health: promises, what to do where one is broken, invariants, jobs."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROMISE_WORDS: Final[dict[str, Promise]] = {
    "I1": _("Aucun remboursement deux fois"),
    "I3": _("Rien ne reste en plan"),
    "I4": _("Les comptes tombent juste"),
    "I5": _("Aucun fait ne se perd"),
    "I6": _("L’histoire raconte l’état"),
    "I7": _("Chaque message une fois"),
    "I8": _("Une décision, une résolution"),
    "I9": _("Chaque date promise a sa minuterie"),
}
ADVICE_WORDS: Final[dict[str, Promise]] = {
    "I1": _(
        "Avant de relancer un de ces remboursements, lisez chez le prestataire ce qui est vraiment parti."
    ),
    "I3": _("Ouvrez chaque dossier nommé et donnez-lui une suite ; relancez le travail retenu ci-dessus."),
    "I4": _("Prévenez la comptabilité, et ne corrigez rien à la main : le journal ne s’efface pas."),
    "I5": _(
        "Regardez si un automate est présent, puis relancez le travail abandonné qui transmet ces faits."
    ),
    "I6": _("Ne touchez pas à ces dossiers et signalez-les à qui tient le serveur, avec ces exemples."),
    "I7": _("Ouvrez chaque dossier nommé et dites au client ce qu’il n’a pas reçu."),
    "I8": _("Ouvrez le dossier nommé : une seule des deux réponses vaut, dites laquelle au client."),
    "I9": _("Ouvrez le dossier nommé et tenez sa date, ou donnez-en une autre au client."),
}
INVARIANT_WORDS: Final[dict[str, Promise]] = {
    "refund_booked_once": _(
        "Un remboursement est compté comme parti une fois au plus, et seulement s’il l’est."
    ),
    "rail_reference_once": _("Un remboursement du prestataire correspond à un seul des nôtres."),
    "payment_refunded": _(
        "Ce qu’un paiement a rendu est la somme des remboursements partis et de ce que d’autres ont rendu."
    ),
    "payment_pending": _("Ce qu’un paiement a en attente est la somme de ses remboursements en cours."),
    "payment_not_overdrawn": _("Il n’est jamais rendu plus qu’il n’a été payé."),
    "case_has_next_step": _(
        "Un dossier ouvert a une date, un travail prévu, une personne, ou attend le client."
    ),
    "jobs_move": _("Aucun travail n’est abandonné en silence ni retenu par une machine disparue."),
    "quantities_held": _("Un article vendu est réservé pour ce que ses dossiers attendent encore."),
    "quantities_returned": _("Un article vendu compte comme rendu ce que ses dossiers ont reçu."),
    "entry_zero": _("Chaque écriture du journal a ses lignes, et leur somme est nulle."),
    "journal_zero": _("La somme de tout le journal est nulle dans chaque monnaie."),
    "journal_settled": _("Ce que le journal dit parti est ce que nous et d’autres avons rendu."),
    "journal_owed": _("Promis, moins parti, moins annulé, fait ce qui reste dû."),
    "ledger_closed": _("Personne ne peut modifier ni effacer l’histoire et le journal."),
    "stream_whole": _("Les faits d’un dossier se suivent sans trou ni doublon."),
    "delivered": _("Un fait attendu est transmis dans l’heure, ou quelqu’un s’en occupe."),
    "case_replays": _("Relus dans l’ordre, les faits d’un dossier donnent l’état où il est."),
    "case_states": _("Chaque état d’un dossier, d’un article ou d’une promesse existe dans son cycle."),
    "money_states": _("Chaque état d’un remboursement ou d’une résolution existe dans son cycle."),
    "message_states": _("Chaque état d’un message existe dans son cycle."),
    "parcel_states": _("Chaque état d’un colis inconnu existe dans son cycle."),
    "told_once": _("Une étape d’un dossier est annoncée une seule fois."),
    "told_at_all": _("Une étape transmise a son message."),
    "message_moves": _("Un message qui attend va partir, ou une personne s’en occupe."),
    "resolution_once": _("Une décision mène à une seule résolution."),
    "promise_has_timer": _("Une promesse en cours a sa minuterie, ou moins de cinq minutes de retard."),
}
JOB_WORDS: Final[dict[str, Promise]] = {
    "refunds.settle": _("Faire partir un remboursement"),
    "refunds.legal_date": _("Faire partir un remboursement à la date de la loi"),
    "refunds.hear": _("Écouter le compte de paiement"),
    "refunds.reconcile": _("Comparer les comptes avec le prestataire"),
    "messages.send": _("Envoyer un message"),
    "ledger.deliver": _("Transmettre les faits d’un dossier"),
    "promises.check": _("Surveiller une date promise"),
    "logistics.prepare_return": _("Préparer le retour chez le transporteur"),
    "logistics.make_slip": _("Imprimer le bon de retour"),
    "invariants.check": _("Vérifier la santé de la maison"),
}
