"""The embedded database takes its share of a machine, or of what its container may use."""

from pathlib import Path

import pytest

from savoir.config.launcher.memory import MB, machine_memory, memory_settings


@pytest.mark.parametrize(
    ("total", "shared", "cached"),
    [
        (512 * MB, "128MB", "256MB"),
        (2048 * MB, "256MB", "1024MB"),
        (24_105 * MB, "3013MB", "12052MB"),
        (262_144 * MB, "8192MB", "131072MB"),
        (64 * MB, "128MB", "128MB"),
    ],
)
def test_an_eighth_is_its_own_and_half_is_counted_on(total: int, shared: str, cached: str) -> None:
    assert memory_settings(total) == {"shared_buffers": shared, "effective_cache_size": cached}


def test_a_container_that_may_use_less_has_less(tmp_path: Path) -> None:
    limit, without, silent = tmp_path / "limit", tmp_path / "without", tmp_path / "absent"
    limit.write_text("67108864\n")
    without.write_text("max\n")
    assert machine_memory((limit,)) == 64 * MB
    assert machine_memory((without, silent)) == machine_memory(()) > 64 * MB
