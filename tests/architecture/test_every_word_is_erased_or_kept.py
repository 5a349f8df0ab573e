"""A column of text is erased with its customer, or somebody said that no word of his stands in it."""

from pathlib import Path
from typing import Final

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tests.stories.erasable import ERASABLE

ROOMS: Final = ("cases", "conversations", "insights", "kernel", "logistics", "orders", "resolutions")
TEXTS: Final = (models.CharField, models.TextField, models.JSONField, models.BinaryField, SearchVectorField)
KEPT: Final = Path(__file__).parents[1] / "stories" / "kept_words.txt"


def _said() -> set[str]:
    lines = [line.split() for line in KEPT.read_text().splitlines() if not line.startswith("#")]
    return {f"{table}.{column}" for table, *columns in lines for column in columns}


def _columns() -> set[str]:
    """Every column of text of the rooms that hold customers' things; a choice among codes holds no word."""
    return {
        f"{model._meta.db_table}.{field.column}"
        for room in ROOMS for model in apps.get_app_config(room).get_models()
        for field in model._meta.local_fields if isinstance(field, TEXTS) and not field.choices
    }  # fmt: skip


def test_every_column_of_text_is_erased_or_kept_by_a_persons_word() -> None:
    erased = {f"{model._meta.db_table}.{name}" for model, names in ERASABLE.items() for name in names}
    assert _columns() - erased - _said() == set(), (
        f"erase it (tests.stories.erasable), or say in {KEPT.name} why not"
    )
    assert _said() - _columns() == set(), "these are no columns any more"
    assert _said() & erased == set()
