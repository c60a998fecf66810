"""The product's addresses of one audience, with the bare views beside them under `/bare/`."""

from django.conf import settings
from django.urls import include, path

from bench.bare import views

urlpatterns = [
    path("bare/read/<int:key>", views.read),
    path("bare/insert", views.insert),
    path("bare/intake", views.intake),
    path("bare/petition", views.petition),
    path("", include(f"liemchinh.urls_{settings.AUDIENCE}")),
]

handler400 = "liemchinh.face.views.bad_request"
handler403 = "liemchinh.face.views.forbidden"
handler404 = "liemchinh.face.views.not_found"
handler500 = "liemchinh.face.views.server_error"
