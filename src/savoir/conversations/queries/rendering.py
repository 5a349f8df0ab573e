"""A letter as the two bodies of a mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string

from savoir.cases.values import MessageContext
from savoir.conversations.rules import Letter, Links, as_text, compose
from savoir.conversations.states import Step

# Stands for a one-time secret in what is stored: whoever reads the case must not get the customer's key.
SECRET_MARK: Final = "lien-personnel"  # noqa: S105 - it says that there is one, it is none


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be stored."""

    subject: str
    text: str
    html: str


def render(
    context: MessageContext, step: Step, words: Mapping[str, Any], *, language: str, now: datetime
) -> Rendered:
    """Make the message of a step in `language`, with `SECRET_MARK` in place of a link's secret."""
    letter = compose(context, step, words, language=language, links=links_of(context, words), now=now)
    return Rendered(subject=letter.subject, text=as_text(letter), html=html_of(letter))


def html_of(letter: Letter) -> str:
    """The letter as a 600 px page for mail readers; every word in it escaped."""
    return render_to_string("conversations/mail/letter.html", {"letter": letter})


def links_of(context: MessageContext, words: Mapping[str, Any]) -> Links:
    """Addresses a message about this case carries; its button goes through a one-time link if it has one."""
    base = f"{str(settings.BASE_URL).rstrip('/')}/sav/{context.brand.slug}"
    case = f"{base}/dossiers/{context.reference}/"
    return Links(
        case=case,
        action=f"{base}/acces/{SECRET_MARK}/" if words.get("link_secret") else case,
        rights=f"{base}/vos-droits/",
    )


def with_secret(body: str, words: Mapping[str, Any]) -> str:
    """A stored body as it leaves: the mark replaced by the secret."""
    secret = str(words.get("link_secret", ""))
    return body.replace(f"/acces/{SECRET_MARK}/", f"/acces/{secret}/") if secret else body
