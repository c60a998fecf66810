"""The doors of GeoReport v2: services, requests, tokens. What is not published does not exist here.

A report that comes in becomes a petition like any other, to be sorted by a person. What may be a denunciation is
refused before anything is written: this way is open, and its sender is told where a closed one is.
"""

import hmac
import json
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from liemchinh.api.open311 import documents
from liemchinh.api.open311.asked import Report, asked, report
from liemchinh.api.open311.catalogue import BY_CODE, SERVICES, Service
from liemchinh.api.open311.requests import found_among, home_on, one, token_of
from liemchinh.face.guards import FILING, READING
from liemchinh.face.limits import SENTENCE, Limited, client_of, count, wait_in_words
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.codes import grouped
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop, shown
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.rules.proposal import may_be_denunciation

CLOSED_DOOR = gettext_noop("Cơ quan chưa mở kênh nhận phản ánh từ phần mềm khác. Gửi tại {url}.")
WRONG_KEY = gettext_noop("api_key thiếu hoặc không đúng.")
NOT_HERE = gettext_noop("Không có gì ở địa chỉ này, hoặc chưa được công khai.")
NOT_ALLOWED = gettext_noop("Địa chỉ này không nhận cách gọi ấy.")
UNREAD = gettext_noop("Không đọc được dữ liệu gửi đến.")
CLOSED_CHANNEL = gettext_noop(
    "Nội dung này có thể là tố cáo. Kênh này không giữ kín được, nên chúng tôi không nhận và không lưu. "
    "Hãy gửi tại kênh giữ kín: {sealed}, hoặc gửi đơn: {petition}."
)
SHORT = 90
"""Signs of a report that make its heading in the register."""

View = Callable[..., bytes | tuple[int, bytes]]


def door(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """A view that answers in the form its address ends in; every no is a document of the specification."""

    def wrapped(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, form: str, **place: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    said = _no(405, gettext(NOT_ALLOWED), form)
                    said["Allow"] = ", ".join(methods)
                    return said
                count(READING, client_of(request), at=timezone.now())
                given = view(request, form, **place)
            except NotFound:
                return _no(404, gettext(NOT_HERE), form)
            except Refused as refused:
                status = 403 if refused.code == "open311.key" else 400
                return _no(status, str(refused), form)
            except Limited as limited:
                said = _no(429, gettext(SENTENCE).format(wait=wait_in_words(limited.wait)), form)
                said["Retry-After"] = str(limited.wait)
                return said
            except (SuspiciousOperation, RequestDataTooBig, UnicodeError):
                return _no(400, gettext(UNREAD), form)
            status, body = given if isinstance(given, tuple) else (200, given)
            return _answer(status, body, form)

        return answer

    return wrapped


@door("GET", "HEAD")
def discovery(request: HttpRequest, form: str) -> bytes:
    """Where the doors are: the document by which programs find them."""
    at = f"{settings.PUBLIC_URL}/open311/v2"
    row = {
        "changeset": "2026-11-22T00:00:00+07:00",
        "contact": settings.PUBLIC_URL,
        "key_service": "",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": at,
                "changeset": "2026-11-22T00:00:00+07:00",
                "type": "production",
                "formats": [{"format": "application/json"}, {"format": "text/xml"}]
                if form == documents.XML
                else ["application/json", "text/xml"],
            }
        ],
    }
    return documents.single(row, root="discovery", form=form)


@door("GET", "HEAD")
def service_list(request: HttpRequest, form: str) -> bytes:
    """What can be reported."""
    _jurisdiction(request.GET.get("jurisdiction_id", ""))
    return documents.listed([_service(one) for one in SERVICES], root="services", item="service", form=form)


@door("GET", "HEAD")
def service_definition(request: HttpRequest, form: str, code: str) -> bytes:
    """What more one service asks for: nothing."""
    if code not in BY_CODE:
        raise NotFound(code)
    return documents.single({"service_code": code, "attributes": []}, root="service_definition", form=form)


@door("GET", "HEAD", "POST")
def request_list(request: HttpRequest, form: str) -> bytes | tuple[int, bytes]:
    """Published questions with their answers, the newest first; or a new report."""
    if request.method == "POST":
        return 201, _file(request, form)
    unit = _jurisdiction(request.GET.get("jurisdiction_id", ""))
    rows = found_among(asked(request.GET.dict(), at=timezone.now()), unit=unit)
    return documents.listed(rows, root="service_requests", item="request", form=form)


@door("GET", "HEAD")
def request_one(request: HttpRequest, form: str, public_id: str) -> bytes:
    """One published question, or several with commas between them."""
    rows = [row for name in public_id.split(",")[:100] if (row := one(name)) is not None]
    if not rows:
        raise NotFound(public_id)
    return documents.listed(rows, root="service_requests", item="request", form=form)


