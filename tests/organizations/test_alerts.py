"""Those who administer an organization hear of an address that was disabled, in their own language."""

from django.db import connection

from savoir.config.reactions.organizations import warn_of_webhook
from savoir.kernel.jobs.queue import _Waiting
from savoir.kernel.ledger import Code, Delivered
from savoir.kernel.models import WebhookEndpoint
from savoir.kernel.outbox.endpoints import disable_endpoint, locked, rest_by_machine
from savoir.kernel.outbox.events import EndpointDisabled
from savoir.organizations.models import User
from savoir.organizations.operations import alert_letter, warn_administrators
from tests.kernel.webhooks import admin, listen
from tests.shop import NOON, Shop


def jobs_promised() -> list[dict[str, object]]:
    return [one[1].arguments for one in connection.run_on_commit if isinstance(one[1], _Waiting)]


def test_each_administrator_gets_one_letter_with_the_way_out(in_shop: Shop) -> None:
    boss = admin(in_shop)
    User.objects.filter(email__startswith="admin").update(language="en")

    assert (
        warn_administrators(actor=in_shop.system, code="webhook_disabled", subject_id=7, occasion=3, now=NOON)
        == 1
    )

    letter = alert_letter(member_id=boss.id, code="webhook_disabled", subject_id=7, occasion=3)
    again = alert_letter(member_id=boss.id, code="webhook_disabled", subject_id=7, occasion=3)
    assert letter is not None
    assert letter == again
    assert "/console/webhooks/7/" in letter.text
    assert letter.subject == "A webhook address was stopped"
    assert alert_letter(member_id=10_000, code="webhook_disabled", subject_id=7, occasion=3) is None


def test_a_machine_that_disables_tells_and_a_person_who_does_knows(in_shop: Shop) -> None:
    by_machine, _ = listen(in_shop)
    by_person, _ = listen(in_shop)

    disable_endpoint(actor=admin(in_shop), endpoint_id=by_person, now=NOON)
    rest_by_machine(locked(by_machine), code="gone", now=NOON)

    deliveries = [one for one in jobs_promised() if one.get("subject_kind") == "webhook_endpoint"]
    assert {one["subject_id"] for one in deliveries} == {by_machine, by_person}

    for endpoint_id, code, letters in ((by_person, "person", 0), (by_machine, "gone", 1)):
        before = len([one for one in jobs_promised() if one.get("code") == "webhook_disabled"])
        warn_of_webhook(
            EndpointDisabled(subject_id=endpoint_id, code=Code(code)),
            Delivered(org_id=in_shop.org_id, seq=1, actor=in_shop.system, at=NOON),
        )
        after = len([one for one in jobs_promised() if one.get("code") == "webhook_disabled"])
        assert after - before == letters
    assert WebhookEndpoint.objects.filter(state="disabled").count() == 2
