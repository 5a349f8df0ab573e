"""Teams: which there are, who is in one, making, naming, ending; and which of them the rules name in vain."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from savoir.cases.queries import cases_of_teams, cases_wanting
from savoir.kernel.access import Actor, Permission
from savoir.organizations import operations
from savoir.organizations.queries import (
    ListedTeam,
    brands,
    calendars,
    ended_teams,
    members,
    team_listed,
    teams,
    teams_listed,
)
from savoir.organizations.values import MemberCard
from savoir.policies.queries import lost_rows
from savoir.web.console.pages import Standing, standing_of
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.console.teams.forms import EndForm, MemberForm, NameForm, TeamForm
from savoir.web.console.teams.lost import MOST_ROWS, lost_teams
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt, refusal_page, status_of
from savoir.web.requests import StaffRequest

PAGE = 50
MOST_NAME = 80


@require_safe
def show_teams(request: StaffRequest) -> HttpResponse:
    """Teams by name, below those that rules name and nobody made."""
    actor, after = request.actor, request.GET.get("apres", "")[:MOST_NAME]
    found = teams_listed(actor=actor, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    waiting = cases_of_teams(actor=actor, team_ids=[team.id for team in shown])
    lost = () if after else _lost(request)
    context = shell(request, page="teams") | {
        "rows": [{"team": team, "cases": waiting.get(team.id, 0)} for team in shown], "lost": lost,
        "next_url": _behind(shown[-1]) if len(found) > PAGE else "",
    }  # fmt: skip
    return render(request, "console/teams.html", context)


def _behind(team: ListedTeam) -> str:
    return f"{reverse('console:teams')}?{urlencode({'apres': team.name})}"


def _lost(request: StaffRequest) -> tuple[Any, ...]:
    actor = request.actor
    rows = lost_rows(actor=actor, limit=MOST_ROWS)
    waiting = cases_wanting(actor=actor, codes={row.code for row in rows})
    names = {brand.id: brand.name for brand in brands(actor=actor)} if rows else {}
    ended = ended_teams(actor=actor, codes={row.code for row in rows})
    return lost_teams(rows, waiting, names, ended, request.language)


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: StaffRequest) -> HttpResponse:
    """The form of a team; made, it takes the cases that waited for it."""
    known, code = calendars(actor=request.actor), request.GET.get("code", "")[:100]
    if request.method != "POST":
        asked = {"code": code, "name": _name_of(code), "calendar": known[0].id if known else ""}
        return _form(request, TeamForm(calendars=known, initial=asked))
    form = TeamForm(request.POST, calendars=known)
    if not form.is_valid():
        return _form(request, form, status=422)
    given = form.cleaned_data
    with attempt() as tried:
        made = operations.add_team(
            actor=request.actor, name=given["name"], calendar_id=given["calendar"], code=given["code"],
            now=request.now,
        )  # fmt: skip
    if tried.refusal:
        form.refuse(tried.refusal)
        return _form(request, form, status=status_of(tried.refusal))
    told(request, _("L’équipe est créée. Les dossiers qui l’attendaient lui arrivent dans un instant."))
    return see_other("console:team", made)


def _name_of(code: str) -> str:
    """A name to begin with; people put the accents."""
    words = code.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _form(request: StaffRequest, form: TeamForm, *, status: int = 200) -> HttpResponse:
    context = shell(request, page="teams") | {"form": form}
    return render(request, "console/team_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def show_team(request: StaffRequest, team_id: int) -> HttpResponse:
    """One team: its name, its people, its cases; a POST names it anew. Raises NotFound."""
    team = team_listed(actor=request.actor, team_id=team_id)
    if request.method != "POST":
        return _team(request, team, NameForm(initial={"name": team.name}))
    form = NameForm(request.POST)
    if not form.is_valid():
        return _team(request, team, form, status=422)
    with attempt() as tried:
        operations.rename_team(
            actor=request.actor, team_id=team_id, name=form.cleaned_data["name"], now=request.now
        )
    if tried.refusal:
        form.refuse(tried.refusal)
        return _team(request, team, form, status=status_of(tried.refusal))
    told(request, _("L’équipe a son nouveau nom. Vos règles la retrouvent par son code."))
    return see_other("console:team", team_id)


def _team(
    request: StaffRequest, team: ListedTeam, form: NameForm, *, joining: MemberForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    everybody = members(actor=request.actor)
    context = shell(request, page="teams") | {
        "team": team, "form": form, "people": [one for one in everybody if one.team_id == team.id],
        "joining": joining or _joining(everybody, team),
        "cases": cases_of_teams(actor=request.actor, team_ids=[team.id]).get(team.id, 0),
    }  # fmt: skip
    return render(request, "console/team.html", context, status=status)


def _joining(everybody: Iterable[MemberCard], team: ListedTeam, data: Any = None) -> MemberForm:
    return MemberForm(data, people=[one for one in everybody if one.team_id != team.id])


@require_POST
def join(request: StaffRequest, team_id: int) -> HttpResponse:
    """Put a colleague into the team. Raises NotFound."""
    team = team_listed(actor=request.actor, team_id=team_id)
    form = _joining(members(actor=request.actor), team, request.POST)
    if not form.is_valid():
        named = NameForm(initial={"name": team.name})
        return _team(request, team, named, joining=form, status=422)
    return _place(request, form.cleaned_data["member"], team_id, team_id)


@require_POST
def leave(request: StaffRequest, team_id: int, member_id: int) -> HttpResponse:
    """Take a colleague out of the team; he goes on working here. Raises NotFound."""
    team_listed(actor=request.actor, team_id=team_id)
    return _place(request, member_id, None, team_id)


def _place(request: StaffRequest, member_id: int, to: int | None, back: int) -> HttpResponse:
    with attempt() as tried:
        operations.place_member(actor=request.actor, member_id=member_id, team_id=to, now=request.now)
    if tried.refusal:
        return refusal_page(request, tried.refusal)
    told(request, _("C’est enregistré."))
    return see_other("console:team", back)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: StaffRequest, team_id: int) -> HttpResponse:
    """Say how many cases wait for the team and where they go, then end it. Raises NotFound."""
    team = team_listed(actor=request.actor, team_id=team_id)
    others = [one for one in teams(actor=request.actor) if one.id != team_id]
    if request.method != "POST":
        return _ending(request, team, EndForm(others=others))
    form = EndForm(request.POST, others=others)
    if not form.is_valid():
        return _ending(request, team, form, status=422)
    with attempt() as tried:
        operations.end_team(
            actor=request.actor, team_id=team_id, to_team_id=form.cleaned_data["to_team"], now=request.now
        )
    if tried.refusal:
        form.refuse(tried.refusal)
        return _ending(request, team, form, status=status_of(tried.refusal))
    told(request, _("L’équipe est terminée. Ses dossiers en cours la quittent dans un instant."))
    return see_other("console:teams")


def _ending(request: StaffRequest, team: ListedTeam, form: EndForm, *, status: int = 200) -> HttpResponse:
    cases = cases_of_teams(actor=request.actor, team_ids=[team.id]).get(team.id, 0)
    context = shell(request, page="teams") | {"team": team, "form": form, "cases": cases}
    return render(request, "console/team_end.html", context, status=status)


@require_POST
def resume(request: StaffRequest, team_id: int) -> HttpResponse:
    """Take an ended team up again. Raises NotFound."""
    operations.resume_team(actor=request.actor, team_id=team_id, now=request.now)
    told(request, _("L’équipe est rétablie, avec les personnes qui y étaient."))
    return see_other("console:team", team_id)


def _standing(actor: Actor) -> Standing | None:
    if Permission.POLICY_READ not in actor.permissions:
        return None
    missing = len({row.code for row in lost_rows(actor=actor, limit=MOST_ROWS)})
    if not missing:
        return None
    return Standing(
        ngettext("%(n)s équipe nommée par vos règles manque",
                 "%(n)s équipes nommées par vos règles manquent", missing) % {"n": missing}, "warn",
    )  # fmt: skip


standing_of("teams", _standing)
urlpatterns = paths(
    "teams",
    ("", show_teams, "teams"),
    ("nouvelle/", make, "team_new"),
    ("<int:team_id>/", show_team, "team"),
    ("<int:team_id>/membres/", join, "team_members"),
    ("<int:team_id>/membres/<int:member_id>/retrait/", leave, "team_leaving"),
    ("<int:team_id>/fin/", end, "team_end"),
    ("<int:team_id>/reprise/", resume, "team_resumption"),
)
