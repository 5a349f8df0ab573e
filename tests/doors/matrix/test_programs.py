"""Every operation of the API is asked with each kind of key and answers as `programs.txt` says."""

from pathlib import Path

from tests.doors.matrix.cast import World
from tests.doors.matrix.programs import HEAD, HOLDERS, faults, knock, operations, row_of, with_keys
from tests.doors.matrix.test_matrix import shop, world

__all__ = ["shop", "world"]
TABLE = Path(__file__).with_name("programs.txt")


def rows() -> dict[str, str]:
    """The lines of the table by their operation."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    kept = (line for line in lines if line and not line.startswith(("#", " ")))
    return {" ".join(line.split()[:2]): line for line in kept}


def test_every_operation_has_its_line_and_every_line_its_operation() -> None:
    assert sorted(set(operations()) - set(rows())) == [], "an operation without a line in programs.txt"
    assert sorted(set(rows()) - set(operations())) == [], "a line in programs.txt without an operation"
    assert HEAD in TABLE.read_text(encoding="utf-8").splitlines()


def test_which_key_opens_what(world: World) -> None:
    programs, expected = with_keys(world), rows()
    found = {name: {one: knock(programs, name, one) for one in HOLDERS} for name in sorted(operations())}
    assert [row_of(name, found[name]) for name in found] == [expected.get(name) for name in found]
    assert [fault for name in found for fault in faults(name, found[name])] == []
