"""How many threads a web process gets."""

import pytest

from savoir.config.launcher.running import threads_of


@pytest.mark.parametrize(
    ("pool", "processors", "threads"), [(8, 2, 5), (8, 1, 3), (8, 4, 8), (8, 64, 8), (2, 8, 2)]
)
def test_each_thread_has_a_connection_and_there_is_no_crowd(pool: int, processors: int, threads: int) -> None:
    assert threads_of(pool, processors) == threads <= min(pool, 2 * processors + 1)
