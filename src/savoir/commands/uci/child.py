"""What a process of the replay runs. Imported before Django is ready, so it imports no room by itself."""

import gc
import os
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from savoir.commands.uci.matching import Part
    from savoir.commands.uci.playing import Played

_told: Any = None


def begin(settings_module: str, database: dict[str, Any], told: Any) -> None:
    """Make the process ready: the same settings, the same database, a way to tell how far it is."""
    global _told  # noqa: PLW0603 - a pool's process has no other place for what its initializer was given
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    django.setup()
    from django.db import connection

    connection.settings_dict.update(database)
    _told = told
    gc.set_threshold(50_000, 50, 50)  # what a case leaves behind is small; looking for it costs more


def play_share(org_id: int, index: int, parts: "list[Part]") -> "Played":
    """Play one share of the parts."""
    from savoir.commands.uci import playing

    return playing.play_share(org_id, index, parts, _told.put)
