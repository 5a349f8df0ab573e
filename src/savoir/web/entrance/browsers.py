"""A browser in words a person knows, from what it says of itself."""

from typing import Final

from django.utils.translation import gettext

# Each says the names of its elders too: the first one found is meant.
_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
_MOST: Final = 80


def browser_words(agent: str) -> str:
    """« Chrome sur Windows » for a User-Agent; its own first characters when neither is known."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser and system:
        return gettext("%(browser)s sur %(system)s") % {"browser": browser, "system": system}
    return browser or system or agent[:_MOST] or gettext("Navigateur inconnu")
