"""How many open cases each team and each person has, and how many wait for a team that nobody made."""

from collections.abc import Collection, Mapping

from django.db.models import Count

from savoir.cases.models import Case
from savoir.cases.states import ALIVE
from savoir.kernel.access import Actor, Permission, require


def cases_of_teams(*, actor: Actor, team_ids: Collection[int]) -> Mapping[int, int]:
    """Open cases by the id of their team; a team without one is left out. One question."""
    require(actor, Permission.CASE_READ)
    rows = Case.objects.filter(team_id__in=team_ids, state__in=sorted(ALIVE))
    return dict(rows.order_by().values_list("team_id").annotate(Count("id")))


def cases_wanting(*, actor: Actor, codes: Collection[str]) -> Mapping[str, int]:
    """Open cases that the agents have because nobody made the team of a code; one question, none without
    codes.
    """
    require(actor, Permission.CASE_READ)
    if not codes:
        return {}
    rows = Case.objects.filter(team_wanted__in=codes, state__in=sorted(ALIVE))
    return dict(rows.order_by().values_list("team_wanted").annotate(Count("id")))


def cases_of_member(*, actor: Actor, member_id: int) -> int:
    """How many open cases bear a person's name. One question."""
    require(actor, Permission.CASE_READ)
    return Case.objects.filter(owner_id=member_id, state__in=sorted(ALIVE)).count()
