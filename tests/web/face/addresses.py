"""Addresses that end in each of the ways a page can end."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from liemchinh.face.limits import Limit, limited
from liemchinh.kernel.errors import NotFound, Refused


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>xong</p>")


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused("sample.move", "Hồ sơ đang ở trạng thái {now}, chưa thể chuyển.", now="<Chờ>")


def missing(request: HttpRequest) -> HttpResponse:
    raise NotFound("H99.12-260918-0042")


def nowhere(request: HttpRequest) -> HttpResponse:
    raise Http404


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def keeps_own_cache(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x", headers={"Cache-Control": "public, max-age=60"})


@limited(Limit("sample", times=2, per=timedelta(minutes=10)), "POST")
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("xong")


urlpatterns: list[Any] = [
    path("portal/xong", fine),
    path("portal/tu-choi", refuse),
    path("desk/tu-choi", refuse),
    path("portal/mat", missing),
    path("portal/khong-co", nowhere),
    path("portal/hong", broken),
    path("portal/luu", keeps_own_cache),
    path("portal/gioi-han", guarded),
    path("", include("liemchinh.face.urls")),
]

handler400 = "liemchinh.face.views.bad_request"
handler403 = "liemchinh.face.views.forbidden"
handler404 = "liemchinh.face.views.not_found"
handler500 = "liemchinh.face.views.server_error"
