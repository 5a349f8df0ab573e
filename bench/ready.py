"""Django ready for a benchmark, on import: pyproject sorts it before whatever needs models."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()


@contextmanager
def own_database() -> Iterator[str]:
    """A database of the benchmark's own, reached as the runtime role: its name. Dropped at the end."""
    from django.db import connection
    from tests import databases

    cluster, template = databases.template_database()
    name = f"bench_{os.getpid()}"
    databases.clone(cluster, template, name)
    connection.settings_dict.update(cluster.connections().django("savoir_app", name))
    try:
        yield name
    finally:
        connection.close()
        cluster.drop_database(name)
