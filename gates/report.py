"""What a gate answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """One gate's answer: it is kept when `findings` is empty. `table` is shown when the gate runs alone."""

    findings: tuple[str, ...]
    summary: str
    table: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings
