"""What every page of the console shows: the rail, its own navigation, the palette of the desk."""

from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone

from savoir.kernel.access import Permission
from savoir.web.console.pages import page_named, pages_for
from savoir.web.requests import StaffRequest


def shell(request: StaffRequest, *, page: str) -> dict[str, Any]:
    """Context of `console/base.html` for the page `page`; asks the database nothing."""
    current = page_named(page)
    entries = [
        {"group": seen.group.value, "label": seen.label, "icon": seen.icon,
         "url": reverse(f"console:{seen.name}"), "is_current": seen is current}
        for seen in pages_for(request.actor)
    ]  # fmt: skip
    groups = [
        {"label": label, "entries": list(found)}
        for label, found in groupby(entries, key=lambda entry: entry["group"])
    ]
    held = request.actor.permissions
    return {
        "now": request.now, "today": timezone.localdate(request.now),
        "console_groups": groups, "console_page": current,
        "palette_url": reverse("desk:palette") if Permission.MESSAGE_READ in held else "",
        "held": {permission.name: permission in held for permission in Permission},
    }  # fmt: skip
