"""What is not plain JSON within bounds is refused with its reason, and nothing happens."""

import json

import pytest

from savoir.cases.models import Case
from savoir.kernel.models import IdempotencyRecord
from savoir.kernel.tenancy import organization_block
from tests.api.programs import Program, problem
from tests.shop import Shop

DEEP = "[" * 30 + "]" * 30


@pytest.mark.parametrize(
    ("sent", "status", "code", "at"),
    [
        ("{", 400, "body_unreadable", ""),
        (b"\xff\xfe", 400, "body_unreadable", ""),
        ('{"lines": [], "lines": []}', 400, "name_twice", "lines"),
        ('{"lines": NaN}', 400, "number_out_of_range", ""),
        ('{"lines": -Infinity}', 400, "number_out_of_range", ""),
        ('{"lines": 1e400}', 400, "number_out_of_range", ""),
        ('{"lines": 9223372036854775808}', 400, "number_out_of_range", ""),
        ('{"lines": ' + "9" * 5000 + "}", 400, "number_out_of_range", ""),
        ('{"lines": "a\\u0000b"}', 400, "text_unreadable", ""),
        ('{"lines": "\\ud800"}', 400, "text_unreadable", ""),
        (f'{{"lines": {DEEP}}}', 400, "body_too_deep", ""),
        ("[" * 100_000, 400, "body_too_deep", ""),
        ('{"words": "' + "x" * 2_000_001 + '"}', 413, "body_too_large", ""),
        ("", 422, "request_invalid", ""),
        ("[]", 422, "request_invalid", ""),
        ('{"lines": []}', 422, "request_invalid", "lines"),
        ('{"lines": [{"line_id": "x"}]}', 422, "request_invalid", "lines.0.line_id"),
        ('{"lines": [{"line_id": 1, "intent": "return", "reason": "other", "paid": 5}]}', 422,
         "request_invalid", "lines.0.paid"),
    ],
)  # fmt: skip
def test_a_body_that_is_wrong(
    program: Program, shop: Shop, sent: str | bytes, status: int, code: str, at: str
) -> None:
    answer = problem(program.post("/cases", sent), status, code)

    assert answer["field"] == at
    with organization_block(shop.org_id):
        assert not Case.objects.exists()
        assert not IdempotencyRecord.objects.exists()


def test_each_field_at_fault_is_named_in_the_callers_language(program: Program) -> None:
    sent = {"lines": [{"line_id": 0, "quantity": "two", "intent": "theft", "reason": "other"}], "extra": 1}

    answer = problem(program.post("/cases", sent), 422, "request_invalid")

    assert {one["field"] for one in answer["errors"]} == {
        "lines.0.line_id", "lines.0.quantity", "lines.0.intent", "extra"
    }  # fmt: skip
    program.language = "en"
    english = json.loads(program.post("/cases", sent).content)
    details = {one["field"]: one["detail"] for one in english["errors"]}
    assert details["extra"] == "This field does not exist here."
    assert details["lines.0.quantity"] == "An integer is expected."


def test_a_body_in_another_format_is_refused(program: Program) -> None:
    response = program.post("/cases", "a=1", **{"Content-Type": "text/plain"})

    problem(response, 415, "media_type_not_supported")


@pytest.mark.parametrize(
    "cursor",
    ["x", "Y2FzZXM", "Y2FzZXMu", "cmVmdW5kcy4x", "Y2FzZXMuLTE", "Y2FzZXMuOTk5OTk5OTk5OTk5OTk5OTk5OTk5"],
)
def test_a_cursor_of_another_list_is_refused(program: Program, cursor: str) -> None:
    assert problem(program.get("/cases", after=cursor), 422, "cursor_unreadable")["field"] == "after"


@pytest.mark.parametrize("limit", ["0", "101", "ten"])
def test_a_page_has_1_to_100_rows(program: Program, limit: str) -> None:
    assert problem(program.get("/cases", limit=limit), 422, "request_invalid")["field"] == "limit"
