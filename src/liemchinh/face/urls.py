"""Addresses of the face, the same in every audience: `path("", include("liemchinh.face.urls"))`."""

from django.urls import path

from liemchinh.face import views
from liemchinh.face.health import health

app_name = "face"

urlpatterns = [
    path("health/", health, name="health"),
    path("chu-to", views.text_size, name="text_size"),
    path("tieng", views.language, name="language"),
]
