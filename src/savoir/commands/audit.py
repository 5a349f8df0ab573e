"""`savoir audit verify [--org SLUG]`: nobody altered, took out or put in a recorded fact."""

import argparse
import sys

from savoir.kernel.ledger.chain import Verdict, verify_ledger
from savoir.kernel.tenancy import organization_block
from savoir.organizations.queries import active_organizations

HOLDS, BROKEN, UNKNOWN = 0, 1, 2


def main(argv: list[str]) -> int:
    """Walk each chain of seals. 0: all hold; 1: one does not; 2: no such shop.

    The head is worth keeping elsewhere: who owns the database could write the whole chain anew, and then the
    head you noted last month is no longer on it.
    """
    given = _parser().parse_args(argv)
    org_ids = active_organizations(given.org)
    if given.org and not org_ids:
        print(f"savoir: there is no organization {given.org!r}.", file=sys.stderr)
        return UNKNOWN
    return max([_report(org_id) for org_id in org_ids], default=HOLDS)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir audit", description=__doc__)
    parser.add_argument("verb", choices=["verify"], help="walk the chain of seals")
    parser.add_argument("--org", default="", metavar="SLUG", help="one organization instead of all")
    return parser


def _report(org_id: int) -> int:
    with organization_block(org_id):
        verdict = verify_ledger()
    print(f"organization {org_id}: {_sentence(verdict)}")
    return HOLDS if verdict.broken is None else BROKEN


def _sentence(verdict: Verdict) -> str:
    if verdict.broken is not None:
        return (
            f"seal {verdict.broken} is BROKEN: a fact it covers was altered, taken out or put in; "
            f"{verdict.facts} facts before it hold"
        )
    return f"{verdict.facts} facts under {verdict.seals} seals hold, head {verdict.head[:16]}"
