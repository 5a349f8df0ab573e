"""The style sheets, scripts, icons and drawings that pages are made of."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from savoir.web.components import bundles
from savoir.web.components.guide import icon_names
from savoir.web.components.pictures import COLORWAYS, picture_keys, picture_svg

ROOT = Path(bundles.__file__).parent
TEMPLATES = sorted((ROOT / "templates" / "components").glob("*.html"))
PAGES = [path for path in TEMPLATES if "mail" not in path.name]


@pytest.mark.parametrize("name", bundles.BUNDLES)
def test_a_sheet_is_what_its_parts_make(name: str) -> None:
    written = (bundles.STATIC / f"{name}.css").read_text(encoding="utf-8")
    assert written == bundles.assemble(name), "run python -m savoir.web.components.bundles"


@pytest.mark.parametrize("name", bundles.SCRIPTS)
def test_a_script_is_what_its_parts_make(name: str) -> None:
    written = (bundles.STATIC / "js" / f"{name}.js").read_text(encoding="utf-8")
    assert written == bundles.script(name), "run python -m savoir.web.components.bundles"


@pytest.mark.parametrize("name", bundles.BUNDLES)
def test_a_sheet_stays_small_and_closed(name: str) -> None:
    text = bundles.assemble(name)
    assert len(gzip.compress(text.encode(), 9)) <= 15_000
    assert text.count("{") == text.count("}")
    assert "http" not in text


def test_every_part_is_used() -> None:
    parts = {
        str(path.relative_to(ROOT / "styles").with_suffix("")) for path in (ROOT / "styles").rglob("*.css")
    }
    assert parts == {part for bundle in bundles.BUNDLES.values() for part in bundle}
    scripts = {path.stem for path in (ROOT / "scripts").glob("*.js")}
    assert scripts == {part for door in bundles.SCRIPTS.values() for part in door}
    served = {path.stem for path in (bundles.STATIC / "js").glob("*.js")}
    assert served == set(bundles.SCRIPTS), "a script that no door loads"


def test_night_is_the_same_whether_chosen_or_from_the_device() -> None:
    text = (ROOT / "styles" / "tokens.css").read_text(encoding="utf-8")
    device, chosen = re.findall(
        r':root(?:\[data-theme="dark"\]|:not\(\[data-theme="light"\]\)) \{(.*?)\n\s*\}', text, re.S
    )
    assert device.split() == chosen.split()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_carries_styles_or_scripts_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|https?://", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_named_in_a_template_exists(path: Path) -> None:
    named = set(re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8")))
    assert named <= set(icon_names())


def test_french_punctuation_never_starts_a_line() -> None:
    for path in TEMPLATES:
        for said in re.findall(r'{% translate "([^"]+)"', path.read_text(encoding="utf-8")):
            assert not re.search(r" [:;?!€»]|« ", said), f"{path.name}: {said}"


def test_own_scripts_stay_small() -> None:
    """430 lines in all: decision 0014."""
    scripts = sorted((ROOT / "scripts").glob("*.js"))
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in scripts) < 430
    assert not any(re.search(r"\beval\(|innerHTML|new Function", path.read_text()) for path in scripts)


def test_there_is_a_drawing_for_each_kind_of_thing() -> None:
    assert len(picture_keys()) >= 36
    for key in picture_keys():
        drawing = ElementTree.fromstring(picture_svg(key))
        assert len(drawing.findall(".//*[@class]")) >= 2, key
        assert not drawing.findall(".//*[@style]")


def test_an_unknown_thing_is_a_box() -> None:
    assert picture_svg("time-machine") == picture_svg("box")


def test_colorways_exist_in_both_themes() -> None:
    text = (ROOT / "styles" / "components" / "pictures.css").read_text(encoding="utf-8")
    for name in COLORWAYS:
        assert text.count(f".cw-{name}{{") == 3, name
