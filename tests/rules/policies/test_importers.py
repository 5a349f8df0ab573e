"""Importers, declarations and the registry of facts name the same things."""

import re
import tomllib
from pathlib import Path

import pytest

from savoir.orders.intake import fields, shape
from savoir.organizations import rules, values
from savoir.policies.facts import COLUMNS, DECLARED_AS, FACTS, FactType, Source

MAPPINGS = sorted(Path("src/savoir/orders/intake/mappings").glob("*.toml"))
GUIDE = Path("docs/how-to/import-orders.md")
KINDS = {
    FactType.BOOLEAN: {fields.Kind.FLAG, fields.Kind.INSTANT, fields.Kind.INTEGER},
    FactType.NUMBER: {fields.Kind.INTEGER, fields.Kind.AMOUNT},
    FactType.CHOICE: {fields.Kind.CHOICE, fields.Kind.FLAG},
    FactType.TEXT: {fields.Kind.TEXT, fields.Kind.COUNTRY, fields.Kind.CURRENCY},
    FactType.TREE: {fields.Kind.TEXT},
}
# Words whose values a mapping may translate: what the code asks the meaning of.
_MEANINGS = set(re.findall(
    r'\.meaning\(\s*"(\w+)"',
    "".join(path.read_text("utf-8") for path in Path("src/savoir/orders/intake").rglob("*.py")),
))  # fmt: skip
BY_NAME = {column.name: column for columns in fields.GROUPS.values() for column in columns}


@pytest.mark.parametrize("fact", COLUMNS)
def test_each_exported_fact_has_its_columns_of_its_own_kind(fact: str) -> None:
    for column in COLUMNS[fact]:
        assert column in fields.NAMES, f"{fact}: no importer has {column}"
        assert BY_NAME[column].kind in KINDS[FACTS[fact].type]


def test_every_exported_fact_is_looked_for_and_nothing_else() -> None:
    exported = {name for name, spec in FACTS.items() if spec.source is Source.EXPORTED}
    assert set(COLUMNS) == exported
    assert {name for name, columns in COLUMNS.items() if not columns} <= {"brand", "recalled"}


def test_the_guide_names_every_column_and_no_other() -> None:
    text = GUIDE.read_text(encoding="utf-8").split("## Columns")[1].split("JSON Lines:")[0]
    named = set(re.findall(r"`([a-z][a-z0-9_]+)`", text))
    assert set(BY_NAME) - named == set()
    assert {name for name in named if "_" in name} - fields.NAMES - {"line_id"} == set()


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda one: one.stem)
def test_no_mapping_names_a_column_nobody_knows(path: Path) -> None:
    mapping = tomllib.loads(path.read_text(encoding="utf-8"))
    ours = {name for part in ("columns", "constants", "templates") for name in mapping.get(part, {})}
    assert ours - fields.NAMES == set()
    assert set(mapping.get("fields", {})) - shape.ORDER_WORDS - shape.LINE_WORDS == set()
    assert set(mapping.get("values", {})) - _MEANINGS == set()


def test_what_may_be_said_of_goods_are_facts_of_the_registry() -> None:
    said = set(DECLARED_AS.values())
    assert said >= values.OF_SOME_GOODS
    assert said - values.OF_SOME_GOODS == {"buyer_kind"}
    for fact, name in DECLARED_AS.items():
        is_yes_no = FACTS[fact].type is FactType.BOOLEAN
        assert is_yes_no is (name in values.ANSWERED_YES_OR_NO)
        assert rules.admits(name, True) is is_yes_no


def test_a_declared_value_is_one_the_registry_admits() -> None:
    for kind in rules.CONTRACT_KINDS:
        assert FACTS["contract"].admits(kind)
    for kind in rules.BUYER_KINDS:
        assert FACTS["buyer_kind"].admits(kind)
    assert FACTS["warranty_months"].most == values.NUMBERS["warranty_months"]
    assert rules.admits("warranty_months", values.NUMBERS["warranty_months"])
    assert not rules.admits("warranty_months", values.NUMBERS["warranty_months"] + 1)
