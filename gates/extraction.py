"""Every msgid of the interface, from Python and from templates, without a GNU binary."""

import io
import os
import re
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.extract import extract

from gates.tree import files_below

Keywords = dict[str, Any]
SINGLE, PLURAL = None, (1, 2)
IN_CONTEXT, PLURAL_IN_CONTEXT = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS: Keywords = {
    "_": SINGLE,
    "gettext": SINGLE,
    "gettext_lazy": SINGLE,
    "gettext_noop": SINGLE,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": IN_CONTEXT,
    "pgettext_lazy": IN_CONTEXT,
    "npgettext": PLURAL_IN_CONTEXT,
    "npgettext_lazy": PLURAL_IN_CONTEXT,
}
EMPTY = re.compile(r":(\d+): warning: Empty msgid")  # Babel leaves these out and only says so


@dataclass(frozen=True, slots=True)
class Msgid:
    """A text to translate: its context ("" when it has none), singular, plural ("" when it has none)."""

    context: str
    singular: str
    plural: str


@dataclass(frozen=True, slots=True)
class Use:
    """Where a msgid stands."""

    msgid: Msgid
    path: str
    line: int


def _templatized(path: Path) -> bytes:
    """Return a template as the Python-like text Django makes for extraction, same lines, no indentation."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    from django.utils.translation.template import templatize

    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return re.sub(r"(?m)^[ \t]+", "", text).encode()


def _msgid(message: Any, context: str | None) -> Msgid:
    texts = message if isinstance(message, tuple) else (message, "")
    return Msgid(context or "", *texts[:2])


def msgids_in(path: Path, name: str) -> Iterator[Use]:
    """Yield the msgids of one file, an empty one too; `name` is how the file is called in the catalogue."""
    content = path.read_bytes() if path.suffix == ".py" else _templatized(path)
    options, said = {"encoding": "utf-8"}, io.StringIO()
    with redirect_stderr(said):
        found = list(extract("python", io.BytesIO(content), KEYWORDS, ("Translators:",), options))
    for line, message, _, context in found:
        yield Use(_msgid(message, context), name, line)
    for line in EMPTY.findall(said.getvalue()):
        yield Use(Msgid("", "", ""), name, int(line))


def uses_in(root: Path) -> list[Use]:
    """Return every use of a msgid below `src` of the tree at `root`, in the order of the files."""
    found: list[Use] = []
    for path in files_below(root, ("src",), (".py", ".html", ".txt")):
        if path.suffix == ".py" or "templates" in path.parts:
            found += msgids_in(path, path.relative_to(root / "src").as_posix().replace(os.sep, "/"))
    return found
