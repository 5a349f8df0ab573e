"""The room as a Django app."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """See the README of the room."""

    name = "savoir.policies"
    label = "policies"
