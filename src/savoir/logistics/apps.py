"""The room as a Django app."""

from django.apps import AppConfig


class LogisticsConfig(AppConfig):
    """See the README of the room."""

    name = "savoir.logistics"
    label = "logistics"
