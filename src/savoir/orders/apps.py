"""The room as a Django app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """See the README of the room."""

    name = "savoir.orders"
    label = "orders"
