"""The room as a Django app."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """See the README of the room."""

    name = "savoir.conversations"
    label = "conversations"
