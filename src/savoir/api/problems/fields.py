"""What is wrong with a field, by pydantic's code, in words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WRONG: Final = _("Cette valeur ne va pas.")
_TYPES: Final = {
    "int": _("Un nombre entier est attendu."),
    "float": _("Un nombre est attendu."),
    "string": _("Un texte est attendu."),
    "bool": _("true ou false est attendu."),
    "list": _("Une liste est attendue."),
    "tuple": _("Une liste est attendue."),
    "dict": _("Un objet est attendu."),
    "model": _("Un objet est attendu."),
    "date": _("Une date est attendue, comme 2026-11-22."),
    "datetime": _("Un instant avec son fuseau est attendu, comme 2026-11-22T09:30:00Z."),
    "timezone": _("Un instant avec son fuseau est attendu, comme 2026-11-22T09:30:00Z."),
    "json": _("Un objet est attendu."),
}
_SENTENCES: Final[dict[str, str | Promise]] = {
    "missing": _("Ce champ est obligatoire."),
    "extra_forbidden": _("Ce champ n’existe pas ici."),
    "enum": _("Les valeurs possibles sont %(expected)s."),
    "literal_error": _("Les valeurs possibles sont %(expected)s."),
    "union_tag_invalid": _("Les valeurs possibles sont %(expected_tags)s."),
    "union_tag_not_found": _("Le champ %(discriminator)s est obligatoire."),
    "string_too_short": _("Au moins %(min_length)s caractères."),
    "string_too_long": _("Au plus %(max_length)s caractères."),
    "string_pattern_mismatch": _("Ce texte n’a pas la forme attendue."),
    "too_short": _("Au moins %(min_length)s éléments."),
    "too_long": _("Au plus %(max_length)s éléments."),
    "greater_than": _("Plus que %(gt)s."),
    "greater_than_equal": _("Au moins %(ge)s."),
    "less_than": _("Moins que %(lt)s."),
    "less_than_equal": _("Au plus %(le)s."),
}
_TAGS: Final = {"remedy", "refusal", "question"}
_PLACES: Final = {"body", "query", "path", "header"}


def field_errors(errors: Sequence[Mapping[str, Any]], parameter: str = "") -> list[dict[str, str]]:
    """`[{field, code, detail}]` from pydantic's errors, at most 20; `parameter` is left out of the path."""
    return [
        {"field": _path(one["loc"], parameter), "code": str(one["type"]), "detail": sentence(one)}
        for one in errors[:20]
    ]


def sentence(error: Mapping[str, Any]) -> str:
    """One sentence in the active language, without what was sent."""
    kind = str(error["type"])
    found = _SENTENCES.get(kind) or _TYPES.get(kind.partition("_")[0], _WRONG)
    try:
        return str(str(found) % error.get("ctx", {}))
    except KeyError:
        return str(_WRONG)


def _path(loc: Sequence[str | int], parameter: str) -> str:
    """`lines.0.quantity`: where the field stands, the place and the body's own name left out."""
    parts = [str(part) for part in loc]
    if parts and parts[0] in _PLACES:
        parts = parts[1:]
    if parts and parts[0] == parameter:
        parts = parts[1:]
    if len(parts) > 1 and parts[0] in _TAGS:  # which of several shapes it is stands in the body itself
        parts = parts[1:]
    return ".".join(parts)
