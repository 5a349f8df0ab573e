"""Sentences of the terminal that a page says in its reader's language: English text that knows its parts."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence: `template` names it, `facts` fill its {holes}, `text` is both together, in English."""

    template: str
    facts: Mapping[str, str]
    text: str


class Said(str):
    """English text, as long as nobody cuts or joins it still with its parts."""

    parts: tuple[Part, ...] = ()


def say(template: str, **facts: object) -> Said:
    """One sentence: "Port {port} is free." with port=8000."""
    plain = {name: str(fact) for name, fact in facts.items()}
    said = Said(template.format(**plain))
    said.parts = (Part(template, plain, str(said)),)
    return said


def together(*sentences: str) -> Said:
    """Several, with a space between them; empty ones are left out."""
    told = [sentence for sentence in sentences if sentence]
    said = Said(" ".join(told))
    said.parts = tuple(part for sentence in told for part in parts_of(sentence))
    return said


def parts_of(sentence: str) -> tuple[Part, ...]:
    """The parts of a sentence; plain text, such as another program's own words, is one that nobody knows."""
    return sentence.parts if isinstance(sentence, Said) else (Part("", {}, sentence),)
