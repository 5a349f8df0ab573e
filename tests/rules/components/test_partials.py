"""Each shared fragment renders what it promises."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from savoir.web.components.guide import LookupExample, guide_context
from savoir.web.components.lines import rights_line

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_french_in_paris() -> object:
    with translation.override("fr"), timezone.override("Europe/Paris"):
        yield


def render(template: str, /, **context: object) -> str:
    return render_to_string(f"components/{template}", context)


def test_a_broken_promise_is_red_and_says_so() -> None:
    html = render("_promise.html", due=NOW - timedelta(hours=2), now=NOW)
    assert 'data-level="bad"' in html
    assert "dépassé\u00a0de\u00a02\u00a0h" in html
    assert render("_promise.html", due=None, now=NOW).strip() == ""


def test_a_timeline_tells_where_one_is() -> None:
    steps = [{"state": "done", "title": "A"}, {"state": "now", "title": "B", "when": "demain"}]
    html = render("_timeline.html", steps=steps)
    assert html.count("<li") == 2
    assert html.count('aria-current="step"') == 1
    assert "(fait)" in html


def test_the_rights_of_an_item_made_to_order_show_no_change_of_mind() -> None:
    line = rights_line(
        received_on=date(2026, 11, 14),
        mind_until=None,
        law_until=date(2028, 11, 14),
        today=date(2026, 11, 23),
    )
    html = render("_rights_line.html", line=line)
    assert "non prévu" in html
    assert "rights-mind" not in html
    assert "14\u00a0nov.\u00a02028" in html


def test_a_choice_is_never_preselected_by_itself() -> None:
    html = render("_choice_card.html", name="remedy", value="refund", choice={"title": "Remboursement"})
    assert "checked" not in html
    assert 'class="choice choice-simple"' in html


def test_what_the_customer_typed_is_text_not_markup() -> None:
    html = render("_choice_card.html", name="x", value='"><script>', choice={"title": "<b>"})
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_refused_field_points_at_its_message() -> None:
    form = LookupExample({"order": "", "email": "claire@"}, auto_id="bad_%s")
    assert not form.is_valid()
    html = render("_field.html", field=form["order"])
    assert 'aria-describedby="bad_order_helptext bad_order_error"' in html
    assert 'id="bad_order_error"' in html
    assert 'aria-invalid="true"' in html
    summary = render("_error_summary.html", form=form)
    assert 'href="#bad_email"' in summary


def test_a_fine_form_has_no_summary() -> None:
    form = LookupExample({"order": "FR-1", "email": "claire@example.org"})
    assert render("_error_summary.html", form=form).strip() == ""


def test_help_shows_only_the_links_it_was_given() -> None:
    html = render("_help.html", brand={"phone": "03 53 01 42 17"}, links={"rights": "/droits/"})
    assert 'href="tel:0353014217"' in html
    assert "03\u00a053\u00a001\u00a042\u00a017" in html
    assert "/droits/" in html
    assert "Politique de retour" not in html


def test_every_door_has_its_skeleton() -> None:
    context = guide_context()
    assert 'data-door="portal"' in render("portal_base.html", **context, step=2)
    assert "Étape 2 sur 4" in render("portal_base.html", **context, step=2)
    assert 'data-door="desk"' in render("desk_base.html", **context, palette_url="/p")
    assert 'data-door="dock"' in render(
        "dock_base.html", **context, station={"place": "Quai 2", "is_online": True}
    )
    assert "03\u00a053" in render("mail_base.html", **context)


def test_the_style_guide_shows_every_icon_and_drawing() -> None:
    html = render("styleguide.html", **guide_context())
    assert html.count("<symbol") == 0
    assert html.count('class="picture picture-lg') == len(guide_context()["pictures"])
