"""The machine as its doctor last saw it: name, certificate, mail, backup, worker, update, and the way out."""

from datetime import timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from savoir.kernel.ports import Installation, port
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.requests import StaffRequest

OLD_AFTER: Final = timedelta(hours=3)  # the hourly look has failed three times
LEVELS: Final = {"ok": "ok", "warning": "warn", "broken": "bad"}
_WORST_FIRST: Final = ("broken", "warning", "ok")


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """What the last look found, the worst first."""
    looked_at, found = port(Installation).last_look()
    rows = [
        {"finding": finding, "level": LEVELS.get(finding.health, "info")}
        for finding in sorted(found, key=lambda one: _WORST_FIRST.index(one.health))
    ]
    context = shell(request, page="installation") | {
        "rows": rows, "looked_at": looked_at,
        "is_old": looked_at is not None and request.now - looked_at > OLD_AFTER,
        "broken": sum(finding.health == "broken" for finding in found),
    }  # fmt: skip
    return render(request, "console/installation.html", context)


urlpatterns = paths("installation", ("", show, "installation"))
