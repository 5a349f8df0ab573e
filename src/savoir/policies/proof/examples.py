"""A document's own examples that it answers otherwise: its author wrote down what he wanted."""

from collections.abc import Iterator

from savoir.policies.facts import Point
from savoir.policies.proof.reports import Found, Kind
from savoir.policies.proof.structure import rows_of
from savoir.policies.tables import POINTS, Compiled, FailedExample, failed_examples, write_output


def failing(compiled: Compiled, points: frozenset[Point]) -> Iterator[Found]:
    """One finding for each example of these points that does not hold."""
    for one in failed_examples(compiled):
        if one.example.point in points:
            yield _told(one)


def _told(failed: FailedExample) -> Found:
    name, specs = failed.example.name, POINTS[failed.example.point].outputs
    parts: dict[str, list[str]] = {"fr": [], "en": []}
    for output, answered in failed.answered.items():
        spec, expected = specs[output], failed.example.expected[output]
        for language, label in (("fr", spec.label_fr), ("en", spec.label_en)):
            said, asked = (write_output(spec, value, language) for value in (answered, expected))
            words = f"{said} au lieu de {asked}" if language == "fr" else f"{said} instead of {asked}"
            parts[language].append(f"{label or output} {words}")
    return Found(
        Kind.EXAMPLE_FAILS,
        f"L’exemple « {name} » de l’auteur ne tient pas : {', '.join(parts['fr'])}.",
        f"The author’s example “{name}” does not hold: {', '.join(parts['en'])}.",
        rows_of(failed.hits), facts=failed.example.facts,
    )  # fmt: skip
