"""Addresses of the officials' site."""

from django.urls import include, path

urlpatterns = [
    path("", include("liemchinh.face.urls")),
    path("tai-khoan/", include("liemchinh.desk.signin_urls")),
    path("", include("liemchinh.desk.urls")),
]

handler400 = "liemchinh.face.views.bad_request"
handler403 = "liemchinh.face.views.forbidden"
handler404 = "liemchinh.face.views.not_found"
handler500 = "liemchinh.face.views.server_error"
