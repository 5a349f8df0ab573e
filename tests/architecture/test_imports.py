"""Every contract on imports is broken once and seen; what is allowed stays allowed."""

import pytest

from .conftest import House


def test_a_house_that_keeps_every_contract_passes(house: House) -> None:
    house.module("kernel.values.money", "from decimal import Decimal\n")
    house.module("kernel.ledger", "from django.db import models\n")
    house.module("orders.models", "from savoir.kernel import ledger\n")
    house.module("orders.values", "from savoir.kernel.values.money import Decimal\n")
    house.module("orders.queries", "from savoir.orders import models, values\n")
    house.module("cases.operations.opening", "from savoir.orders import queries\n")
    house.module("policies.tables", "from savoir.law import withdrawal\nfrom savoir.orders import values\n")
    house.module("law.withdrawal", "from savoir.kernel.values import money\n")
    house.module("web.desk.views", "from savoir.cases.operations import opening\n")
    house.module("connectors.payments.acme.client", "import stripe\nfrom savoir.orders import values\n")
    house.module("config.urls", "from savoir.web.desk import views\n")
    house.module("config.wiring", "from savoir.connectors.payments.acme import client\n")

    assert house.found("imports") == ""


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("orders.operations", "cases.queries"),
        ("logistics.operations", "resolutions.operations"),
        ("logistics.operations", "conversations.operations"),
        ("law.withdrawal", "organizations.values"),
        ("web.desk.views", "commands.demo"),
        ("kernel.ledger", "orders.values"),
        ("connectors.mail.smtp", "config.environment"),
    ],
)
def test_nobody_climbs_the_staircase_nor_looks_sideways(house: House, importer: str, imported: str) -> None:
    house.module(imported)
    house.module(importer, f"import savoir.{imported}\n")

    assert "The staircase" in house.found("imports")


def test_an_import_hidden_in_a_function_counts(house: House) -> None:
    house.module("cases.queries")
    house.module("orders.operations", "def late():\n    from savoir.cases import queries\n")

    assert "The staircase" in house.found("imports")


def test_a_room_on_no_step_breaks_the_build(house: House) -> None:
    house.module("loyalty.operations")

    found = house.found("imports")
    assert "The staircase" in found
    assert "savoir.loyalty" in found


def test_a_room_that_is_gone_is_told_in_words(house: House) -> None:
    (house.root / "src/savoir/cases/__init__.py").unlink()

    assert "module savoir.cases does not exist" in house.found("imports")


@pytest.mark.parametrize("door", ["web.desk.views", "commands.demo", "connectors.shops.acme"])
def test_doors_never_import_models(house: House, door: str) -> None:
    house.module("orders.models")
    house.module(door, "from savoir.orders.models import Order\n")

    assert "Doors never import models" in house.found("imports")


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("operations", "jobs"),
        ("queries", "operations"),
        ("models", "queries"),
        ("rules", "models"),
        ("values", "rules"),
        ("states", "operations"),
        ("tables", "models"),
    ],
)
def test_the_order_inside_a_room(house: House, lower: str, upper: str) -> None:
    house.module(f"policies.{upper}")
    house.module(f"policies.{lower}", f"from savoir.policies import {upper}\n")

    assert "The order inside a room" in house.found("imports")


def test_two_modules_of_a_room_that_import_each_other_are_a_knot(house: House) -> None:
    house.module("orders.values", "from savoir.orders import states\n")
    house.module("orders.states", "from savoir.orders import values\n")

    assert "No knots" in house.found("imports")


def test_two_packages_of_a_room_that_import_each_other_are_a_knot(house: House) -> None:
    house.module("web.desk.views", "from savoir.web.components import page\n")
    house.module("web.components.page")
    house.module("web.components.menu", "from savoir.web.desk import urls\n")
    house.module("web.desk.urls")

    assert "No knots" in house.found("imports")


def test_a_module_and_its_own_package_that_import_each_other_are_a_knot(house: House) -> None:
    house.module("orders.operations.holding", "from savoir.orders.operations import MOST\n")
    house.write("src/savoir/orders/operations/__init__.py", "from .holding import *\nMOST = 3\n")

    assert "Knots: savoir.orders.operations.holding" in house.found("imports")


@pytest.mark.parametrize("hidden", ["models", "rules", "jobs", "parsing"])
def test_a_room_shows_only_its_faces(house: House, hidden: str) -> None:
    house.module(f"orders.{hidden}")
    house.module("cases.operations", f"from savoir.orders import {hidden}\n")

    assert f"Faces: savoir.cases.operations:1 imports savoir.orders.{hidden}" in house.found("imports")


def test_policies_also_show_their_facts_and_tables(house: House) -> None:
    house.module("policies.facts")
    house.module("policies.tables")
    house.module("orders.facts")
    house.module(
        "cases.queries", "from savoir.policies import facts, tables\nfrom savoir.orders import facts as f\n"
    )

    assert [line.split(" ")[3] for line in house.found("imports").splitlines()] == ["savoir.orders.facts,"]


def test_the_wiring_sees_jobs_and_doors_but_no_models(house: House) -> None:
    house.module("orders.jobs")
    house.module("web.desk.urls")
    house.module("config.wiring", "from savoir.orders import jobs\nfrom savoir.web.desk import urls\n")
    assert house.found("imports") == ""

    house.module("orders.models")
    house.module("config.reactions.cases", "from savoir.orders import models\n")
    assert "savoir.config.reactions.cases:1 imports savoir.orders.models" in house.found("imports")


def test_the_root_of_a_room_stays_empty(house: House) -> None:
    house.module("kernel.tenancy")
    house.write("src/savoir/kernel/__init__.py", "from savoir.kernel import tenancy\n")

    assert "Empty roots: savoir.kernel" in house.found("imports")
