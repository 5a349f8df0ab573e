"""The top of the house: when every room is loaded, the wiring connects them."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Step 9."""

    name = "savoir.config"
    label = "savoir_config"

    def ready(self) -> None:
        """Bind ports and reactions once; a machine of tests may die where it was told to."""
        from django.conf import settings

        from savoir.config import wiring
        from savoir.kernel import failpoints

        wiring.connect()
        if settings.ENVIRONMENT.failpoint:
            failpoints.arm(settings.ENVIRONMENT.failpoint)
