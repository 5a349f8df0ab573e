"""What is asked of a replay that runs elsewhere, and what comes back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from savoir.insights.values.figures import ChangedCase, Replayed, Span

Still = Callable[[str, int], bool]


@dataclass(frozen=True, slots=True)
class StoredRules:
    """A stored document with its digest."""

    document: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """Two documents, the cases of a span, and how many of those that change are wanted one by one."""

    before: StoredRules
    after: StoredRules
    span: Span
    most: int

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        sides = {"before": self.before, "after": self.after}
        return {name: [dict(one.document), one.digest] for name, one in sides.items()} | {
            "span": self.span.plain(), "most": self.most,
        }  # fmt: skip

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "ReplayRequest":
        """From its JSON. Raises KeyError for what is none."""
        before, after = (StoredRules(*form[name]) for name in ("before", "after"))
        return cls(before, after, Span.read(form["span"]), form["most"])


@dataclass(frozen=True, slots=True)
class ReplayAnswer:
    """The figures, the cases that change (the most money first), and how many seconds both took."""

    replayed: Replayed
    changed: tuple[ChangedCase, ...]
    seconds: float

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        changed = [one.plain() for one in self.changed]
        return {"replayed": self.replayed.plain(), "changed": changed, "seconds": self.seconds}

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "ReplayAnswer":
        """From its JSON. Raises KeyError for what is none."""
        changed = tuple(map(ChangedCase.read, form["changed"]))
        return cls(Replayed.read(form["replayed"]), changed, form["seconds"])
