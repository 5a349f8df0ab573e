"""Every article that the law names is applied by a function and tried by a test; its page is made of both."""

import pytest
from docs import law_page

# The directives behind the countries without a file give numbers; their sentences are for who reads them.
READ = [(name, code) for name in law_page.FILES if name != "elsewhere" for code in law_page.articles(name)]


@pytest.mark.parametrize(("file", "code"), READ, ids=[f"{file} {code}" for file, code in READ])
def test_an_article_is_applied_and_tried(file: str, code: str) -> None:
    _, sentence, applied, _, tried = law_page.row(file, code)
    assert sentence.endswith(".")
    assert applied, f"{code} has a sentence and no function of the law reads it"
    assert tried, f"{code} is applied and no test names it or what applies it"


def test_an_article_that_nobody_applies_would_be_seen() -> None:
    assert not law_page.functions().get("L999-9")
    assert "L221-28 3°" not in law_page._by_text("L221-28 13°")
    assert "L221-2" not in law_page._by_text("L221-28 13°")
