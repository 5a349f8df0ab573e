"""Addresses of the desk by name and number: Django works the pattern out once, a page asks for forty."""

from functools import cache

from django.urls import reverse

_REFERENCE, _NUMBER = "SAV-0", 4_000_000_000_000_000_007


def address_of(name: str, of: str | int) -> str:
    """The address of the page `name` of one case (its reference) or of what has an id of its own.

    Raises NoReverseMatch for a page that is not named so.
    """
    before, after = _around(f"desk:{name}", of_case=isinstance(of, str))
    return f"{before}{of}{after}"


@cache
def _around(name: str, *, of_case: bool) -> tuple[str, str]:
    mark = _REFERENCE if of_case else _NUMBER
    before, _, after = reverse(name, args=[mark]).partition(str(mark))
    return before, after


class CaseAddresses(dict[str, str]):
    """The pages and deeds of one case for a template: `{{ at.refusal }}`."""

    def __init__(self, reference: str) -> None:
        super().__init__()
        self._reference = reference

    def __missing__(self, name: str) -> str:
        """Raises NoReverseMatch."""
        return address_of(name, self._reference)
