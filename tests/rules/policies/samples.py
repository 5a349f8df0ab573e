"""Documents the tests of the language take apart; no shop begins with them."""

import json
from pathlib import Path
from typing import Any

HOUSEHOLD = Path(__file__).with_name("household.json")


def household() -> dict[str, Any]:
    """A document of format 1, as a household shop wrote it."""
    document: dict[str, Any] = json.loads(HOUSEHOLD.read_text("utf-8"))
    return document
