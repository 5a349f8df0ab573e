"""Each row of a version says how it stands before the law, and an unlawful one shows who loses by it."""

import pytest
from django.test import Client

from savoir.kernel.access import Role
from savoir.policies.models import PolicyVersion
from savoir.policies.states import ProofOutcome
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.doors.rulebooks import LIST, person, words, written
from tests.policies.publishing import prove, row_of
from tests.policies.test_blocked import found_below, record
from tests.shop import Shop

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def boss(shop: Shop, login: Login) -> Client:
    return person(shop, login, Role.SUPERVISOR)


def unlawful(shop: Shop) -> tuple[int, str]:
    """A draft whose first row was found below the law with two people, and its second never reached."""
    version_id = written(shop)
    with inside(shop):
        return version_id, found_below(shop, version_id)


def test_what_nobody_proved_has_no_word_beside_its_rows(shop: Shop, boss: Client) -> None:
    page = words(boss.get(f"{LIST}{written(shop)}/"))
    assert "Face à la loi" not in page
    assert "sous la loi" not in page


def test_what_was_proved_holds_row_by_row(shop: Shop, boss: Client) -> None:
    version_id = written(shop)
    with inside(shop):
        prove(shop, version_id, ProofOutcome.PROVED)
        rows = len(row_of(version_id)["document"]["tables"][0]["rows"])
    raw = boss.get(f"{LIST}{version_id}/").content.decode()
    assert raw.count('class="policy-face" data-level="ok"') == rows
    assert "data-below" not in raw
    assert "ligne sous la loi" not in raw


def test_what_the_proof_left_open_is_said_of_no_row(shop: Shop, boss: Client) -> None:
    version_id = written(shop)
    with inside(shop):
        prove(shop, version_id, ProofOutcome.OPEN)
    assert "policy-face" not in boss.get(f"{LIST}{version_id}/").content.decode()


def test_a_row_that_blocks_for_another_reason_does_not_hold(shop: Shop, boss: Client) -> None:
    """It contradicts another: no customer falls below the law by it, and it is not sound either."""
    version_id = written(shop)
    with inside(shop):
        rows = row_of(version_id)["document"]["tables"][0]["rows"]
        named = [["remedies", rows[0]["id"], 1], ["remedies", rows[1]["id"], 2]]
        found = {"kind": "contradiction", "fr": "Deux lignes.", "en": "Two rows.", "rows": named,
                 "component": "", "article": ""}  # fmt: skip
        record(shop, version_id, {"found": [found]})
    raw = boss.get(f"{LIST}{version_id}/").content.decode()
    assert raw.count('class="policy-face" data-level="warn"') == 2
    assert raw.count('class="policy-face" data-level="ok"') == len(rows) - 2
    assert "data-below" not in raw
    assert "sous la loi" not in raw


def test_while_a_question_is_open_no_other_row_is_said_to_hold(shop: Shop, boss: Client) -> None:
    version_id = written(shop)
    with inside(shop):
        name = row_of(version_id)["document"]["tables"][0]["rows"][0]["id"]
        found = {"kind": "below_the_law", "fr": "…", "en": "…", "rows": [["remedies", name, 1]],
                 "component": "remedies", "article": "L221-18"}  # fmt: skip
        record(shop, version_id, {"found": [found], "open": [{"fr": "Reste ?", "en": "Left?"}]})
    raw = boss.get(f"{LIST}{version_id}/").content.decode()
    assert raw.count("policy-face") == 1
    assert "policy-held" not in raw


def test_an_unlawful_row_is_marked_told_and_leads_to_its_form(shop: Shop, boss: Client) -> None:
    version_id, name = unlawful(shop)
    answer = boss.get(f"{LIST}{version_id}/")
    raw, page = answer.content.decode(), words(answer)
    assert "1 ligne sous la loi. Des clients y perdraient un droit" in page.replace("\u00a0", " ")
    assert (raw.count("data-below"), raw.count('data-level="quiet"')) == (1, 1)
    assert "La ligne 1 passe sous la loi" in page
    assert "Une autre personne y perd" in page
    assert f'href="{LIST}{version_id}/lignes/remedies/{name}/"' in raw
    other = words(boss.get(f"{LIST}{version_id}/?table=retour"))
    assert "La ligne 1 passe sous la loi" in other, "told on every table, marked on its own"


def test_who_changes_no_rule_reads_it_without_a_way_to_its_form(shop: Shop, login: Login) -> None:
    version_id, name = unlawful(shop)
    reader = person(shop, login, Role.FINANCE)
    for address in (f"{LIST}{version_id}/", f"{LIST}{version_id}/vie/"):
        answer = reader.get(address)
        assert "La ligne 1 passe sous la loi" in words(answer)
        assert f"/lignes/remedies/{name}/" not in answer.content.decode()


def test_a_report_of_an_earlier_savoir_names_no_rows_and_is_still_read(shop: Shop, boss: Client) -> None:
    version_id, _name = unlawful(shop)
    with inside(shop):
        version = PolicyVersion.objects.get(id=version_id)
        version.proof_report["found"] = [
            {
                "kind": "below_the_law",
                "fr": "Une cliente y perd.",
                "en": "Somebody loses.",
                "article": "L221-18",
            }
        ]
        version.save(update_fields=["proof_report"])
    page = words(boss.get(f"{LIST}{version_id}/"))
    assert "Une cliente y perd." in page
    assert "passe sous la loi" not in page


def test_it_is_told_in_english(shop: Shop, boss: Client) -> None:
    version_id, _name = unlawful(shop)
    boss.post("/entree/langue/", {"language": "en", "next": LIST})
    page = words(boss.get(f"{LIST}{version_id}/"))
    assert "Row 1 falls below the law" in page
    assert "1 row below the law." in page
