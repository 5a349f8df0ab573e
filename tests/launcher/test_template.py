"""The template of the tests has the tables that the product's own `migrate` makes."""

import re
import subprocess

import pytest
from tests import databases

from savoir.config.launcher.bootstrap import SUPERUSER
from savoir.config.launcher.cluster import Cluster

# When it was migrated, and which ledger it is: these differ from one database to the next.
OF_ITS_OWN = ("public.django_migrations", "public.kernel_ledgerlife")


def dumped(cluster: Cluster, name: str) -> str:
    """Every table, view, function, right and row of a database, as text."""
    done = subprocess.run(
        [cluster.programs().program("pg_dump"), *(f"--exclude-table-data={table}" for table in OF_ITS_OWN)],
        env=cluster.connections().libpq(SUPERUSER, name), capture_output=True, text=True, check=True, cwd="/",
    )  # fmt: skip
    return re.sub(r"^\\(un)?restrict \w+$", "", done.stdout, flags=re.MULTILINE)


@pytest.mark.long
def test_the_template_is_what_the_product_makes(template: tuple[Cluster, str]) -> None:
    cluster, model = template
    plain = f"{model}_plain"
    databases.migrated(cluster, plain, "django")
    try:
        assert "CREATE TABLE public.kernel_ledgerlife" in dumped(cluster, model)
        assert dumped(cluster, model) == dumped(cluster, plain)
    finally:
        cluster.drop_database(plain)
