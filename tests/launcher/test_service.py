"""What a unit starts: a server that says who it is, and does not begin when it could not answer."""

import io
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from savoir.config import leftovers, service
from savoir.config.instances import HEADER, Wsgi, named
from savoir.config.leftovers import heard_out


def answering(status: str) -> Wsgi:
    """A program that gives one answer at the entrance to the site's own name over https, 400 elsewhere."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = environ["PATH_INFO"], environ["HTTP_HOST"], environ["HTTP_X_FORWARDED_PROTO"]
        is_right = asked == ("/entree/", "sav.lenoir.example", "https")
        start_response(status if is_right else "400 Bad Request", [("Content-Type", "text/html")])
        return [b"words"]

    return application


@pytest.mark.parametrize(
    ("status", "able"),
    [("200 OK", True), ("302 Found", True), ("500 Internal Server Error", False),
     ("503 Service Unavailable", True)],
)  # fmt: skip
def test_a_server_that_could_not_answer_does_not_begin(status: str, able: bool) -> None:
    """What is away comes back without us: the database alone keeps no server from beginning."""
    assert service.is_able(answering(status), "sav.lenoir.example") is able


def test_answers_say_which_instance_gave_them() -> None:
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        told.append(dict(headers).get(HEADER))

    environ = {"PATH_INFO": "/", "HTTP_HOST": "x", "HTTP_X_FORWARDED_PROTO": "https"}
    for instance in ("b", ""):
        list(named(answering("200 OK"), instance)(environ, start))
    assert told == ["b", None]


def test_a_service_runs_by_the_folder_of_its_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link names a later one before this one ends: what it loads by then is still its own."""
    (tmp_path / "releases" / "first" / "bin").mkdir(parents=True)
    (tmp_path / "savoir").symlink_to(tmp_path / "releases" / "first")
    began: list[list[str]] = []
    monkeypatch.setattr(sys, "executable", str(tmp_path / "savoir" / "bin" / "python"))
    monkeypatch.setattr(os, "execv", lambda path, command: began.append([path, *command[1:]]))
    service.main(["worker"])
    assert began == [[str(tmp_path / "releases" / "first" / "bin" / "python"), "-m", "savoir.config.worker"]]


def test_a_broken_server_ends_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "is_able", lambda *_given: False)
    monkeypatch.setattr(os, "execv", lambda *_given: pytest.fail("it began"))
    with pytest.raises(SystemExit, match="does not begin"):
        service.main(["web", "--port", "8000"])


def sent(size: int) -> dict[str, Any]:
    """A request with a body."""
    return {"CONTENT_LENGTH": str(size), "wsgi.input": io.BytesIO(b"x" * size)}


def test_a_body_that_no_page_read_is_heard_to_its_end() -> None:
    """Else the proxy in front, still sending, tells 502 instead of "sign in first"."""
    request = sent(700_000)
    heard_out(lambda environ, start: [b"sign in first"])(request, print)
    assert request["wsgi.input"].read() == b""


def test_a_body_without_an_end_is_not_heard_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "MOST_BYTES", 1_000)
    request = sent(700_000)
    heard_out(lambda environ, start: [b""])(request, print)
    assert request["wsgi.input"].tell() == 1_000


class Answer(list[bytes]):
    """An answer that holds a connection of the database until it is closed."""

    is_closed = False

    def close(self) -> None:
        """Give it back."""
        self.is_closed = True


class Broken:
    """A body whose sender went away in the middle."""

    def read(self, size: int) -> bytes:
        """Half of it."""
        raise ConnectionResetError(size)


def test_who_goes_away_while_sending_keeps_no_connection_of_ours() -> None:
    answer = Answer([b"sign in first"])
    with pytest.raises(ConnectionResetError):
        heard_out(lambda environ, start: answer)({"CONTENT_LENGTH": "9", "wsgi.input": Broken()}, print)
    assert answer.is_closed
