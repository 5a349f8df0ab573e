"""The room as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """See the README of the room."""

    name = "savoir.organizations"
    label = "organizations"

    def ready(self) -> None:
        """Declare the room's jobs."""
        import_module("savoir.organizations.jobs")
