"""Lists behind the figures of the story, by the word in their button."""

from typing import Final

from django.urls import reverse

_PLACES: Final = {
    "argent": ("desk:money", ""),
    "argent-passee": ("desk:money", "echeance=passee"),
    "argent-proche": ("desk:money", "echeance=proche"),
    "argent-ensuite": ("desk:money", "echeance=ensuite"),
    "argent-colis": ("desk:money", "echeance=colis"),
    "argent-promis": ("desk:money", "echeance=promis"),
    "a-traiter": ("desk:queue", "vue=a-traiter"),
    "en-retard": ("desk:queue", "vue=en-retard"),
    "avant-18-h": ("desk:queue", "vue=avant-18-h"),
    "cette-semaine": ("desk:queue", "vue=cette-semaine"),
    "courriers": ("desk:mailbox", ""),
}


def desk_place(word: str) -> str:
    """The address of a list of the desk, "" for a word that names none."""
    name, query = _PLACES.get(word, ("", ""))
    if not name:
        return ""
    return f"{reverse(name)}?{query}" if query else reverse(name)
