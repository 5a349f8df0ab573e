"""What a page of the portal loads beside itself stays light: 60 kB on a slow phone, page included."""

import brotli

from savoir.web.components.bundles import STATIC

MOST = 46_000  # bytes; the rest of the 60 kB is for the page, the brand's sheet and headers
PACKED = (
    "portal.css",
    "pictures.css",
    "icons.svg",
    "favicon.svg",
    "js/portal.js",
    "js/photos.js",
    "js/toasts.js",
)


def test_the_portal_fits_a_slow_phone() -> None:
    packed = {name: len(brotli.compress(STATIC.joinpath(name).read_bytes())) for name in PACKED}
    font = STATIC.joinpath("fonts", "inter-latin.woff2").stat().st_size
    assert sum(packed.values()) + font <= MOST, packed | {"font": font}
