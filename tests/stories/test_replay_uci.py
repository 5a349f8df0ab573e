"""A month of real returns through every room: three books agree to the penny, and a second run is idle."""

import re
from pathlib import Path

import pytest
from django.db import connection

from savoir.commands import invariants, replay
from savoir.commands.uci.assumptions import SLUG
from savoir.kernel.tenancy import organization_block
from savoir.organizations.queries import organization_of_address

FILE = Path(__file__).resolve().parents[2].parent / (
    "shared/data/uci-online-retail/dev/online_retail_2010-12_2011-08.csv.gz"
)
COUNTED = (
    "kernel_ledgerevent WHERE subject_kind = 'case'",
    "resolutions_refund",
    "resolutions_journalentry",
    "resolutions_journalline",
    "logistics_receipt",
    "conversations_message",
    "cases_case",
    "cases_decision",
)
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not FILE.exists(), reason=f"the shared file {FILE.name} is not on this machine"),
]


def _counts() -> dict[str, int]:
    org_id = organization_of_address(SLUG)
    assert org_id is not None
    with organization_block(org_id), connection.cursor() as cursor:
        found = {}
        for table in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = int(cursor.fetchone()[0])
        cursor.execute("SELECT coalesce(sum(refunded_minor), 0) FROM orders_payment")
        found["refunded"] = int(cursor.fetchone()[0])
    return found


def _amount(report: str, line: str) -> str:
    found = re.search(rf"^- {line}: ([0-9.]+ GBP)", report, re.MULTILINE)
    assert found is not None, report
    return found.group(1)


def test_a_month_of_returns_agrees_to_the_penny_and_runs_once(
    own_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["uci", str(FILE), "--month", "2011-01", "--processes", "2"]
    assert replay.main(arguments) == 0
    report = capsys.readouterr().out
    owed = _amount(report, "Sum of matched and accepted amounts")
    assert owed == _amount(report, "Refunded by Savoir") == _amount(report, "Executed by the stub provider")
    assert owed != "0.00 GBP"
    assert "refused: no_earlier_sale" in report
    before = _counts()
    assert replay.main(arguments) == 0
    assert _counts() == before
    assert invariants.main([]) == 0
