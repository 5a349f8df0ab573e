"""Writes the table anew from what the doors answer: `bin/test -n0 tests/doors/matrix/rewrite.py`.

Only run by name. Then read the difference sign by sign: the table says what should be, not what is.
"""

from tests.doors.matrix.cast import World
from tests.doors.matrix.test_matrix import TABLE, shop, world
from tests.doors.matrix.walk import HEAD, addresses, row_of, walk

__all__ = ["shop", "test_write_the_table", "world"]


def test_write_the_table(world: World) -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line.startswith("#")]
    known = addresses()
    found = [row_of(name, walk(world, known[name])) for name in sorted(known)]
    TABLE.write_text("\n".join([*words, "", HEAD, *found]) + "\n", encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8").count("\n") == len(words) + len(found) + 2
