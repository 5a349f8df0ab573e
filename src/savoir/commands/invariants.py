"""`savoir invariants [--org SLUG]`: what must always hold, asked of every organization."""

import argparse
import sys
from datetime import UTC, datetime

from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block
from savoir.organizations.queries import active_organizations
from savoir.resolutions.queries import Finding, check_invariants

HOLDS, BROKEN, UNKNOWN = 0, 1, 2


def main(argv: list[str]) -> int:
    """Print each invariant with OK or its violations. 0: all hold; 1: one does not; 2: no such shop."""
    given = _parser().parse_args(argv)
    org_ids = active_organizations(given.org)
    if given.org and not org_ids:
        print(f"savoir: there is no organization {given.org!r}.", file=sys.stderr)
        return UNKNOWN
    broken = sum(_report(org_id) for org_id in org_ids)
    print(f"{len(org_ids)} organization(s): " + (f"{broken} invariant(s) BROKEN" if broken else "all hold"))
    return BROKEN if broken else HOLDS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir invariants", description=__doc__)
    parser.add_argument("--org", default="", metavar="SLUG", help="one organization instead of all")
    return parser


def _report(org_id: int) -> int:
    """Print one organization; return how many invariants it breaks."""
    print(f"organization {org_id}")
    with organization_block(org_id):
        findings = list(check_invariants(actor=system_actor(org_id), now=datetime.now(UTC)))
    for finding in findings:
        print(_line(finding))
    return sum(finding.violations > 0 for finding in findings)


def _line(finding: Finding) -> str:
    if finding.violations == 0:
        return f"  OK   {finding.code:24} {finding.sentence}"
    samples = "".join(f"\n         {sample}" for sample in finding.samples)
    return f"  {finding.violations:>4} {finding.code:24} BROKEN: {finding.sentence}{samples}"
