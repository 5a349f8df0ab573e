"""Addresses of the console: each registered page brings its own."""

from django.urls import include, path

from savoir.web.console.pages import PAGES, page_named

app_name = "console"
urlpatterns = [path(page.route, include(page.urls)) for page in PAGES]
urlpatterns += [path(page_named("policies").route, include("savoir.web.console.replays.urls"))]
