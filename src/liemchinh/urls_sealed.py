"""Addresses of a process that serves the sealed channel alone: with its own database role it sees nothing else."""

from django.urls import include, path
from django.views.generic import RedirectView

from liemchinh.portal.sealed.pages import page

_portal = [
    path("", RedirectView.as_view(url="/gop-y-kin/"), name="home"),
    path("gop-y-kin/", page, name="sealed"),
]
urlpatterns = [path("", include((_portal, "portal")))]

handler400 = "liemchinh.face.views.bad_request"
handler403 = "liemchinh.face.views.forbidden"
handler404 = "liemchinh.face.views.not_found"
handler500 = "liemchinh.face.views.server_error"
