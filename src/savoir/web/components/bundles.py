"""One style sheet per door, put together from one file per component.

Browsers get one request instead of twenty-five; authors keep one small file per component.
``python -m savoir.web.components.bundles`` writes the sheets; a rule test fails when one is stale.
"""

from __future__ import annotations

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static" / "savoir"
_PARTS = Path(__file__).parent / "styles"  # not served: only the sheets made of them are
_COMMON = ("tokens", "base", "layout")
_SHARED = (
    "button", "pill", "tag", "card", "choice", "timeline", "steps", "form", "upload",
    "notice", "dialog", "avatar", "rows", "empty", "kbd",
)  # fmt: skip
_DOCK = ("button", "pill", "form", "notice", "dialog", "avatar", "empty", "dock")
_STORY = ("button", "pill", "tag", "card", "timeline", "rows", "kbd", "notice", "remedy")
_DESK = ("remedy", "table", "palette", "bulk", "tabs", "pagination")


def _parts(*names: str) -> tuple[str, ...]:
    return tuple(f"components/{name}" for name in names)


BUNDLES: dict[str, tuple[str, ...]] = {
    "portal": (*_COMMON, "portal-layout", *_parts(*_SHARED, "rights"), "doors/portal", "print"),
    "desk": (*_COMMON, "desk-layout", *_parts(*_SHARED, "law", *_DESK), "doors/desk", "print"),
    "law": ("components/law",),  # beside the portal's own, on the pages of rights alone
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


def assemble(name: str) -> str:
    """Text of the bundle ``name``, its parts in order, without comments or indentation.

    Raises ``KeyError`` for an unknown bundle.
    """
    parts = (_PARTS / f"{part}.css" for part in BUNDLES[name])
    return "".join(_squeeze(part.read_text(encoding="utf-8")) for part in parts)


def _squeeze(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def write_all() -> None:
    """Write every bundle beside the parts (``static/savoir/<name>.css``)."""
    for name in BUNDLES:
        (STATIC / f"{name}.css").write_text(assemble(name), encoding="utf-8")


if __name__ == "__main__":
    write_all()
