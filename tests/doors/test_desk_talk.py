"""The talk of a case as it is drawn: who, when, what; nothing a person wrote becomes a tag."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override

from savoir.conversations.states import Direction
from savoir.web.desk.cases.talk import talk_drawn

AT = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)
HEAD = '<article class="talk-entry" data-kind="{}"><p class="talk-head"><span><b>{}</b>{}</span>{}</p>'
TIME = '<time datetime="2026-11-23T09:12:00+01:00">lun.\xa023\xa0nov.\xa009:12</time>'


def _entry(direction: Direction, *, subject: str = "", text: str = "", **more: Any) -> dict[str, Any]:
    card = SimpleNamespace(direction=direction, subject=subject, text=text, created_at=AT)
    return {"card": card, "who": "", "step": "Réponse", "state": "parti", "photos": []} | more


def _drawn(*entries: dict[str, Any], language: str = "fr") -> str:
    with override(language), timezone.override(ZoneInfo("Europe/Paris")):
        return talk_drawn(entries, reference="SAV-7")


def test_a_letter_of_ours_is_folded_under_its_subject() -> None:
    drawn = _drawn(_entry(Direction.OUT, subject="Votre retour", text="Bonjour & merci", who="Léa"))
    assert drawn == (
        HEAD.format("out", "Réponse", " · Léa · parti", TIME)
        + '<details><summary>Votre retour</summary><p class="talk-text">Bonjour &amp; merci</p></details>'
        + "</article>"
    )


def test_what_the_customer_wrote_stays_text_and_his_photos_stand_below() -> None:
    photos = [SimpleNamespace(file_id=5), SimpleNamespace(file_id=6)]
    drawn = _drawn(_entry(Direction.IN, subject="Panne", text="<script>", who="<b>", photos=photos))
    images = "".join(
        f'<a class="desk-photo" href="/desk/dossiers/SAV-7/fichiers/{n}/">'
        f'<img src="/desk/dossiers/SAV-7/fichiers/{n}/"'
        f' width="72" height="72" loading="lazy" alt="Photo {n - 4}"></a>'
        for n in (5, 6)
    )
    assert drawn == (
        HEAD.format("in", "Le client", " · &lt;b&gt;", TIME)
        + f'<p class="talk-text">&lt;script&gt;</p><div class="photos">{images}</div></article>'
    )


@pytest.mark.parametrize(("language", "title"), [("fr", "Note interne"), ("en", "Internal note")])
def test_a_note_names_itself_in_the_reader_s_language(language: str, title: str) -> None:
    assert f"<b>{title}</b></span>" in _drawn(_entry(Direction.NOTE, text="À voir"), language=language)
    assert _drawn(language=language) == ""
