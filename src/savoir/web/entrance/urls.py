"""Addresses of the entrance, below `/entree/`."""

from django.urls import path

from savoir.web.entrance import account, views

app_name = "entrance"
urlpatterns = [
    path("", views.sign_in, name="sign_in"),
    path("suite/", views.continue_signing_in, name="continue"),
    path("sortie/", views.sign_out, name="sign_out"),
    path("mot-de-passe-oublie/", views.forgotten, name="forgotten"),
    path("lien/<slug:secret>/", views.link, name="link"),
    path("langue/", views.speak, name="language"),
    path("accueil/", views.home, name="home"),
    path("compte/", account.account, name="account"),
    path("compte/organisation/", account.work_for, name="work_for"),
    path("compte/sessions/autres/fin/", account.revoke_others, name="revoke_others"),
    path("compte/sessions/<slug:handle>/fin/", account.revoke, name="revoke"),
]
