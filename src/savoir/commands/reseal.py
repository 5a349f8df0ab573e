"""`savoir reseal`: stored credentials and second factors under the current secret key."""

import argparse
from datetime import UTC, datetime

from django.db import transaction

from savoir.kernel.access import system_actor
from savoir.kernel.outbox.endpoints import reseal_secrets
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import SealBroken, reseal_accounts, reseal_factors
from savoir.organizations.queries import active_organizations

DONE, REFUSED = 0, 1


def main(argv: list[str]) -> int:
    """Run it once a new key is set and the old one stands among the fallbacks; then the old one may go.

    1: something is under a key that is neither; then nothing of it was changed.
    """
    _parser().parse_args(argv)
    try:
        accounts = sum(_accounts(org_id) for org_id in active_organizations())
        with transaction.atomic():
            factors = reseal_factors()
    except SealBroken as fault:
        print(f"savoir: {fault}: name its key in SAVOIR_SECRET_KEY_FALLBACKS, then run this again.")
        return REFUSED
    print(f"{accounts} account(s) and address(es) and {factors} second factor(s) are under the current key.")
    return DONE


def _parser() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog="savoir reseal", description=__doc__)


def _accounts(org_id: int) -> int:
    actor, now = system_actor(org_id), datetime.now(UTC)
    with organization_block(org_id):
        return reseal_accounts(actor=actor, now=now) + reseal_secrets(actor=actor, now=now)
