"""The API as a Django application: it brings its pages of documentation."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """No models: a door reads rooms through their faces."""

    name = "savoir.api"
    label = "savoir_api"
