"""Django's `migrate` for the template of the tests: the same migrations, each model drawn anew by itself.

At every step Django draws anew whatever hangs together with the model that changed, here all of them: of 19
seconds 17 went there. A model drawn alone is known to the others by its older drawing, of the same table and
columns, which is all that their tables need. Who reads data (`RunPython`) has everything drawn anew before.
`tests/launcher/test_template.py` holds the tables to those of the product's own `migrate`.
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import django
from django.core.management import execute_from_command_line
from django.db.migrations.state import ProjectState, field_is_referenced

ALONE = ("add_model", "add_field", "add_index", "remove_index", "add_constraint", "remove_constraint")


def draw_alone() -> None:
    """From here on, for every state of models that this process makes."""
    for verb in ALONE:
        setattr(ProjectState, verb, _alone(getattr(ProjectState, verb)))
    setattr(ProjectState, "alter_field", _altered(ProjectState.alter_field))  # noqa: B010 - mypy minds the other


def _alone(verb: Callable[..., None]) -> Callable[..., None]:
    @wraps(verb)
    def changed(state: Any, *given: Any, **named: Any) -> None:
        def itself(app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
            state.is_delayed = True  # whoever needs the others asks for them: Django does before RunPython
            return {(app_label, model_name)}

        state._find_reload_model = itself
        try:
            verb(state, *given, **named)
        finally:
            del state._find_reload_model

    return changed


def _altered(verb: Callable[..., None]) -> Callable[..., None]:
    """A column that others point at, or one that points at others, is altered with all of them."""
    alone = _alone(verb)

    @wraps(verb)
    def changed(
        state: Any, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool
    ) -> None:
        key = (app_label, model_name)
        if field.is_relation or field_is_referenced(state, key, (name, field)):
            state.clear_delayed_apps_cache()
            verb(state, *key, name, field, preserve_default)
        else:
            alone(state, *key, name, field, preserve_default)

    return changed


if __name__ == "__main__":
    django.setup()
    draw_alone()
    execute_from_command_line(sys.argv)
