"""Addresses below /api/."""

from django.urls import path

from savoir.api.v1.root import api

urlpatterns = [path("v1/", api.urls)]
