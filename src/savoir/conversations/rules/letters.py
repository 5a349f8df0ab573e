"""A letter: every sentence of a message, ready to be laid out."""

from dataclasses import dataclass
from typing import Final

CODE_CONTENT_ID: Final = "retour@savoir"


@dataclass(frozen=True, slots=True)
class Links:
    """Absolute addresses: the case's page, where the button leads, the page of rights."""

    case: str
    action: str
    rights: str


@dataclass(frozen=True, slots=True)
class Note:
    """A heading and what is to be known or done about it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class CodeBox:
    """The return number with its QR (shown from the attached picture)."""

    title: str
    text: str
    label: str
    reference: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of what follows; `number` is 0 for what is done."""

    number: int
    title: str
    when: str


@dataclass(frozen=True, slots=True)
class Body:
    """What differs from step to step. `promise` is the one date that stands out."""

    subject: str
    title: str
    paragraphs: tuple[str, ...]
    promise_label: str = ""
    promise: str = ""
    notes: tuple[Note, ...] = ()
    code: CodeBox | None = None
    action: str = ""
    path: tuple[PathStep, ...] = ()
    legal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brand:
    """Who signs: name, its letter, colors that read on white, legal entity."""

    name: str
    letter: str
    color: str
    ink: str
    soft: str
    entity: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole message in one language."""

    language: str
    reference: str
    brand: Brand
    subject: str
    preheader: str
    title: str
    paragraphs: tuple[str, ...]
    promise_label: str
    promise: str
    notes: tuple[Note, ...]
    code: CodeBox | None
    code_content_id: str
    action: str
    action_url: str
    path_heading: str
    path: tuple[PathStep, ...]
    legal: tuple[str, ...]
    rights: str
    rights_url: str
    question: str
    contact: str
    follow: str
    follow_url: str
