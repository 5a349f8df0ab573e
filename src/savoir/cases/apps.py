"""The room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """See the README of the room."""

    name = "savoir.cases"
    label = "cases"
