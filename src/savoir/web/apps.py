"""The doors as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages; no tables."""

    name = "savoir.web"
    label = "savoir_web"

    def ready(self) -> None:
        """Between password and entry stands the second factor."""
        from savoir.web.entrance.second import ask_second_factor
        from savoir.web.entrance.steps import LOGIN_STEPS

        LOGIN_STEPS["second"] = ask_second_factor
