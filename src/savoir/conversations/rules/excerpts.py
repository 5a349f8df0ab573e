"""The piece of a message around the words somebody looked for."""

import re
import unicodedata

from savoir.conversations.values import Part

BEFORE, LENGTH = 60, 200
_WORD = re.compile(r"\w+")
_LIKE = 0.6  # share of a word that its inflections have in common
_SHORT = 3


def excerpt_of(text: str, asked: str) -> tuple[Part, ...]:
    """About `LENGTH` letters of `text` around the first word that is, or is inflected like, one of `asked`,
    with those words marked; its beginning when none is found. White space becomes one blank.
    """
    flat = " ".join(text.split())
    hits = _hits(flat, asked)
    begin = _at_blank(flat, max(hits[0][0] - BEFORE, 0)) if hits else 0
    end = _end(flat, begin + LENGTH)
    parts, at = [Part("… ")] if begin else [], begin
    for start, stop in hits:
        if start < at or stop > end:
            continue
        parts += [Part(flat[at:start])] if start > at else []
        parts.append(Part(flat[start:stop], is_hit=True))
        at = stop
    rest = flat[at:end] + (" …" if end < len(flat) else "")
    return (*parts, Part(rest)) if rest else tuple(parts)


def _hits(text: str, asked: str) -> list[tuple[int, int]]:
    words = [(found.start(), found.end(), bare(found[0])) for found in _WORD.finditer(text)]
    hits: set[tuple[int, int]] = set()
    for wanted in {bare(word) for word in _WORD.findall(asked)}:
        alike = [(_alike(word, wanted), start, end) for start, end, word in words]
        best = max((score for score, _, _ in alike), default=0)
        hits |= {(start, end) for score, start, end in alike if best and score == best}
    return sorted(hits)


def _alike(word: str, wanted: str) -> int:
    """Letters both begin with, one more when they are the same; 0 when that is too few to be one word."""
    if word == wanted:
        return len(word) + 1
    common = next((n for n, (a, b) in enumerate(zip(word, wanted, strict=False)) if a != b), None)
    common = min(len(word), len(wanted)) if common is None else common
    return common if common >= max(_SHORT, _LIKE * max(len(wanted), _SHORT)) else 0


def bare(word: str) -> str:
    """Small letters without accents."""
    split = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _at_blank(text: str, place: int) -> int:
    """The beginning of the first word at or after `place`."""
    if place == 0 or text[place - 1] == " ":
        return place
    blank = text.find(" ", place, place + BEFORE)
    return place if blank < 0 else blank + 1


def _end(text: str, place: int) -> int:
    """The end of the last whole word before `place`."""
    if place >= len(text):
        return len(text)
    blank = text.rfind(" ", place - BEFORE, place)
    return place if blank < 0 else blank
