"""A letter as plain text: everything the picture says, for those who see none."""

from collections.abc import Iterator

from savoir.conversations.rules.letters import Letter


def as_text(letter: Letter) -> str:
    """The letter as text, paragraphs apart by an empty line, addresses on lines of their own."""
    return "\n\n".join(block for block in _blocks(letter) if block) + "\n"


def _blocks(letter: Letter) -> Iterator[str]:
    yield f"{letter.brand.name} · {letter.reference}"
    yield letter.title
    yield from letter.paragraphs
    if letter.promise:
        yield f"{letter.promise_label}\n{letter.promise}"
    for note in letter.notes:
        yield f"{note.heading}\n{note.text}"
    if letter.code:
        yield f"{letter.code.title}\n{letter.code.label} {letter.code.reference}\n{letter.code.text}"
    yield f"{letter.action}\n{letter.action_url}"
    yield _path(letter)
    yield "\n".join(letter.legal)
    yield f"{letter.rights}\n{letter.rights_url}"
    yield f"{letter.question} {letter.contact}"
    yield f"{letter.follow}\n{letter.follow_url}"
    yield letter.brand.entity


def _path(letter: Letter) -> str:
    if not letter.path:
        return ""
    steps = (f"{step.number or '✓'} {step.title} ({step.when})" for step in letter.path)
    return "\n".join([letter.path_heading, *steps])
