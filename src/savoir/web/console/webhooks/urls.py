"""Addresses of the page of webhooks."""

from savoir.web.console.routes import paths
from savoir.web.console.webhooks import actions, views

_ONE = "<int:endpoint_id>/"
urlpatterns = paths(
    "webhooks",
    ("", views.show_webhooks, "webhooks"),
    ("nouvelle/", actions.add, "webhook_new"),
    (_ONE, views.show_webhook, "webhook"),
    (f"{_ONE}adresse/", actions.change, "webhook_change"),
    (f"{_ONE}secret/", actions.rotate, "webhook_secret"),
    (f"{_ONE}essai/", actions.test, "webhook_test"),
    (f"{_ONE}activation/", actions.enable, "webhook_enabling"),
    (f"{_ONE}arret/", actions.disable, "webhook_disabling"),
    (f"{_ONE}retrait/", actions.remove, "webhook_removal"),
    (f"{_ONE}renvois/", actions.repeat_since, "webhook_replay"),
    (f"{_ONE}envois/<int:delivery_id>/renvoi/", actions.repeat, "webhook_repeat"),
)
