"""The room as a Django app."""

from django.apps import AppConfig


class ResolutionsConfig(AppConfig):
    """See the README of the room."""

    name = "savoir.resolutions"
    label = "resolutions"
