"""What can be wrong with a file or a row, by code; the sentences are in `sentences.py`."""

from dataclasses import dataclass

from savoir.kernel.errors import Refused


class ImportRefused(Refused):
    """The file can't be read, nothing was imported; `facts["code"]` and `facts["line"]` say why."""


class MappingRefused(Refused):
    """The mapping file is wrong; `field` names the entry and `facts["code"]` what is wrong with it."""


class Bad(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A text is not a value of its field; `code` says what is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why the order of a row is rejected. `key` is None when the order is unknown."""

    row: int
    key: str | None
    code: str
    field: str
