"""Published questions in the shape of GeoReport: what a program may see is what everybody reads on the site."""

import uuid
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from liemchinh.api.open311.asked import CLOSED, OPEN, Asked
from liemchinh.api.open311.catalogue import SERVICES, fields_of, service_of
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import fold, gettext_noop, shown
from liemchinh.org import queries as org
from liemchinh.petitions.queries import published
from liemchinh.petitions.queries.published import STANDINGS, Standing
from liemchinh.petitions.rules.publishing import PublicState
from liemchinh.procedures import queries as procedures

if TYPE_CHECKING:
    from liemchinh.petitions.models import Publication

STATUS = {
    Standing.ANSWERED: (OPEN, gettext_noop("Đã trả lời, chờ người gửi xác nhận đã xong hay chưa.")),
    Standing.AGAIN: (OPEN, gettext_noop("Người gửi báo chưa xong, đang giải quyết lại.")),
    Standing.CONFIRMED: (CLOSED, gettext_noop("Người gửi xác nhận đã xong.")),
    Standing.SILENT: (CLOSED, gettext_noop("Đã trả lời, người gửi không phản hồi.")),
    Standing.UNSOLVED: (CLOSED, gettext_noop("Đã đóng, chưa giải quyết được.")),
}
"""GeoReport knows two statuses; the sentence says which of ours it is."""
FILE_TYPES = ("image/jpeg", "image/png")


def found_among(wanted: Asked, *, unit: str) -> list[dict[str, Any]]:
    """The published questions that were asked for, the newest first."""
    rows = published.shown().filter(authority__code=unit)
    if wanted.ids:
        rows = rows.filter(public_id__in=wanted.ids)
    else:
        first = datetime.combine(wanted.first, time.min, VIETNAM)
        last = datetime.combine(wanted.last, time.max, VIETNAM)
        rows = rows.filter(asked_at__range=(first, last))
        if wanted.statuses:
            standing = Q(pk__in=[])
            for name, (status, _) in STATUS.items():
                standing |= STANDINGS[name] if status in wanted.statuses else Q(pk__in=[])
            rows = rows.filter(standing)
        if wanted.codes:
            rows = rows.filter(field__in=_fields(wanted.codes))
    found = rows.select_related("petition", "authority").order_by("-asked_at", "-id")
    return [_row(row) for row in found[(wanted.page - 1) * wanted.page_size : wanted.page * wanted.page_size]]


def one(public_id: str) -> dict[str, Any] | None:
    """One published question, or None."""
    if not public_id.isalnum() or len(public_id) > 16:
        return None
    found = published.one(public_id)
    return _row(found) if found is not None and found.state == PublicState.PUBLISHED else None


def token_of(token: uuid.UUID) -> str | None:
    """The public number of the report with this token, empty while unpublished; None for no report."""
    return published.number_of(token, source="open311")


def home_on(on: date) -> org.UnitOnDay | None:
    """The authority of this site: as the pages of the site find it."""
    if settings.HOME_UNIT:
        try:
            return org.unit(settings.HOME_UNIT, on)
        except NotFound:
            return next(iter(org.resolve(settings.HOME_UNIT, on)), None)
    offering = procedures.offering_units(on)
    return org.units(offering[:1], on).get(offering[0]) if offering else None


def _fields(codes: frozenset[str]) -> list[str]:
    """The fields, as they are written, that these services stand for."""
    named, others = fields_of(codes)
    known = {fold(str(service.name)) for service in SERVICES}
    _, written = published.choices(local_day(datetime.now(VIETNAM)))
    return [field for field in [*written, ""] if fold(field) in named or (others and fold(field) not in known)]


def _row(row: "Publication") -> dict[str, Any]:
    service = service_of(row.field)
    status, sentence = STATUS[published.standing_of(row)]
    on = local_day(row.answered_at)
    names = org.unit_names({row.authority.code, row.division} - {""}, on)
    picture = published.files_of(row).filter(media_type__in=FILE_TYPES).first()
    address = reverse("portal:question_file", args=[row.public_id, picture.number]) if picture else ""
    return {
        "service_request_id": row.public_id,
        "status": status,
        "status_notes": f"{shown(sentence)} {row.answer}".strip(),
        "service_name": shown(service.name),
        "service_code": service.code,
        "description": f"{row.title}\n{row.question}".strip(),
        "agency_responsible": names.get(row.division) or names.get(row.authority.code, ""),
        "service_notice": settings.PUBLIC_URL + reverse("portal:question", args=[row.public_id]),
        # the day alone: the minute in which somebody wrote could tell who it was
        "requested_datetime": _day(row.asked_at),
        "updated_datetime": _day(max(row.answered_at, row.published_at or row.answered_at)),
        "expected_datetime": None,
        "address": row.place,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": settings.PUBLIC_URL + address if address else None,
    }


def _day(at: datetime) -> str:
    return datetime.combine(local_day(at), time.min, VIETNAM).isoformat()
