"""Addresses of the desk: nouns; a POST to one is its verb."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpResponse
from django.urls import URLPattern
from django.urls import path as django_path

from savoir.web.desk.bulk import views as bulk
from savoir.web.desk.bulk.proposals import proposals
from savoir.web.desk.cards import rights
from savoir.web.desk.cards import views as cards
from savoir.web.desk.cases import actions, gestures, losses, postage, routing, wishes
from savoir.web.desk.cases import views as cases
from savoir.web.desk.due import views as due
from savoir.web.desk.opening import views as opening
from savoir.web.desk.queue import views as queue
from savoir.web.desk.search import views as search
from savoir.web.desk.work import approvals, mailbox, money, refunds, tasks

app_name = "desk"


def path(route: str, view: Any, name: str) -> URLPattern:
    """Our views take the staff's request, which the doorkeeper has made of Django's."""
    return django_path(route, cast(Callable[..., HttpResponse], view), name=name)


_CASE = "dossiers/<str:reference>/"
urlpatterns = [
    path("", queue.show_queue, "queue"),
    path("prises/", queue.take, "take"),
    path("suivant/", bulk.take_next, "next"),
    path("choix/", bulk.choose, "picks"),
    path("propositions/", proposals, "proposals"),
    path("reports/", bulk.snooze, "snooze"),
    path("montees/", bulk.escalate, "escalation"),
    path("bilan/", bulk.show_results, "results"),
    path("dossiers/n/<int:case_id>/", cards.show_case_by_id, "case_by_id"),
    path(_CASE, cases.show_case, "case"),
    path(f"{_CASE}droits/", rights.show_case, "case_rights"),
    path(f"{_CASE}decision/", actions.decide, "decision"),
    path(f"{_CASE}accord/retrait/", wishes.take_back, "wish_end"),
    path(f"{_CASE}refus/", actions.refuse, "refusal"),
    path(f"{_CASE}refus/apercu/", cases.preview_refusal, "refusal_preview"),
    path(f"{_CASE}question/", actions.ask, "question"),
    path(f"{_CASE}proprietaire/", actions.assign, "owner"),
    path(f"{_CASE}equipe/", routing.route, "routing"),
    path(f"{_CASE}notes/", actions.note, "note"),
    path(f"{_CASE}messages/", actions.write, "message"),
    path(f"{_CASE}question/reglement/", actions.settle_question, "question_end"),
    path(f"{_CASE}cloture/", actions.close, "closure"),
    path(f"{_CASE}fin/", actions.end, "ending"),
    path(f"{_CASE}reouverture/", actions.reopen, "reopening"),
    path(f"{_CASE}envoi/", actions.ship, "shipment"),
    path(f"{_CASE}envoi/impossible/", actions.call_off, "call_off"),
    path(f"{_CASE}fichiers/<int:file_id>/", cases.show_file, "file"),
    path(f"{_CASE}geste/", gestures.grant_gesture, "gesture"),
    path(f"{_CASE}frais/", postage.note_postage, "postage"),
    path(f"{_CASE}pertes/<int:loss_id>/", losses.decide_loss, "loss"),
    path(f"{_CASE}pertes/<int:loss_id>/abandon/", losses.decline_loss, "loss_end"),
    path("remboursements/<str:refund>/annulation/", actions.undo, "undo"),
    path("remboursements/<str:refund>/essai/", refunds.retry, "retry"),
    path("remboursements/<str:refund>/paiement/", refunds.settle, "settlement"),
    path("remboursements/<str:refund>/reprise/", refunds.resume, "resumption"),
    path("remboursements/<str:refund>/rapprochement/", refunds.match, "matching"),
    path("remboursements/<str:refund>/abandon/", refunds.give_up, "giving_up"),
    path("recherche/", search.search, "search"),
    path("recherche/palette/", search.palette, "palette"),
    path("nouveau/", opening.find_order, "new_case"),
    path("nouveau/<int:order_id>/", opening.open_for_order, "new_case_for"),
    path("clients/<int:customer_id>/", cards.show_customer, "customer"),
    path("commandes/<int:order_id>/", cards.show_order, "order"),
    path("lignes/<int:line_id>/droits/", rights.show_line, "line_rights"),
    path("taches/", tasks.show_tasks, "tasks"),
    path("taches/<int:task_id>/fin/", tasks.finish, "task_end"),
    path("messages/<int:message_id>/envoi/", tasks.resend, "resend"),
    path("accords/", approvals.show_approvals, "approvals"),
    path("accords/<int:approval_id>/", approvals.decide, "approval"),
    path("argent/", money.show_money, "money"),
    path("echeances/", due.show_due, "due"),
    path("echeances/feuille/", due.export_due, "due_export"),
    path("echeances/<int:clock_id>/fin/", due.keep, "due_kept"),
    path("courriers/", mailbox.show_mailbox, "mailbox"),
    path("courriers/<str:key>/", mailbox.show_mail, "mail"),
]