@door("GET", "HEAD")
def token(request: HttpRequest, form: str, token: str) -> bytes:
    """Under which number a report is published; empty until it is."""
    public_id = token_of(uuid.UUID(token))
    if public_id is None:
        raise NotFound(token)
    row = {"service_request_id": public_id, "token": token}
    return documents.listed([row], root="service_requests", item="request", form=form)


def _file(request: HttpRequest, form: str) -> bytes:
    """Take a report in: never what may be a denunciation, never past the quota, once for one `token`."""
    at = timezone.now()
    said = _said(request)
    _check_key(said.get("api_key", ""), request, at)
    unit = _jurisdiction(said.get("jurisdiction_id", ""), receiving=True)
    came = report(said)
    if may_be_denunciation(f"{came.description}\n{came.where}"):
        sentence = CLOSED_CHANNEL
        links = {"sealed": f"{settings.PUBLIC_URL}/gop-y-kin/", "petition": f"{settings.PUBLIC_URL}/don/"}
        raise Refused("open311.denunciation", sentence, **links)
    token = uuid.uuid4()
    petition = services.file(letter=_letter(came, unit), by=APPLICANT, at=at, token=token)
    notice = gettext("Đã nhận. Theo dõi tại {url} bằng mã {code} và mã bí mật {key}.").format(
        url=f"{settings.PUBLIC_URL}/don/theo-doi/", code=petition.code, key=grouped(petition.key)
    )
    row = {"token": str(token), "service_request_id": "", "service_notice": notice, "account_id": None}
    return documents.listed([row], root="service_requests", item="request", form=form)


def _letter(came: Report, unit: str) -> services.Letter:
    service = BY_CODE[came.code]
    first = " ".join(came.description.split())
    more = [gettext_noop("Tọa độ: {value}").format(value=came.coordinates)] if came.coordinates else []
    more += (
        [gettext_noop("Ảnh ở trang ngoài, chưa tải về: {value}").format(value=came.media_url)] if came.media_url else []
    )
    someone = bool(came.name or came.email or came.phone)
    return services.Letter(
        subject=first if len(first) <= SHORT else f"{first[: SHORT - 1].rstrip()}…",
        text="\n".join([came.description, *more]),
        senders=(services.Sender(name=came.name, email=came.email, phone=came.phone),) if someone else (),
        source=rules.Source.OPEN311,
        authority=unit,
        place=came.where,
        field=str.__str__(service.name),
        notify={"email": bool(came.email)},
    )


def _said(request: HttpRequest) -> dict[str, str]:
    """The parameters of a report: a posted form, or a JSON object of plain values."""
    if request.content_type == "application/json":
        try:
            given = json.loads(request.body)
        except (ValueError, RecursionError) as wrong:
            raise Refused("open311.unread", UNREAD) from wrong
        if not isinstance(given, dict):
            raise Refused("open311.unread", UNREAD)
        return {name: str(value) for name, value in given.items() if isinstance(value, str | int | float)}
    return request.GET.dict() | request.POST.dict()


def _check_key(given: str, request: HttpRequest, at: datetime) -> None:
    """Only programs that have a key from the office; `*` among the keys lets everybody in. The quota is for all."""
    count(FILING, client_of(request), at=at)
    keys = settings.OPEN311_KEYS
    if not keys:
        raise Refused("open311.key", CLOSED_DOOR, url=f"{settings.PUBLIC_URL}/don/")
    if "*" in keys:
        return
    known = [key for key in keys if hmac.compare_digest(key.encode(), given.encode())]
    if not known:
        raise Refused("open311.key", WRONG_KEY)


def _jurisdiction(asked_for: str, *, receiving: bool = False) -> str:
    """The authority that is asked: the site's own, or one above it that takes petitions in. Raises NotFound otherwise.

    With `receiving`, somebody must be there to receive a report.
    """
    on = local_day(timezone.now())
    home = home_on(on)
    offered = [code for code, _ in queries.receiving(home, on)]
    wanted = asked_for.strip() or (offered[0] if offered else home.code if home else "")
    known = offered if receiving else [*offered, *([home.code] if home else []), ""]
    if wanted not in known:
        raise NotFound(wanted)
    return wanted


def _service(service: Service) -> dict[str, Any]:
    return {
        "service_code": service.code,
        "service_name": shown(service.name),
        "description": shown(service.about),
        "metadata": False,
        "type": "realtime",
        "keywords": ",".join(service.keywords),
        "group": shown(service.group),
    }


def _no(status: int, sentence: str, form: str) -> HttpResponse:
    return _answer(status, documents.errors(status, sentence, form=form), form)


def _answer(status: int, body: bytes, form: str) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type=documents.TYPES[form])
    response["Cache-Control"] = "no-store" if status != 200 else "public, max-age=60"
    response["Access-Control-Allow-Origin"] = "*"  # all of it is public, and no cookie is read
    response["X-Content-Type-Options"] = "nosniff"
    return response
