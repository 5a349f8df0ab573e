"""What a page of the portal loads beside itself stays light: 60 kB on a slow phone, page included."""

import re
from pathlib import Path

import brotli

from savoir.web.components import bundles
from savoir.web.components.bundles import STATIC

TEMPLATES = Path(bundles.__file__).parent / "templates" / "components"
CONNECTIONS = 6  # a browser opens to one house; what comes seventh waits for an answer to end

MOST = 46_000  # bytes; the rest of the 60 kB is for the page, the brand's sheet and headers
PACKED = (
    "portal.css",
    "icons.svg",
    "favicon.svg",
    "js/portal.js",
)


def test_the_portal_fits_a_slow_phone() -> None:
    packed = {name: len(brotli.compress(STATIC.joinpath(name).read_bytes())) for name in PACKED}
    font = STATIC.joinpath("fonts", "inter-latin.woff2").stat().st_size
    assert sum(packed.values()) + font <= MOST, packed | {"font": font}


def test_a_page_of_the_portal_asks_for_no_more_than_a_browser_has_lines() -> None:
    """The type, the door's sheet and script, the brand's sheet, the icons; on rights one sheet more."""
    skeleton = (TEMPLATES / "base.html").read_text(encoding="utf-8")
    door = (TEMPLATES / "portal_base.html").read_text(encoding="utf-8")
    asked = re.findall(r'<link rel="(?:preload|stylesheet)"|<script src=', skeleton + door)
    icons, sheet_of_rights = 1, 1
    assert len(asked) + icons + sheet_of_rights <= CONNECTIONS, asked
