"""What the operator runs at the terminal for the safety of the house: verify, reseal."""

import pytest
from django.test import override_settings

from savoir.commands import audit, reseal
from savoir.kernel.ledger.chain import seal_ledger
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member, SecondFactor
from savoir.organizations.operations import account_settings, begin_codes, codes_to_confirm
from tests.shop import NOON, Shop

NEW = "another secret key, long enough for whoever counts"


def test_the_chain_is_verified_and_its_head_shown(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    with organization_block(shop.org_id):
        seal_ledger(now=NOON)
    assert audit.main(["verify"]) == 0
    assert "seals hold, head" in capsys.readouterr().out
    assert audit.main(["verify", "--org", "nobody"]) == 2


def test_a_new_key_takes_over_and_the_old_one_may_go(
    shop: Shop, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    with organization_block(shop.org_id):
        user_id = Member.objects.get(id=shop.agent.id).user_id
    begin_codes(user_id=user_id, now=NOON)
    waiting = codes_to_confirm(user_id=user_id, now=NOON)
    assert waiting is not None
    old = settings.SECRET_KEY  # type: ignore[attr-defined]  # pytest-django's own object
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[]):
        assert reseal.main([]) == 1  # under neither key: said, nothing changed
    assert "SAVOIR_SECRET_KEY_FALLBACKS" in capsys.readouterr().out
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[old]):
        assert reseal.main([]) == 0
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[]):
        kept = codes_to_confirm(user_id=user_id, now=NOON)
        with organization_block(shop.org_id):
            opened = account_settings(actor=shop.system, port="refund_rail.provider", brand_id=None)
    assert kept == waiting
    assert opened is not None
    assert opened.settings == {"api_key": "sk_test_nothing"}
    assert waiting.seed.encode() not in bytes(SecondFactor.objects.get().sealed)
