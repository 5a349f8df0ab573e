"""The doors of the staff: where they are, what opens them, what waits behind."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

from django.conf import settings
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.kernel import tasks
from savoir.kernel.access import Actor, Permission
from savoir.kernel.errors import NotAllowed

PORTAL: Final = "sav"
ENTRANCE: Final = "entree"
ACCOUNT_PATHS: Final = ("/entree/compte/", "/entree/accueil/")


class DoorClosed(NotAllowed):
    """The member's role does not open this door."""


class WorksNowhere(NotAllowed):
    """The person is a member of no organization, or no longer of this one."""


@dataclass(frozen=True, slots=True)
class Door:
    """A part of Savoir with its own pages. `permission` None: any member; `also` opens it as well."""

    name: str
    path: str
    label: str | Promise
    icon: str
    permission: Permission | None
    also: Permission | None = None

    def opens_for(self, actor: Actor) -> bool:
        """Whether the actor may enter."""
        return self.permission is None or bool({self.permission, self.also} & actor.permissions)


# The desk shows what customers write; the dock receives; each page of the console asks for more.
DOORS: Final = (
    Door("desk", "/desk/", _("Dossiers"), "inbox", Permission.MESSAGE_READ),
    Door("dock", "/dock/", _("Réception des retours"), "package", Permission.RETURN_RECEIVE),
    Door("console", "/console/", _("Réglages"), "settings", Permission.CONSOLE_ENTER),
)
# Who may be the second person reads the rules he is asked about: their tables, what was proved, what may be
# done with a version. No other page of the console is his by that.
REVIEW: Final = replace(DOORS[2], also=Permission.APPROVAL_DECIDE)
_REVIEWED: Final = re.compile(r"/console/regles/(?:[0-9]+/(?:vie/|ecarts/|avis/|reponse/|document\.json)?)?")
ACCOUNT: Final = Door("account", "/entree/compte/", _("Mon compte"), "user", None)

Count = Callable[[Actor], int]
_counts: dict[str, Count] = {}


def count_for(name: str, count: Count) -> None:
    """Let `count(actor)` say a number of the shell, asked only when a template shows it (`counts.<name>`)."""
    _counts[name] = count


def counts_of(actor: Actor) -> dict[str, Callable[[], int]]:
    """Every number of the shell as a callable: a template that does not show it costs no query."""
    return {name: partial(count, actor) for name, count in _counts.items()}


def staff_door(path: str) -> Door | None:
    """The staff door a path lies behind; None for the portal, the entrance and public pages."""
    if path.startswith(ACCOUNT_PATHS):
        return ACCOUNT
    if _REVIEWED.fullmatch(path):
        return REVIEW
    return next((door for door in DOORS if path.startswith(door.path)), None)


def open_doors(actor: Actor) -> tuple[Door, ...]:
    """Doors the actor may enter and that are built, in the order of the rail."""
    return tuple(door for door in DOORS if door.opens_for(actor) and _is_built(door.path))


def _is_built(path: str) -> bool:
    return _leads_somewhere(path, get_urlconf() or settings.ROOT_URLCONF)


@cache
def _leads_somewhere(path: str, _addresses: str) -> bool:
    """Whether these addresses know the path: what is built stands while the program runs."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _tasks(actor: Actor) -> int:
    return tasks.count_open(actor=actor) if Permission.TASK_DO in actor.permissions else 0


count_for("tasks", _tasks)
