"""The English catalogue says all the French source says: `python -m gates.translations check|update`."""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from gates.extraction import Msgid, Use, uses_in
from gates.report import Report

ROOT = Path(__file__).resolve().parent.parent
CATALOG = Path("src") / "savoir" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDERS = re.compile(r"%\((\w+)\)[-#0 +]?[\d.]*[sdrifg]|(?<!%)(?:%%)*%([sdrifg])|\{(\w*)\}")
# A plain space before a sign or after « (French has a no-break one there), between digits, before a unit.
BREAKING = re.compile(r" (?:»|[:;?!](?!\S))|« |\d (?:\d{3}|Mo|€)\b")
FOUNDED_AT = datetime(2026, 11, 22, tzinfo=UTC)
HEADER = """# English catalogue of Savoir. The source language is French: each msgid is the French text.
# Kept by `python -m gates.translations update`.
#"""


def _fresh(created_at: datetime | str, comment: str) -> Catalog:
    """Return an empty catalogue whose header stays the same from one update to the next."""
    return Catalog(
        locale="en",
        project="savoir",
        version="1",
        copyright_holder="The Savoir maintainers",
        msgid_bugs_address="see CONTRIBUTING.md",
        last_translator="The Savoir maintainers",
        language_team="English",
        header_comment=comment,
        charset="utf-8",
        creation_date=created_at,
        revision_date=created_at,
        fuzzy=False,
    )


def catalog_of(root: Path) -> Catalog:
    """Read the English catalogue of the tree at `root`; an empty one when there is none yet."""
    file = root / CATALOG
    if not file.exists():
        return _fresh(FOUNDED_AT, HEADER)
    return read_po(io.BytesIO(file.read_bytes()), locale="en", domain="django")


def msgid_of(message: Message) -> Msgid:
    """Return the msgid a catalogue entry translates."""
    texts = message.id if isinstance(message.id, list | tuple) else (message.id, "")
    return Msgid(message.context or "", str(texts[0]), str(texts[1]))


def _entries(catalog: Catalog) -> dict[Msgid, Message]:
    return {msgid_of(message): message for message in catalog if message.id}


def _texts(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a text: `%(name)s`, `%s` and `{name}`, each by its name or letter."""
    return {next(filter(None, found), "{}") for found in PLACEHOLDERS.findall(text)}


def _entry_findings(message: Message, plurals: int) -> Iterator[str]:
    msgid, texts = msgid_of(message), _texts(message)
    if message.fuzzy:
        yield "is marked fuzzy: confirm it"
    if not all(text.strip() for text in texts) or len(texts) != (plurals if msgid.plural else 1):
        yield "is not translated in each form"
        return
    wanted = placeholders(msgid.plural or msgid.singular)
    if placeholders(texts[-1]) != wanted:
        yield f"does not carry the placeholders {sorted(wanted)}"
    if not all(placeholders(text) <= wanted for text in texts):
        yield f"carries placeholders that the source lacks, which has {sorted(wanted)}"


def catalog_findings(catalog: Catalog, uses: list[Use]) -> Iterator[str]:
    """Yield what the catalogue lacks, has too much of, or says wrongly, against the uses in the source."""
    entries, places = _entries(catalog), {use.msgid: f"{use.path}:{use.line}" for use in reversed(uses)}
    for msgid, place in places.items():
        if msgid not in entries:
            yield f"{place} «{msgid.singular}» is missing from the catalogue"
    for msgid, message in entries.items():
        if msgid not in places:
            yield f"«{msgid.singular}» is in the catalogue and no longer in the source"
        else:
            faults = _entry_findings(message, catalog.num_plurals)
            yield from (f"{places[msgid]} «{msgid.singular}» {fault}" for fault in faults)
    if catalog.obsolete:
        yield f"{len(catalog.obsolete)} obsolete entries: run `python -m gates.translations update`"


def conflicts(uses: list[Use]) -> Iterator[str]:
    """Yield each text used with two different plurals: a catalogue holds only one of them."""
    plurals: dict[tuple[str, str], Use] = {}
    for use in uses:
        key = (use.msgid.context, use.msgid.singular)
        first = plurals.setdefault(key, use)
        if first.msgid.plural != use.msgid.plural:
            yield f"{use.path}:{use.line} «{use.msgid.singular}» has another plural in {first.path}"


def breaking(uses: list[Use]) -> Iterator[str]:
    """Yield each French text that a line could cut before its sign, or inside a number."""
    for use in uses:
        if any(BREAKING.search(text) for text in (use.msgid.singular, use.msgid.plural)):
            yield f"{use.path}:{use.line} «{use.msgid.singular}» lacks a no-break space"


def _spoken(uses: list[Use]) -> tuple[list[Use], list[str]]:
    """Return the uses that say something, and one sentence for each that says nothing."""
    empty = [f"{use.path}:{use.line} translates an empty text" for use in uses if not use.msgid.singular]
    return [use for use in uses if use.msgid.singular], empty


def check(root: Path) -> Report:
    """Compare the catalogue of the tree at `root` with its source."""
    uses, empty = _spoken(uses_in(root))
    findings = (*empty, *conflicts(uses), *breaking(uses), *catalog_findings(catalog_of(root), uses))
    return Report(findings, f"{len({use.msgid for use in uses})} texts")


def update(root: Path) -> int:
    """Add the missing entries (empty), drop those no longer used; return how many wait for a translation."""
    (uses, _), old = _spoken(uses_in(root)), catalog_of(root)
    known = _entries(old)
    new = _fresh(old.creation_date, old.header_comment)
    for use in uses:
        msgid = use.msgid
        former = known.get(msgid)
        key = (msgid.singular, msgid.plural) if msgid.plural else msgid.singular
        flags, notes = (former.flags, former.user_comments) if former else ((), ())
        text = former.string if former else None
        new.add(key, text, [(use.path, use.line)], flags, user_comments=notes, context=msgid.context or None)
    written = io.BytesIO()
    write_po(written, new, width=100, include_lineno=False, sort_by_file=True)
    (root / CATALOG).parent.mkdir(parents=True, exist_ok=True)
    (root / CATALOG).write_bytes(written.getvalue())
    return sum(1 for message in new if message.id and not all(text.strip() for text in _texts(message)))


def main(words: list[str]) -> int:
    """Answer `check` (exit code 1 when the catalogue is not complete) or `update`."""
    if words == ["update"]:
        sys.stdout.write(f"{CATALOG}: {update(ROOT)} texts wait for their translation\n")
        return 0
    if words != ["check"]:
        sys.stderr.write("Say `check` or `update`.\n")
        return 2
    report = check(ROOT)
    sys.stdout.writelines(f"{finding}\n" for finding in (*report.findings, report.summary))
    return 0 if report.is_kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
