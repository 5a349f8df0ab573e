"""The top of the house: when every room is loaded, the wiring connects them."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Step 9."""

    name = "savoir.config"
    label = "savoir_config"

    def ready(self) -> None:
        """Bind ports and reactions once."""
        from savoir.config import wiring

        wiring.connect()
