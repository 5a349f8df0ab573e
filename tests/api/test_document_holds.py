"""Every operation of the API, asked with what hypothesis makes of its schema: no fault, no surprise.

Long: `bin/test-long`. The seed is fixed, so that a failure is found again; more examples by
`SAVOIR_API_EXAMPLES=500`.
"""

import os
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from savoir.api import keys
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.queries import refunds_of_case
from tests.api.programs import new_key
from tests.faults.worlds import agree
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.long
EXAMPLES = int(os.environ.get("SAVOIR_API_EXAMPLES", "25"))
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip


def _known(shop: Shop) -> dict[str, dict[str, str]]:
    """What exists, by the folder of its address."""
    with organization_block(shop.org_id):
        agreed = agree(shop, at=NOON)
        refund = refunds_of_case(actor=shop.agent, case_id=agreed.case_id)[0].reference
    return {
        "cases": {"number": agreed.reference}, "orders": {"number": agreed.sale.number},
        "return-authorizations": {"number": agreed.ra_number}, "refunds": {"reference": refund},
    }  # fmt: skip


def test_every_operation_answers_as_its_document_says(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys.Turnstile, "check", lambda *_args, **_named: None)  # a limit of its own test
    shop = make_shop()
    known, token, asked = _known(shop), new_key(shop), []
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())

    def ask(case: Any) -> None:
        folder = case.operation.path.removeprefix("/api/v1/").split("/")[0]
        if case.path_parameters and len(asked) % 4:  # three of four are about what exists
            case.path_parameters.update(known.get(folder, {}))
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "fr"}
        case.headers = {**dict(case.headers or {}), **headers, "Idempotency-Key": uuid4().hex}
        response = case.call()
        asked.append(response.status_code)
        case.validate_response(response, checks=CHECKS)

    operations = [result.ok() for result in schema.get_all_operations()]
    for operation in operations:
        play = settings(
            max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        play(given(case=operation.as_strategy())(ask))()
    assert len(operations) > 20
    assert len(asked) > 2 * len(operations)
    assert set(asked) >= {200, 404, 422}
