"""The documentation is served without a key, without scripts, and says everything the API may answer."""

import json
import re

import pytest
from django.test import Client

from savoir.api.documentation.document import document
from savoir.api.problems.catalogue import every_code
from savoir.api.resources import DESCRIBED
from savoir.kernel.access import KEY_PERMISSIONS


def test_the_page_shows_every_operation_with_curl_and_answer(db: None, client: Client) -> None:
    response = client.get("/api/v1/")
    page = response.content.decode()

    assert response.status_code == 200
    for name in DESCRIBED:
        assert f'id="{name}"' in page
    assert page.count("curl -X") == len(DESCRIBED)
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


def test_the_file_is_served_as_it_is_committed(db: None, client: Client) -> None:
    response = client.get("/api/v1/openapi.json")

    assert response.headers["Content-Type"] == "application/json"
    served = json.loads(response.content)
    assert served == document()
    assert served["openapi"].startswith("3.1")
    assert served["info"]["license"]["identifier"] == "Apache-2.0"


@pytest.mark.parametrize("name", sorted(DESCRIBED))
def test_every_operation_says_its_scopes_its_example_and_what_it_refuses(name: str) -> None:
    told = DESCRIBED[name]
    operation = document()["paths"]["/api/v1" + told.path][told.method.lower()]
    answers = operation["responses"]

    assert set(operation["x-scopes"]) <= {scope.value for scope in KEY_PERMISSIONS}
    assert operation["x-scopes"]
    assert {"400", "401", "403", "406", "422", "429", "500", "503"} <= set(answers)
    assert answers[str(told.status)]["content"]["application/json"]["example"]
    is_keyed = "Idempotency-Key" in {parameter["name"] for parameter in operation["parameters"]}
    assert is_keyed == (told.method == "POST" and name != "preview_answer")
    if "requestBody" in operation:
        assert operation["requestBody"]["content"]["application/json"]["example"]
        assert {"413", "415"} <= set(answers)


def test_the_type_of_every_problem_leads_to_its_page(db: None, client: Client) -> None:
    codes = every_code()
    assert {"offer_moved", "key_unknown", "idempotency_key_reused", "not_found"} <= set(codes)

    for code, kind in codes.items():
        page = client.get(f"/api/v1/problems/{code}", headers={"Accept-Language": "en"})
        assert page.status_code == 200, code
        assert str(kind.status) in page.content.decode()
        assert "%(" not in page.content.decode(), code
    assert client.get("/api/v1/problems/nothing").status_code == 404
    assert client.get("/api/v1/problems/").status_code == 200
