"""How long a property is tried, and on which examples: a few in `bin/test`, many in `bin/test-long`.

The examples are the same in every run, so that a change is green or red by itself and not by luck. None is
judged by its seconds: that is what `bench/` is for. `SAVOIR_EXPLORE=1 bin/test-long` draws others each time,
and five times as many: for a machine that has the night.
"""

import os

from hypothesis import HealthCheck, settings

THOROUGH = os.environ.get("SAVOIR_THOROUGH") == "1"
EXPLORING = 5  # times as many
EXPLORES = os.environ.get("SAVOIR_EXPLORE") == "1"


def settle() -> None:
    """Load the profile that every property of the suite starts from."""
    settings.register_profile(
        "savoir", deadline=None, derandomize=not EXPLORES, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("savoir")


def pytest_configure() -> None:
    """The same for a run that takes this module as its plugin, without the suite's own fixtures."""
    settle()


def examples(few: int, many: int) -> int:
    """`few` in the quick run; `many` where SAVOIR_THOROUGH is 1, as bin/test-long sets it.

    A test that asks for this carries the marker `thorough`, so that the long run takes it up again.
    """
    if not THOROUGH:
        return few
    return many * EXPLORING if EXPLORES else many
