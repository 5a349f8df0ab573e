"""Where one is signed in, in words."""

import pytest

from savoir.web.entrance.browsers import browser_words

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64) {_WEBKIT} Chrome/141.0 Safari/537.36", "Chrome sur Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {_WEBKIT} Chrome/141.0 Safari/537.36 Edg/141.0", "Edge sur Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) Version/18.0 Safari/605.1.15", "Safari sur macOS"),
        (
            "Mozilla/5.0 (iPhone; iPhone OS 18_0 like Mac OS X) CriOS/141.0 Safari/604.1",
            "Chrome sur iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox sur Linux"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_named_as_people_call_it(agent: str, words: str) -> None:
    assert browser_words(agent) == words
