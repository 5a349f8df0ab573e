"""Whatever hue a merchant picks, everybody can still read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.web.components.brand import (
    AA_TEXT,
    brand_css,
    brand_digest,
    contrast,
    dark_palette,
    light_palette,
)

HUES = range(360)
LIGHT = {"page": "#f6f7f9", "surface": "#ffffff", "text-2": "#3c4352", "muted": "#535b6c"}
DARK = {"page": "#0f1115", "surface": "#14161b", "text-2": "#d3d8e2", "muted": "#b2b9c7"}


def test_contrast_is_the_ratio_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#123456", "#123456") == pytest.approx(1.0)


@pytest.mark.parametrize("hue", HUES)
def test_every_hue_reads_on_white_paper(hue: int) -> None:
    colors = light_palette(hue)
    assert contrast(colors.on_brand, colors.brand) >= AA_TEXT
    assert contrast(colors.on_brand, colors.hover) >= AA_TEXT
    for ground in (LIGHT["page"], LIGHT["surface"], colors.soft):
        assert contrast(colors.ink, ground) >= AA_TEXT
    assert contrast(LIGHT["muted"], colors.soft) >= AA_TEXT
    assert contrast(colors.brand, colors.soft) >= 3


@pytest.mark.parametrize("hue", HUES)
def test_every_hue_reads_at_night(hue: int) -> None:
    colors = dark_palette(hue)
    assert contrast(colors.on_brand, colors.brand) >= AA_TEXT
    assert contrast(colors.on_brand, colors.hover) >= AA_TEXT
    for ground in (DARK["page"], DARK["surface"], colors.soft):
        assert contrast(colors.ink, ground) >= AA_TEXT
    assert contrast(DARK["muted"], colors.soft) >= AA_TEXT
    assert contrast(colors.brand, colors.soft) >= 3


def test_the_house_hue_gives_the_colors_that_were_drawn() -> None:
    assert contrast(light_palette(243).brand, "#4f46e5") < 1.02
    assert contrast(dark_palette(237).brand, "#7c83ff") < 1.02


@given(st.integers(-10_000, 10_000))
def test_the_sheet_holds_six_tokens_for_each_of_three_cases(hue: int) -> None:
    sheet = brand_css(hue)
    assert len(re.findall(r"--[a-z-]+:#[0-9a-f]{6}", sheet)) == 18
    assert sheet == brand_css(hue % 360)


def test_the_address_changes_with_the_colors_only() -> None:
    assert brand_digest(10) == brand_digest(370)
    assert len({brand_digest(hue) for hue in HUES}) > 350
    assert re.fullmatch(r"[0-9a-f]{12}", brand_digest(10))
