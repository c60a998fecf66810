"""What a program asks for in GeoReport's own parameter names, read strictly: each wrong value has its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from liemchinh.api.open311.catalogue import BY_CODE
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc

SPAN_DAYS = 90
"""Days that one question may span, by the specification; also how far back it looks when nothing is said."""
PAGE_SIZE, MOST_PAGE_SIZE, MOST_PAGES = 50, 200, 10_000
MOST_IDS = 100
OPEN, CLOSED = "open", "closed"
LONGEST_TEXT, LONGEST_FACT, LONGEST_ADDRESS, LONGEST_PHONE = 4000, 200, 300, 20


@dataclass(frozen=True)
class Asked:
    """Which requests: these ids, or these services, statuses and days of asking (`first` to `last`, both inside)."""

    ids: tuple[str, ...]
    codes: frozenset[str]
    statuses: frozenset[str]
    first: date
    last: date
    page: int
    page_size: int


@dataclass(frozen=True)
class Report:
    """A report that came in: `where` is its address in words, `coordinates` as they were given (may be empty)."""

    code: str
    description: str
    where: str
    coordinates: str
    name: str
    email: str
    phone: str
    media_url: str


def asked(said: Mapping[str, str], *, at: datetime) -> Asked:
    """Read the question. Raises Refused("open311.…") for a value that cannot be meant."""
    ids = _words(said.get("service_request_id", ""))
    if len(ids) > MOST_IDS:
        raise Refused("open311.ids", gettext_noop("Hỏi nhiều nhất {most} mã một lần."), most=MOST_IDS)
    codes = frozenset(_words(said.get("service_code", "")))
    if codes - set(BY_CODE):
        raise Refused("open311.service_code", gettext_noop("Không có service_code ấy. Xem danh sách ở services."))
    statuses = frozenset(_words(said.get("status", "")))
    if statuses - {OPEN, CLOSED}:
        raise Refused("open311.status", gettext_noop("status chỉ là open hoặc closed."))
    start, end = _day(said, "start_date"), _day(said, "end_date")
    last = end or (start + timedelta(days=SPAN_DAYS) if start else local_day(at))
    first = start or last - timedelta(days=SPAN_DAYS)
    if first > last or (last - first).days > SPAN_DAYS:
        sentence = gettext_noop("Khoảng start_date đến end_date phải thuận và không quá {days} ngày.")
        raise Refused("open311.span", sentence, days=SPAN_DAYS)
    return Asked(
        ids=ids,
        codes=codes,
        statuses=statuses,
        first=first,
        last=last,
        page=_number(said, "page", 1, MOST_PAGES),
        page_size=_number(said, "page_size", PAGE_SIZE, MOST_PAGE_SIZE),
    )


def report(said: Mapping[str, str]) -> Report:
    """Read a report. Raises Refused("open311.…") when something that it needs is missing or too long."""
    code = said.get("service_code", "").strip()
    if code not in BY_CODE:
        raise Refused("open311.service_code", gettext_noop("Thiếu service_code, hoặc không có mã ấy."))
    description = _tidy(said.get("description", ""))
    if not description:
        raise Refused("open311.description", gettext_noop("Thiếu description: kể việc cần phản ánh."))
    where = _tidy(said.get("address_string", "") or said.get("address_id", ""))
    lat, long = said.get("lat", "").strip(), said.get("long", "").strip()
    coordinates = _coordinates(lat, long) if lat or long else ""
    if not where and not coordinates:
        raise Refused(
            "open311.address", gettext_noop("Thiếu nơi xảy ra: address_string, address_id, hoặc lat và long.")
        )
    name = _tidy(f"{said.get('last_name', '')} {said.get('first_name', '')}")
    facts = (name, said.get("email", ""), said.get("phone", ""), said.get("media_url", ""))
    phone = _tidy(said.get("phone", ""))
    too_long = max(map(len, facts)) > LONGEST_FACT or len(phone) > LONGEST_PHONE
    if len(description) > LONGEST_TEXT or len(where) > LONGEST_ADDRESS or too_long:
        raise Refused("open311.long", gettext_noop("Nội dung dài quá mức. description nhận nhiều nhất 4.000 ký tự."))
    return Report(
        code=code,
        description=description,
        where=where,
        coordinates=coordinates,
        name=name,
        email=_tidy(said.get("email", "")),
        phone=phone,
        media_url=_tidy(said.get("media_url", "")),
    )


def _words(written: str) -> tuple[str, ...]:
    words = (_tidy(word) for word in written.split(","))  # PostgreSQL knows no text with a NUL in it
    return tuple(dict.fromkeys(word for word in words if word))


def _tidy(text: str) -> str:
    return nfc("".join(sign for sign in text if sign.isprintable() or sign == "\n").strip())


def _day(said: Mapping[str, str], name: str) -> date | None:
    written = said.get(name, "").strip()
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written.replace(" ", "+"))
    except ValueError as wrong:
        sentence = gettext_noop("{name} chưa đúng dạng. Ví dụ 2026-09-01T00:00:00+07:00.")
        raise Refused("open311.date", sentence, name=name) from wrong
    if not 2000 <= found.year <= 2200:
        raise Refused("open311.date", gettext_noop("{name} nằm ngoài khoảng tra được."), name=name)
    return local_day(found if found.tzinfo else found.replace(tzinfo=VIETNAM))


def _number(said: Mapping[str, str], name: str, default: int, most: int) -> int:
    written = said.get(name, "").strip()
    if not written:
        return default
    if not (written.isascii() and written.isdecimal() and len(written) < 9 and int(written) >= 1):
        raise Refused("open311.number", gettext_noop("{name} phải là số từ 1."), name=name)
    return min(int(written), most)


def _coordinates(lat: str, long: str) -> str:
    try:
        north, east = float(lat), float(long)
    except ValueError:
        north = east = 999.0
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise Refused("open311.coordinates", gettext_noop("lat và long phải là tọa độ WGS 84, ví dụ 10.03 và 105.78."))
    return f"{north:.6f}, {east:.6f}"
