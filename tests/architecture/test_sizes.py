"""Sizes are measured, exceptions carry a reason and end with their need."""

from gates.sizes import percentile_95

from .conftest import House


def body(lines: int) -> str:
    return "def act():\n" + "    a = 1\n" * (lines - 1)


def exception(gate: str, path: str, name: str, reason: str) -> str:
    return f'[[exception]]\ngate = "{gate}"\npath = "{path}"\nname = "{name}"\nreason = "{reason}"\n'


def test_thirty_lines_pass_and_thirty_one_do_not(house: House) -> None:
    house.module("orders.operations", body(30))
    assert house.found("sizes") == ""

    house.module("orders.operations", body(31))
    assert "src/savoir/orders/operations.py:1 act: 31 lines, at most 30" in house.found("sizes")


def test_methods_and_nested_functions_are_measured_too(house: House) -> None:
    nested = "class A:\n    async def act(self):\n" + "        a = 1\n" * 30
    house.module("orders.operations", nested)

    assert "operations.py:2 act: 31 lines" in house.found("sizes")


def test_a_file_has_at_most_three_hundred_lines(house: House) -> None:
    house.module("orders.operations", "a = 1\n" * 300)
    house.write("src/savoir/web/templates/web/page.html", "<p></p>\n" * 301)
    assert house.found("sizes") == "src/savoir/web/templates/web/page.html: 301 lines, at most 300"

    house.module("orders.operations", "a = 1\n" * 301)
    assert "src/savoir/orders/operations.py: 301 lines" in house.found("sizes")


def test_six_positional_parameters_pass_and_seven_do_not(house: House) -> None:
    house.module("orders.rules", "class A:\n    def plan(self, a, b, c, d, e, f, *, g, h): ...\n")
    assert house.found("sizes") == ""

    house.module("orders.rules", "def plan(a, b, c, d, e, /, f, g): ...\n")
    assert "plan: 7 positional parameters, at most 6" in house.found("sizes")


def test_an_exception_needs_a_reason_and_a_use(house: House) -> None:
    path = "src/savoir/orders/operations.py"
    house.module("orders.operations", body(31))
    house.write("gates/exceptions.toml", exception("sizes", path, "act", "one table, read as a whole"))
    assert house.found("sizes") == ""

    house.write("gates/exceptions.toml", exception("sizes", path, "act", ""))
    assert "has no reason" in house.found("sizes")

    house.module("orders.operations", body(30))
    assert "no longer needed" in house.found("sizes")


def test_the_percentile_is_a_length_that_occurs() -> None:
    assert percentile_95([]) == 0
    assert percentile_95([5]) == 5
    assert percentile_95(list(range(1, 101))) == 95
