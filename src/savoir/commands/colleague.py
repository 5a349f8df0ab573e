"""`savoir colleague EMAIL --name NAME --role ROLE`: somebody invited to work here, and his link."""

import argparse
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from savoir.commands.found import invitation
from savoir.commands.terminal import DONE, OrganizationUnclear, complain, organization_meant
from savoir.kernel.access import Role, system_actor
from savoir.kernel.errors import NotFound, Refused
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries


def main(arguments: list[str]) -> int:
    """Invite one, whether he has an account here or not. Status 0: done; 1: refused, with one sentence."""
    given = _parser().parse_args(arguments)
    try:
        validate_email(given.email)
        org_id = organization_meant(given.org)
        with organization_block(org_id):
            print(_added(given, org_id, datetime.now(UTC)))
    except ValidationError as bent:
        return complain(" ".join(bent.messages))
    except (OrganizationUnclear, Refused) as refusal:
        return complain(refusal)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir colleague", description=__doc__)
    parser.add_argument("email")
    parser.add_argument("--name", required=True, help="first and last name")
    parser.add_argument("--role", required=True, choices=[role.value for role in Role])
    parser.add_argument("--site", default="", metavar="CODE", help="where store and warehouse people work")
    parser.add_argument("--org", default="", metavar="SLUG", help="organization (when there are several)")
    return parser


def _added(given: argparse.Namespace, org_id: int, now: datetime) -> str:
    actor = system_actor(org_id)
    site_id = None
    if given.site:
        site_id = next((site.id for site in queries.sites(actor=actor) if site.code == given.site), None)
        if site_id is None:
            raise NotFound("site", name=given.site)
    member_id = operations.add_member(
        actor=actor, email=given.email, full_name=given.name, role=given.role, site_id=site_id, now=now
    )
    return invitation(given.name, operations.invite(actor=actor, member_id=member_id, now=now))
