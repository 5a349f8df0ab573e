"""Addresses below /api/."""

from django.urls import path

from savoir.api.documentation import views
from savoir.api.v1.root import api

urlpatterns = [
    path("v1/", views.overview, name="api_overview"),
    path("v1/openapi.json", views.openapi, name="api_openapi"),
    path("v1/problems/", views.problems, name="api_problems"),
    path("v1/problems/<slug:code>", views.problem, name="api_problem"),
    path("v1/", api.urls),
]
