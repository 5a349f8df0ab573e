"""Addresses of the replays of a version, below the page of rules."""

from savoir.web.console.replays import report, views
from savoir.web.console.routes import paths

_ALL = "<int:version_id>/rejeu/"
urlpatterns = paths(
    "policies",
    (_ALL, views.replays, "replays"),
    (f"{_ALL}<int:run_id>/", views.show_replay, "replay"),
    (f"{_ALL}<int:run_id>/dossiers.csv", report.report, "replay_report"),
    (f"{_ALL}<int:run_id>/arret/", views.stop, "replay_stop"),
)
