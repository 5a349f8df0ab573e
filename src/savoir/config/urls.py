"""Every address of Savoir. Each door brings its own; `web/middleware.py` knows their names."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from savoir.connectors.payments.stripe.door import receive as hear_stripe
from savoir.web.brand_sheet import brand_sheet
from savoir.web.components.views import styleguide
from savoir.web.front import front

handler404 = "savoir.web.errors.not_found"
handler500 = "savoir.web.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front, name="front"),
    path("histoire/", include("savoir.web.story.urls")),
    path("entree/", include("savoir.web.entrance.urls")),
    path("sav/", include("savoir.web.portal.urls")),
    path("desk/", include("savoir.web.desk.urls")),
    path("dock/", include("savoir.web.dock.urls")),
    path("api/", include("savoir.api.urls")),
    path("console/", include("savoir.web.console.urls")),
    re_path(r"^webhooks/stripe/(?P<key>[\w-]{1,60})/?$", hear_stripe, name="stripe_webhook"),
    path("brand/<slug:slug>/<slug:digest>.css", brand_sheet, name="brand_sheet"),
    path("styleguide/", styleguide, name="styleguide"),
]
