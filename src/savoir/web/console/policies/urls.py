"""Addresses of the pages of rules."""

from savoir.web.console.policies import deeds, drafts, gaps, life, rows, views
from savoir.web.console.routes import paths

_ONE = "<int:version_id>/"
urlpatterns = paths(
    "policies",
    ("", views.show_policies, "policies"),
    ("nouveau/", drafts.begin, "policy_new"),
    (_ONE, views.show_version, "policy_version"),
    (f"{_ONE}ecarts/", gaps.show_gaps, "policy_gaps"),
    (f"{_ONE}vie/", life.show_life, "policy_life"),
    (f"{_ONE}contenu/", drafts.replace, "policy_content"),
    (f"{_ONE}document.json", drafts.download, "policy_document"),
    (f"{_ONE}lignes/<slug:table>/<slug:row>/", rows.edit, "policy_row"),
    (f"{_ONE}relecture/", deeds.ask_review, "policy_review_request"),
    (f"{_ONE}avis/", deeds.review, "policy_review"),
    (f"{_ONE}verification/", deeds.prove, "policy_proof"),
    (f"{_ONE}reponse/", deeds.settle, "policy_settlement"),
    (f"{_ONE}publication/", deeds.publish, "policy_publication"),
    (f"{_ONE}annulation/", deeds.call_off, "policy_call_off"),
    (f"{_ONE}retrait/", deeds.retire, "policy_retirement"),
    (f"{_ONE}retour/", deeds.roll_back, "policy_return"),
)
