"""A program answers beyond the rule: it is told who approves, as it has no role in the table of leeway."""

import time_machine

from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import AskedRemedy
from tests.api.programs import Program, new_key, problem
from tests.api.test_cases import body
from tests.resolutions.beyond import plan_of, too_late
from tests.resolutions.gestures import kind_shop


def test_beyond_the_rule_a_program_is_told_who_approves_and_nothing_is_kept(
    db: None, clock: time_machine.Traveller
) -> None:
    """A colleague asks from the case's page."""
    house = kind_shop()
    with organization_block(house.org_id):
        case = too_late(house)
        digest = plan_of(house, case).digest
    sent = {"kind": "remedy", "remedy": "refund", "plan_digest": digest, "motive": "gesture"}
    program = Program(new_key(house))

    told = problem(program.post(f"/cases/{case.reference}/answer", sent), 409, "approval_needed")

    assert told["facts"]["approver"] == "senior"
    assert body(program.get(f"/cases/{case.reference}"))["decisions"][0]["outcome"] == "offered"
    with organization_block(house.org_id):
        assert not AskedRemedy.objects.exists()
