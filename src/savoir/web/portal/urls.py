"""Addresses of the portal, below `/sav/<brand>/`."""

from django.urls import path

from savoir.web.portal import (
    access,
    answering,
    drafts,
    finding,
    happened,
    items,
    postage,
    posting,
    rights,
    talk,
    tracking,
)

app_name = "portal"
_CASE = "dossiers/<str:reference>"
urlpatterns = [
    path("<slug:slug>/", finding.find, name="find"),
    path("<slug:slug>/articles/", items.items, name="items"),
    path("<slug:slug>/demande/", happened.happened, name="happened"),
    path("<slug:slug>/brouillon/<str:secret>/", drafts.resume, name="resume"),
    path("<slug:slug>/reponse/", answering.answer, name="answer"),
    path(f"<slug:slug>/{_CASE}/", tracking.tracking, name="tracking"),
    path(f"<slug:slug>/{_CASE}/message/", tracking.write, name="write"),
    path(f"<slug:slug>/{_CASE}/fichiers/<int:file_id>/", talk.show_file, name="file"),
    path(f"<slug:slug>/{_CASE}/envoi/", posting.posting, name="posting"),
    path(f"<slug:slug>/{_CASE}/frais/", postage.postage, name="postage"),
    path(f"<slug:slug>/{_CASE}/vos-droits/", rights.case_rights, name="case_rights"),
    path(f"<slug:slug>/{_CASE}/bon/", posting.slip, name="slip"),
    path(f"<slug:slug>/{_CASE}/qr.svg", posting.code, name="code"),
    path(f"<slug:slug>/{_CASE}/lien/", access.ask_link, name="ask_link"),
    path("<slug:slug>/acces/<str:secret>/", access.use, name="use"),
    path("<slug:slug>/vos-droits/", rights.rights, name="rights"),
    path("<slug:slug>/vos-droits/<int:line_id>/", rights.line_rights, name="line_rights"),
    path("<slug:slug>/politique/", rights.policy, name="policy"),
]
