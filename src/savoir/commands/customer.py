"""`savoir customer erase`: answer a request for erasure (GDPR article 17). Without --yes it only shows."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from savoir.commands.terminal import DONE, OrganizationUnclear, complain, organization_meant
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.tenancy import organization_block
from savoir.law.personal_data import Kept
from savoir.orders.queries import customers_meant
from savoir.resolutions.operations import ErasureMustWait, erase_customers
from savoir.resolutions.queries import erasure_plan
from savoir.resolutions.values import ErasurePlan, Gone

GONE: Final = {
    Gone.IDENTITY: "name, e-mail, phone, address",
    Gone.ORDER_ADDRESSES: "addresses, parcel numbers of orders",
    Gone.WORDS: "own words and serial numbers on case lines", Gone.FILES: "photos and papers",
    Gone.NOTES: "notes on decisions", Gone.DRAFTS: "requests being written",
    Gone.MESSAGES: "messages and notes",
}  # fmt: skip
KEPT: Final = {
    Kept.ISSUED_INVOICES: "sales as accounting has them (number, lines, amounts, days)",
    Kept.ONLINE_CONTRACT: "proof of contracts concluded online",
    Kept.CLAIM_FILE: "closed cases (decisions, days, amounts; no words)",
    Kept.REFUND_PROOF: "proof of refunds",
}  # fmt: skip


def main(argv: list[str]) -> int:
    """Show what would go and what stays; with --yes, erase. 0: shown or done, 1: refused, with the reason."""
    given = _parser().parse_args(argv)
    try:
        actor, now = system_actor(organization_meant(given.org)), datetime.now(UTC)
        with organization_block(actor.org_id):
            return _run(actor, given, now)
    except OrganizationUnclear as unclear:
        return complain(unclear)
    except NotFound:
        return complain(f"nobody is known by {given.who!r}: an e-mail address, an order number or an id.")
    except ErasureMustWait as waits:
        return complain(_waiting(waits))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir customer", description=__doc__)
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    erased = verbs.add_parser("erase", help="show what would go and what stays; with --yes, do it")
    erased.add_argument("who", metavar="REFERENCE|EMAIL", help="e-mail address, order number, id at the shop")
    erased.add_argument("--org", default="", metavar="SLUG", help="organization (when there are several)")
    erased.add_argument("--yes", action="store_true", help="erase; it cannot be undone")
    return parser


def _run(actor: Actor, given: argparse.Namespace, now: datetime) -> int:
    """Everybody he is known as is erased together, or nobody."""
    found = customers_meant(actor=actor, said=given.who)
    if not found:
        raise NotFound("customer")
    if given.yes:
        plans = erase_customers(actor=actor, customer_ids=found, now=now)
    else:
        plans = tuple(erasure_plan(actor=actor, customer_id=one, now=now) for one in found)
    for plan in plans:
        print("\n".join(_told(plan, is_done=given.yes)))
    if not given.yes:
        print("Nothing was erased. To erase, run it again with --yes; it cannot be undone.")
    return DONE


def _told(plan: ErasurePlan, *, is_done: bool) -> Iterator[str]:
    yield f"Customer {plan.customer_id}, {plan.name or 'without a name'} {plan.email}".rstrip()
    for one in plan.obstacles:
        until = f"until {one.until}" if one.until else "as long as it lasts"
        yield f"  waits    {one.ground} {one.reference}: {until} ({', '.join(one.articles)})"
    for gone, count in plan.gone:
        yield f"  {'gone' if is_done else 'would go':8} {GONE[gone]}: {count}"
    for kept in plan.kept:
        until = f"until {kept.until}" if kept.until else "its day is not known yet"
        yield f"  stays    {KEPT[kept.kind]}: {kept.count}, {until} ({', '.join(kept.articles)})"
    yield f"  A request that came today is answered by {plan.answer_by} (RGPD 12(3))."


def _waiting(waits: ErasureMustWait) -> str:
    facts = waits.facts
    until = f"until {facts['until']}" if facts["until"] else "as long as that lasts"
    return (
        f"not yet: {facts['references']} still needs these data, {until} ({facts['articles']}). Nothing was"
        " erased. End it first, then run this again; meanwhile tell the person what stays and why, by"
        f" {facts['answer_by']}."
    )
