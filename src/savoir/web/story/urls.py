"""Addresses of the story, below `/histoire/`; its page is the bare address of a demo."""

from django.urls import path

from savoir.web.story import views

app_name = "story"
urlpatterns = [
    path("scene/", views.scene, name="scene"),
    path("telephone/", views.take_phone, name="phone"),
    path("bureau/", views.open_desk, name="desk"),
    path("quai/", views.go_to_dock, name="dock"),
    path("regles/", views.read_proof, name="rules"),
    path("banque/", views.cut_bank, name="bank"),
    path("commandes/", views.bring_orders, name="orders"),
    path("debut/", views.begin_again, name="begin"),
]
