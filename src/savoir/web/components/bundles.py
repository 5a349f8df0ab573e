"""One style sheet and one script per door, put together from one file per component.

Browsers get two requests instead of thirty; authors keep one small file per component. On a slow line each
request more than six beside the page is a round trip more before the paint: browsers open six connections.
``python -m savoir.web.components.bundles`` writes both; a rule test fails when one is stale.
"""

from __future__ import annotations

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static" / "savoir"
_PARTS = Path(__file__).parent / "styles"  # not served, like scripts/: only what is made of them is
_SCRIPTS = Path(__file__).parent / "scripts"
_COMMON = ("tokens", "base", "layout")
_SHARED = (
    "button", "pill", "tag", "card", "choice", "timeline", "steps", "form", "upload",
    "notice", "dialog", "avatar", "rows", "empty", "kbd", "pictures",
)  # fmt: skip
_DOCK = ("button", "pill", "form", "notice", "dialog", "avatar", "empty", "dock", "pictures")
_STORY = ("button", "pill", "tag", "card", "timeline", "rows", "kbd", "notice", "remedy", "pictures")
_DESK = ("remedy", "table", "palette", "bulk", "tabs", "pagination")


def _parts(*names: str) -> tuple[str, ...]:
    return tuple(f"components/{name}" for name in names)


BUNDLES: dict[str, tuple[str, ...]] = {
    "portal": (*_COMMON, "portal-layout", *_parts(*_SHARED, "rights"), "doors/portal", "print"),
    "desk": (*_COMMON, "desk-layout", *_parts(*_SHARED, "law", *_DESK), "doors/desk", "print"),
    "law": ("components/law",),  # beside the portal's own, on the pages of rights alone
    "replay": ("components/replay",),  # beside the desk's own, on the pages of replays alone
    "dock": (
        *_COMMON,
        "dock-layout",
        *(f"components/{name}" for name in _DOCK),
        "doors/dock",
        "print",
    ),
    "api": (*_COMMON, *_parts("pill", "tag", "card", "rows"), "doors/api", "print"),
    "story": (*_COMMON, *_parts(*_STORY), "doors/story", "print"),
    "styleguide": (
        *_COMMON, "portal-layout", "desk-layout", "dock-layout",
        *(f"components/{name}" for name in (*_SHARED, "law", *_DESK, "rights", "dock", "guide")), "print",
    ),
}  # fmt: skip

_CONSOLE = ("toasts", "shortcuts", "palette", "comforts")
SCRIPTS: dict[str, tuple[str, ...]] = {
    "portal": ("toasts", "comforts", "photos"),
    "desk": (*_CONSOLE, "desk"),
    "console": _CONSOLE,
    "dock": ("toasts", "dock"),
    "story": ("toasts",),
    "passkeys": ("passkeys",),  # beside the door's own, on the pages of the second factor
}


def assemble(name: str) -> str:
    """Text of the bundle ``name``, its parts in order, without comments or indentation.

    Raises ``KeyError`` for an unknown bundle.
    """
    parts = (_PARTS / f"{part}.css" for part in BUNDLES[name])
    return "".join(_squeeze(part.read_text(encoding="utf-8")) for part in parts)


def _squeeze(text: str) -> str:
    return _lines(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


def _lines(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def script(name: str) -> str:
    """Text of the door's script ``name``, its parts in order, without lines of comment or indentation.

    Raises ``KeyError`` for an unknown one.
    """
    parts = (_SCRIPTS / f"{part}.js" for part in SCRIPTS[name])
    return "".join(_lines(part.read_text(encoding="utf-8")) for part in parts)


def write_all() -> None:
    """Write every sheet and script beside the parts (``static/savoir/<name>.css``, ``js/<name>.js``)."""
    for name in BUNDLES:
        (STATIC / f"{name}.css").write_text(assemble(name), encoding="utf-8")
    for name in SCRIPTS:
        (STATIC / "js" / f"{name}.js").write_text(script(name), encoding="utf-8")


if __name__ == "__main__":
    write_all()
