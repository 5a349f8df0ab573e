"""Django ready on the database of SAVOIR_HOME, on import: for what looks at a demo."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from savoir.kernel.access import Actor

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "savoir.config.settings")
django.setup()


def system_of(slug: str) -> "Actor":
    """Who acts by himself in the shop of this address. SystemExit when this home has none."""
    from savoir.kernel.access import system_actor
    from savoir.organizations.queries import organization_of_address

    org_id = organization_of_address(slug)
    if org_id is None:
        raise SystemExit(f"No demo shop {slug} in this home: bin/demo first.")
    return system_actor(org_id)
