"""The room as a Django app."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """See the README of the room."""

    name = "savoir.organizations"
    label = "organizations"
