"""The room as Django knows it."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """What the past says, for those who decide."""

    name = "savoir.insights"
    label = "insights"
