"""Addresses of the console: each registered page brings its own."""

from django.urls import include, path

from savoir.web.console.pages import PAGES

app_name = "console"
urlpatterns = [path(page.route, include(page.urls)) for page in PAGES]
