"""What a machine could not finish, each with its way out."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from savoir.conversations.operations import retry_message
from savoir.conversations.queries import message_card
from savoir.kernel import tasks
from savoir.kernel.access import Permission
from savoir.kernel.errors import NotFound
from savoir.kernel.tasks import Task
from savoir.kernel.values.money import Money
from savoir.resolutions.operations import note_clock_kept
from savoir.resolutions.queries import refund_card
from savoir.resolutions.states import RefundState
from savoir.resolutions.values import BY_HAND, RefundCard
from savoir.web.desk.due.words import CLOCKS
from savoir.web.desk.replies import to_tasks
from savoir.web.desk.shell import shell
from savoir.web.requests import StaffRequest, row_id

PAGE = 50
_GIVEN_UP = frozenset({RefundState.PAUSED, RefundState.FAILED})
Words = tuple[str | Promise, str | Promise]
SENTENCES: Final[dict[str, Words]] = {
    "refund_failed": (
        gettext_lazy("Un remboursement a été refusé par la banque"),
        gettext_lazy("Regardez le paiement chez le prestataire, puis réessayez ou notez qu’il est parti."),
    ),
    "refund_doubtful": (
        gettext_lazy("Personne ne sait si un remboursement est parti"),
        gettext_lazy("Cherchez-le chez le prestataire : s’il y est, notez sa référence ; sinon, réessayez."),
    ),
    "refund_no_rail": (
        gettext_lazy("Un remboursement n’a pas de compte pour partir"),
        gettext_lazy("Reliez le compte de paiement de la marque, puis réessayez."),
    ),
    "refund_amount_differs": (
        gettext_lazy("Le prestataire a rendu un autre montant"),
        gettext_lazy("Comparez les deux montants chez le prestataire avant de noter sa référence."),
    ),
    "refund_paused": (
        gettext_lazy("Un remboursement attend votre décision"),
        gettext_lazy(
            "De l’argent du même paiement est parti par ailleurs. Si c’est ce remboursement, dites-le ; "
            "s’il reste dû, laissez-le partir ; sinon, annulez-le."
        ),
    ),
    "moved_in_refund": (
        gettext_lazy("Un remboursement promis par l’ancien système attend votre accord"),
        gettext_lazy(
            "Vérifiez qu’il n’a pas été fait là-bas : s’il reste dû, laissez-le partir ; sinon, annulez-le."
        ),
    ),
    "promise_late_again": (
        gettext_lazy("Un client attend, deux dates de suite sont passées"),
        gettext_lazy(
            "Nous l’avons prévenu deux fois, plus rien ne part sans vous. Faites ce qui est promis, ou "
            "écrivez-lui une date que vous tiendrez."
        ),
    ),
    "legal_date_near": (
        gettext_lazy("Une date de la loi tombe bientôt"),
        gettext_lazy("Faites ce qu’elle demande avant ce jour : la tâche se ferme d’elle-même."),
    ),
    "legal_date_missed": (
        gettext_lazy("Une date de la loi est passée"),
        gettext_lazy("Faites-le aujourd’hui : la somme due peut augmenter chaque jour."),
    ),
    "moved_in_late": (
        gettext_lazy("Un dossier repris est déjà en retard"),
        gettext_lazy("Répondez au client depuis le dossier : la tâche se ferme d’elle-même."),
    ),
    "refund_came_back": (
        gettext_lazy("La banque a renvoyé un remboursement déjà parti"),
        gettext_lazy("Le client n’a rien reçu : voyez avec lui un autre moyen, puis marquez la tâche faite."),
    ),
    "refund_not_at_provider": (
        gettext_lazy("Le prestataire ne connaît pas un remboursement noté comme parti"),
        gettext_lazy("Cherchez-le chez le prestataire : s’il n’y est pas, le client attend encore."),
    ),
    "letters_waiting": (
        gettext_lazy("Le compte de paiement ne répond pas à nos questions"),
        gettext_lazy("Vérifiez la clé du compte : ce qu’il a annoncé attend d’être vérifié auprès de lui."),
    ),
    "letter_unreadable": (
        gettext_lazy("Le compte de paiement a envoyé un message illisible"),
        gettext_lazy("Comparez les remboursements du jour chez le prestataire avec les nôtres."),
    ),
    "reconciliation_failed": (
        gettext_lazy("La comparaison de la nuit avec le compte de paiement a échoué"),
        gettext_lazy("Vérifiez la clé du compte : la nuit suivante compare tout ce qui a manqué."),
    ),
    "payment_ambiguous": (
        gettext_lazy("Deux commandes portent le même numéro"),
        gettext_lazy("De l’argent est parti pour l’une d’elles : cherchez laquelle chez le prestataire."),
    ),
    "refunded_twice_elsewhere": (
        gettext_lazy("De l’argent est aussi parti par ailleurs"),
        gettext_lazy("Le total dépasse ce qui a été payé : voyez avec la comptabilité ce qui se récupère."),
    ),
    "gesture_asked": (
        gettext_lazy("Un geste attend l’accord d’une seconde personne"),
        gettext_lazy("Dans Accords, accordez-le ou refusez-le : la tâche se ferme d’elle-même."),
    ),
    "remedy_asked": (
        gettext_lazy("Une solution hors règle attend l’accord d’une seconde personne"),
        gettext_lazy("Dans Accords, accordez-la ou refusez-la : la tâche se ferme d’elle-même."),
    ),
    "prepare_replacement": (
        gettext_lazy("Un remplacement est à envoyer"), gettext_lazy("Créez l’envoi, puis notez son numéro."),
    ),
    "prepare_exchange": (
        gettext_lazy("Un échange est à envoyer"), gettext_lazy("Créez l’envoi, puis notez son numéro."),
    ),
    "prepare_repair": (
        gettext_lazy("Une réparation est à faire"), gettext_lazy("Réparez, renvoyez, puis notez le numéro."),
    ),
    "webhook_disabled": (
        gettext_lazy("Un de vos outils ne reçoit plus nos annonces"),
        gettext_lazy(
            "Son adresse de webhook a été arrêtée. Dans Réglages, Webhooks : corrigez-la, activez-la, puis "
            "renvoyez ce qui a échoué."
        ),
    ),
    "webhooks_stopped": (
        gettext_lazy("L’envoi des webhooks s’est arrêté"),
        gettext_lazy("Dans Réglages, Webhooks : regardez chaque adresse, puis envoyez un essai."),
    ),
    "mail_refused": (
        gettext_lazy("Un message a été refusé par le serveur du client"),
        gettext_lazy("Corrigez l’adresse avec le client, puis renvoyez."),
    ),
    "mail_unavailable": (
        gettext_lazy("Un message n’est pas parti depuis trois jours"),
        gettext_lazy("Vérifiez le compte d’envoi, puis renvoyez."),
    ),
    "mail_without_address": (
        gettext_lazy("Un message n’a pas d’adresse"), gettext_lazy("Demandez-la au client, puis renvoyez."),
    ),
    "mail_not_made": (
        gettext_lazy("Un message n’a pas pu être écrit"),
        gettext_lazy("Écrivez au client depuis le dossier."),
    ),
    "invariant_broken": (
        gettext_lazy("Une règle qui doit toujours être vraie ne l’est plus"),
        gettext_lazy("Ouvrez Réglages, Santé de la maison : chaque ligne rouge montre des exemples."),
    ),
}  # fmt: skip
OTHER: Final[Words] = (
    gettext_lazy("Un travail automatique s’est arrêté"),
    gettext_lazy("Ouvrez ce qu’il concerne, finissez à la main, puis marquez la tâche comme faite."),
)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its words and where it leads."""

    task: Task
    title: str | Promise
    advice: str | Promise
    clock: str | Promise
    amount: Money | None
    reference: str
    case_url: str
    is_refund: bool
    is_paused: bool
    may_give_up: bool
    is_goods: bool
    is_message: bool


