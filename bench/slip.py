"""The return slip of an order of the demo shop as a picture, from the database of SAVOIR_HOME.

    python -m bench.slip BRAND ORDER EMAIL PICTURE

Run by `bench.screens` in a process of its own, because a process has one database. Nothing is written there.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "savoir.config.settings")
django.setup()

from savoir.cases.queries import cases_of_order  # noqa: E402 - Django first
from savoir.connectors.documents.typst_documents import TypstDocuments  # noqa: E402 - Django first
from savoir.kernel.access import system_actor  # noqa: E402 - Django first
from savoir.kernel.tenancy import organization_block  # noqa: E402 - Django first
from savoir.logistics.queries import returns_of_case, slip_data  # noqa: E402 - Django first
from savoir.orders.queries import find_for_portal  # noqa: E402 - Django first
from savoir.organizations.queries import brand_of_address, organization_of_address  # noqa: E402 - Django first

PPI = 84


def main(words: list[str]) -> int:
    """Print the newest return of the order. SystemExit when there is none."""
    slug, number, email, picture = words
    org_id = organization_of_address(slug)
    if org_id is None:
        raise SystemExit(f"No demo shop {slug} in this home: bin/demo first.")
    system, now = system_actor(org_id), datetime.now(UTC)
    with organization_block(org_id):
        brand = brand_of_address(actor=system, slug=slug)
        order_id = find_for_portal(org_id=org_id, brand_id=brand.id, number=number, email=email, now=now)
        cases = cases_of_order(actor=system, order_id=order_id or 0)
        returns = [ra for case in cases for ra in returns_of_case(actor=system, case_id=case.id)]
        if not returns:
            raise SystemExit(f"Order {number} has no return.")
        data = slip_data(actor=system, ra_number=returns[-1].number)
    pages = TypstDocuments().render_png(template="return_slip", data=data, ppi=PPI)
    Path(picture).write_bytes(pages[0])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
