"""The bytes of a file: packed or not, digest, encoding, sign between columns. Always streaming."""

import codecs
import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, TextIO

from savoir.orders.intake.faults import ImportRefused
from savoir.orders.intake.mapping import Mapping

_CHUNK = 1 << 20
_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = ";,\t"
_WHOLE_JSON = re.compile(r'\{\s*"(orders|data)"\s*:\s*\[')
_BROKEN_GZIP = (EOFError, gzip.BadGzipFile, zlib.error)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was looked through once: readable to its end, encoding known."""

    path: Path
    digest: str
    encoding: str
    lines: int
    delimiter: str
    kind: str  # "csv", "jsonl" (one document a line), "json" (one text for all) or "xml"


def examine(path: Path, mapping: Mapping) -> Source:
    """Look a file through. Raises ImportRefused: empty, truncated, undecodable; OSError: not there."""
    head = _head(path)
    if not head:
        raise ImportRefused(code="empty_file", line=1)
    is_wide = head.startswith(_WIDE_BOMS)  # what Excel calls "Unicode text"
    digest, lines, encoding = _walk(path, "utf-16" if is_wide else mapping.encoding)
    if encoding == "utf-8" and head.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    text = head.decode(encoding, "replace")
    return Source(path, digest, encoding, lines, mapping.delimiter or _delimiter(text), _kind(text))


def _kind(head: str) -> str:
    """What the text is, by its first signs; a first line that is a whole document begins JSON Lines."""
    first = head.lstrip("\ufeff").lstrip()
    if first[:1] == "<":
        return "xml"
    if first[:1] == "[" or _WHOLE_JSON.match(first):
        return "json"
    if first[:1] != "{":
        return "csv"
    line, end, _ = first.partition("\n")
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return "json" if end and line.strip() == "{" else "jsonl"
    return "jsonl"


@contextmanager
def opened(source: Source) -> Iterator[TextIO]:
    """The text of the file, line ends untouched."""
    with _bytes(source.path) as raw:
        yield io.TextIOWrapper(raw, encoding=source.encoding, newline="")


@contextmanager
def opened_bytes(source: Source) -> Iterator[IO[bytes]]:
    """The bytes of the file, unpacked."""
    with _bytes(source.path) as raw:
        yield raw


@contextmanager
def _bytes(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if not is_packed:
            yield raw
            return
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield unpacked  # type: ignore[misc]  # a GzipFile is read like any other


def _head(path: Path) -> bytes:
    try:
        with _bytes(path) as raw:
            return raw.read(1 << 16)
    except _BROKEN_GZIP as error:
        raise ImportRefused(code="truncated_gzip", line=1) from error


def _walk(path: Path, wanted: str) -> tuple[str, int, str]:
    """Digest, number of lines, encoding: the wanted one, else the first that fits the whole file."""
    whole, lines, last = sha256(), 0, b""
    names = [wanted] if wanted else ["utf-8", "cp1252", "latin-1"]
    fitting = {name: codecs.getincrementaldecoder(name)() for name in names}
    for chunk in _chunks(path):
        whole.update(chunk)
        for name in list(fitting):
            try:
                fitting[name].decode(chunk)
            except UnicodeDecodeError as error:
                if len(fitting) == 1:
                    line = 1 + lines + chunk[: error.start].count(b"\n")
                    raise ImportRefused(code="encoding", line=line) from error
                del fitting[name]
        lines += chunk.count(b"\n")
        last = chunk
    _close(fitting, lines)
    return whole.hexdigest(), lines + (not last.endswith(b"\n")), next(iter(fitting))


def _close(fitting: "dict[str, codecs.IncrementalDecoder]", lines: int) -> None:
    """A character cut off at the end of the file shows only now."""
    for name in list(fitting):
        try:
            fitting[name].decode(b"", final=True)
        except UnicodeDecodeError as error:
            if len(fitting) == 1:
                raise ImportRefused(code="encoding", line=lines + 1) from error
            del fitting[name]


def _chunks(path: Path) -> Iterator[bytes]:
    lines = 0
    try:
        with _bytes(path) as raw:
            while chunk := raw.read(_CHUNK):
                lines += chunk.count(b"\n")
                yield chunk
    except _BROKEN_GZIP as error:
        raise ImportRefused(code="truncated_gzip", line=lines + 1) from error


def _delimiter(head: str) -> str:
    """The sign that splits the header into the most columns."""
    header = head.splitlines()[0] if head.strip() else ""
    return max(_DELIMITERS, key=lambda sign: len(next(csv.reader([header], delimiter=sign), [])))