@require_safe
def show_tasks(request: StaffRequest) -> HttpResponse:
    """Open tasks, oldest first."""
    return draw_tasks(request)


def draw_tasks(request: StaffRequest, *, status: int = 200, **kept: object) -> HttpResponse:
    """The list, with what was typed and why it was refused, if so."""
    after_id = row_id(request.GET.get("apres", ""))
    found = tasks.open_tasks(actor=request.actor, limit=PAGE + 1, after_id=after_id)
    context = shell(request, section="desk:tasks") | {
        "tasks": [_row(request, task) for task in found[:PAGE]],
        "next": found[PAGE - 1].id if len(found) > PAGE else "",
    }
    return render(request, "desk/tasks.html", context | kept, status=status)


def _row(request: StaffRequest, task: Task) -> TaskRow:
    title, advice = SENTENCES.get(task.code, OTHER)
    detail, refund = task.detail, _refund(request, task)
    has_amount = isinstance(detail.get("minor"), int) and isinstance(detail.get("currency"), str)
    amount = Money(detail["minor"], detail["currency"]) if has_amount else None
    return TaskRow(
        task=task, title=title, advice=advice, clock=CLOCKS.get(str(detail.get("clock", "")), ""),
        reference=refund.reference if refund else str(detail.get("reference", "")),
        amount=refund.amount if refund and amount is None else amount,
        case_url=_case_url(request, task, refund), is_refund=task.subject_kind == "refund",
        is_paused=refund is not None and refund.state is RefundState.PAUSED,
        may_give_up=refund is not None and refund.state in _GIVEN_UP,
        is_goods=task.code.startswith("prepare_"), is_message=task.subject_kind == "message",
    )  # fmt: skip


def _refund(request: StaffRequest, task: Task) -> RefundCard | None:
    """The refund a task is about, None when it is about none or the member may not see it."""
    if task.subject_kind != "refund" or Permission.REFUND_READ not in request.actor.permissions:
        return None
    try:
        return refund_card(actor=request.actor, refund_id=task.subject_id)
    except NotFound:
        return None


def _case_url(request: StaffRequest, task: Task, refund: RefundCard | None) -> str:
    """The case a task is about, "" when it is about none or the member may not see it."""
    case_id = task.subject_id if task.subject_kind == "case" else 0
    if refund is not None:
        case_id = refund.case_id
    if task.subject_kind == "clock":
        case_id = int(task.detail.get("case_id", 0))
    if task.subject_kind == "message":
        try:
            case_id = message_card(actor=request.actor, message_id=task.subject_id).case_id
        except NotFound:
            return ""
    return reverse("desk:case_by_id", args=[case_id]) if case_id else ""


@require_POST
def finish(request: StaffRequest, task_id: int) -> HttpResponse:
    """Mark a task as done by hand."""
    done = tasks.finish_task(actor=request.actor, task_id=task_id, outcome="by_hand", now=request.now)
    if done.subject_kind == "clock" and done.detail.get("clock") in BY_HAND:
        note_clock_kept(actor=request.actor, clock_id=done.subject_id, now=request.now)
    return to_tasks(request, _("Tâche faite."))


@require_POST
def resend(request: StaffRequest, message_id: int) -> HttpResponse:
    """Send a message again."""
    retry_message(actor=request.actor, message_id=message_id, now=request.now)
    return to_tasks(request, _("Message confié à l’envoi."))
