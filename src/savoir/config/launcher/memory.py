"""How much of the machine's memory the embedded PostgreSQL takes for itself."""

import os
from collections.abc import Mapping
from pathlib import Path

MB = 2**20
LEAST_SHARED, MOST_SHARED = 128 * MB, 8192 * MB
CONTAINER_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),  # cgroup 2
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),  # cgroup 1
)


def machine_memory(limits: tuple[Path, ...] = CONTAINER_LIMITS) -> int:
    """Bytes this machine has, or those its container may use where that is less."""
    has = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([has, *(limit for path in limits if (limit := _limit(path)) is not None)])


def _limit(path: Path) -> int | None:
    try:
        words = path.read_text().strip()
    except OSError:
        return None
    return int(words) if words.isdigit() else None  # "max" where nothing is limited


def memory_settings(total: int) -> Mapping[str, str]:
    """An eighth of `total` bytes is kept for pages of the database, half is counted on as the system's cache.

    PostgreSQL's own advice is a quarter of a machine it has to itself; Savoir's servers and worker live on
    this one too. Pages are taken as they are needed, so a small shop on a large machine takes little.
    """
    shared = min(max(total // 8, LEAST_SHARED), MOST_SHARED)
    cached = max(total // 2, shared)
    return {"shared_buffers": _megabytes(shared), "effective_cache_size": _megabytes(cached)}


def _megabytes(size: int) -> str:
    return f"{size // MB}MB"
