"""Addresses of the page of running alongside."""

from savoir.web.console.alongside import actions, views
from savoir.web.console.routes import paths

_ONE = "<int:brand_id>/"
urlpatterns = paths(
    "alongside",
    ("", views.show_brands, "alongside"),
    (_ONE, views.show_report, "alongside_report"),
    (f"{_ONE}debut/", actions.begin, "alongside_begin"),
    (f"{_ONE}fin/", actions.end, "alongside_end"),
    (f"{_ONE}retenus/", actions.release, "alongside_held"),
    (f"{_ONE}abandon/", actions.give_up, "alongside_give_up"),
    (f"{_ONE}etiquettes/", actions.order_labels, "alongside_labels"),
)
