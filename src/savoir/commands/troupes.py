"""A process that plays a part of the demo: made ready, and heard of while it plays.

Beside the demo, not in it: a fresh process reads this before Django stands, and the demo needs Django.
"""

from typing import Any

import django

_reached: list[Any] = []  # of this process: where all troupes write how far they are


def enter(reached: Any) -> None:
    """Make a fresh process ready; `reached` is an array of shares (0 to 1), one for each troupe."""
    django.setup()
    _reached.append(reached)


def tell(place: int, done: float) -> None:
    """The troupe of this place has played so much of its time; heard only where somebody listens."""
    for reached in _reached:
        reached[place] = done
