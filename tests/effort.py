"""How long a property is tried: a few examples in `bin/test`, many in `bin/test-long`."""

import os

THOROUGH = os.environ.get("SAVOIR_THOROUGH") == "1"


def examples(few: int, many: int) -> int:
    """`few` in the quick run; `many` where SAVOIR_THOROUGH is 1, as bin/test-long sets it.

    A test that asks for this carries the marker `thorough`, so that the long run takes it up again.
    """
    return many if THOROUGH else few
