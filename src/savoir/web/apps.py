"""The doors as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages; no tables."""

    name = "savoir.web"
    label = "savoir_web"
