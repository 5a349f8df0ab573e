"""Addresses of the entrance, below `/entree/`."""

from django.urls import path

from savoir.web.entrance import account, links, second, security, views

app_name = "entrance"
urlpatterns = [
    path("", views.sign_in, name="sign_in"),
    path("suite/", views.continue_signing_in, name="continue"),
    path("suite/code/", second.second, name="second"),
    path("suite/inscription/", second.enrol, name="enrol"),
    path("suite/cle/question/", second.passkey_challenge, name="passkey_challenge"),
    path("suite/cle/", second.passkey, name="passkey"),
    path("sortie/", views.sign_out, name="sign_out"),
    path("mot-de-passe-oublie/", views.forgotten, name="forgotten"),
    path("lien/<slug:secret>/", links.link, name="link"),
    path("lien/<slug:secret>/accord/", links.agree, name="agreement"),
    path("langue/", views.speak, name="language"),
    path("accueil/", views.home, name="home"),
    path("compte/", account.account, name="account"),
    path("compte/securite/", security.security, name="security"),
    path("compte/securite/preuve/", security.proof, name="proof"),
    path("compte/securite/application/", security.application, name="application"),
    path("compte/securite/cle/question/", security.new_passkey_challenge, name="new_passkey_challenge"),
    path("compte/securite/cle/", security.new_passkey, name="new_passkey"),
    path("compte/securite/secours/", security.papers, name="papers"),
    path("compte/securite/<int:factor_id>/retrait/", security.removal, name="removal"),
    path("compte/organisation/", account.work_for, name="work_for"),
    path("compte/sessions/autres/fin/", account.revoke_others, name="revoke_others"),
    path("compte/sessions/<slug:handle>/fin/", account.revoke, name="revoke"),
]
