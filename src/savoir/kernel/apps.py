"""The kernel as a Django app: tables every room stands on."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Step 0 of the house."""

    name = "savoir.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Let jobs past their last try reach a person."""
        from savoir.kernel import tasks  # noqa: F401 - importing it registers the reaction
