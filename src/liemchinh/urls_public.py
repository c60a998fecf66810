"""Addresses of the public site and its API."""

from django.urls import include, path

urlpatterns = [
    path("", include("liemchinh.face.urls")),
    path("api/v1/", include("liemchinh.urls_api")),
    path("open311/", include("liemchinh.api.open311.urls")),
    path("", include("liemchinh.portal.urls")),
]

handler400 = "liemchinh.face.views.bad_request"
handler403 = "liemchinh.face.views.forbidden"
handler404 = "liemchinh.face.views.not_found"
handler500 = "liemchinh.face.views.server_error"
