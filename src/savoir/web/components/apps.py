"""Django application of the shared components."""

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """Templates, static files and template tags that every door uses."""

    name = "savoir.web.components"
    label = "web_components"
