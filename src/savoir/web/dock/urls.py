"""Addresses of the dock, below `/dock/`."""

from django.urls import path

from savoir.web.dock.aside import quarantine
from savoir.web.dock.inspecting import inspection
from savoir.web.dock.parcels import parcel
from savoir.web.dock.placing import placement, undo
from savoir.web.dock.station import name_station, scan, station
from savoir.web.dock.unknown import unknown_list, unknown_new, unknown_one

app_name = "dock"
urlpatterns = [
    path("", station, name="station"),
    path("poste/", name_station, name="name_station"),
    path("scan/", scan, name="scan"),
    path("colis/<str:number>/", parcel, name="parcel"),
    path("receptions/<int:receipt_id>/<int:line_id>/", inspection, name="inspection"),
    path("controles/<int:inspection_id>/", placement, name="placement"),
    path("controles/<int:inspection_id>/annulation/", undo, name="undo_inspection"),
    path("quarantaine/", quarantine, name="quarantine"),
    path("inconnus/", unknown_list, name="unknown_list"),
    path("inconnus/nouveau/", unknown_new, name="unknown_new"),
    path("inconnus/<str:reference>/", unknown_one, name="unknown_one"),
]
