"""`savoir colleague EMAIL --name NAME --role ROLE`: somebody who works here too, with a link to sign in."""

import argparse
import sys
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from savoir.commands.found import DONE, REFUSED, invitation
from savoir.kernel.access import Role, system_actor
from savoir.kernel.errors import NotFound, Refused
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.refusals.wording import sentence_for


def main(arguments: list[str]) -> int:
    """Add one. Status 0: done; 1: refused, with one sentence."""
    given = _parser().parse_args(arguments)
    org_ids = queries.active_organizations(given.org)
    try:
        validate_email(given.email)
        if len(org_ids) != 1:
            several = "several organizations: say which by --org"
            raise ValidationError(several if org_ids else "found a shop first: savoir found")
        with organization_block(org_ids[0]):
            print(_added(given, org_ids[0], datetime.now(UTC)))
    except ValidationError as bent:
        print(f"savoir: {' '.join(bent.messages)}", file=sys.stderr)
        return REFUSED
    except Refused as refusal:
        sentence = sentence_for(refusal)
        print(f"savoir: {refusal.field}: {sentence.text} {sentence.way_out}", file=sys.stderr)
        return REFUSED
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
    try:
        return invitation(given.name, operations.invite(actor=actor, member_id=member_id, now=now))
    except operations.AlreadySignsIn:
        return f"{given.name} signs in as before: {settings.BASE_URL}{reverse('entrance:sign_in')}"
