"""What of which table belongs to an authority, and which columns may leave without a decision about people.

Every room says which tables it has (its testimony); a table is exported when a way leads from its rows to the
authority, and is named as left out otherwise. Columns are closed unless they are known to hold nothing about people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models import Model, Q, QuerySet

from liemchinh.jobs.audit import TESTIMONIES
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.words import gettext_noop

UNIT = "org_unit"
HEAD = "dossiers_dossier"
SHARED_ROOMS = {"procedures"}
"""Rooms whose tables belong to everybody: they are exported whole where no way leads to a unit."""
RESTRICTED = "restricted"
CLOSE_HEADS = ("petition", "visit", "matter")
"""Columns that lead to a row which may be kept close."""
DEEPEST = 3
"""Steps from a row to its unit."""

NEVER = {
    "dossiers_draft": gettext_noop("đơn người dân chưa nộp: chưa phải hồ sơ của cơ quan"),
    "dossiers_draftfile": gettext_noop("đơn người dân chưa nộp: chưa phải hồ sơ của cơ quan"),
    "dossiers_ratingslip": gettext_noop("chỉ để mỗi hồ sơ đánh giá một lần"),
    "reception_booking": gettext_noop("lịch hẹn chưa phải lượt tiếp; dữ liệu cá nhân tự xóa sau ngày tiếp"),
    "org_opensession": gettext_noop("phiên đang mở của trình duyệt"),
    "org_signintrouble": gettext_noop("đếm lần gõ sai mật khẩu"),
    "org_kinship": gettext_noop("quan hệ thân thích của cán bộ"),
    "org_linkedidentity": gettext_noop("danh tính ở dịch vụ đăng nhập khác"),
    "notices_providertoken": gettext_noop("bí mật của kênh gửi"),
    "ledger_shard": gettext_noop("có trong thư mục so-cai"),
    "ledger_tile": gettext_noop("có trong thư mục so-cai"),
    "ledger_checkpoint": gettext_noop("có trong thư mục so-cai"),
    "ledger_thread": gettext_noop("dựng lại được từ các mục"),
}
SECRET = {"token", "password", "secret", "applicant_folded"}
"""Columns that never leave: they open something, or only this database needs them."""

OPEN_TABLES = {
    UNIT,
    *("org_unitname", "org_unitplace", "org_unitcode", "org_succession", "org_contact", "org_unithours"),
    *("org_calendardecision", "org_calendarchange", "org_seat", "org_readingday", "dossiers_dayclosed"),
}
"""Tables without anything about people beyond offices; like those of `SHARED_ROOMS`, all their columns are open."""
OPEN = {
    HEAD: {"code", "channel", "budget_unit", "basis", "desk", "result_number"},
    "dossiers_event": {"verb", "from_unit", "to_unit", "seat"},
    "dossiers_attachment": {"media_type", "sha256"},
    "dossiers_part": {"term_unit"},
    "dossiers_rating": {"field"},
    "org_holding": set(),
    "payments_charge": {"subject", "kind"},
    "reception_session": {"seat", "kind", "form", "state", "place", "chaired_as"},
    "reception_regulardesk": {"place", "rules"},
}
"""Columns of words that hold nothing about people; in other tables only numbers, days, choices and references are."""
_PLAIN = (
    models.IntegerField,
    models.BooleanField,
    models.DateField,
    models.AutoField,
    models.DecimalField,
    models.ForeignKey,
    models.TimeField,
)


@dataclass(frozen=True)
class Chosen:
    """A table to be exported: its name here and in words, which rows, which columns (those closed to it left out)."""

    name: str
    title: str
    rows: QuerySet[Any]
    columns: tuple[str, ...]
    closed: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What is asked for: units by id and code, days of registration (`until` is outside), with people or without."""

    units: dict[int, str]
    since: date | None
    until: date | None
    personal: bool


def tables(wanted: Wanted) -> tuple[list[Chosen], dict[str, str]]:
    """The tables to export, by name, and those left out with the reason."""
    chosen, left = [], dict[str, str]()
    for model in sorted(_models(), key=lambda one: one._meta.db_table):
        name = model._meta.db_table
        if name in NEVER:
            left[name] = NEVER[name]
            continue
        rows = _rows(model, wanted)
        if rows is None:
            left[name] = gettext_noop("không dẫn tới đơn vị nào")
            continue
        columns = [field.attname for field in model._meta.concrete_fields if field.attname not in SECRET]
        closed = [] if wanted.personal else [name for name in columns if not _is_open(model, name)]
        keep = tuple(name for name in columns if name not in closed)
        title = (model.__doc__ or "").partition(":")[0].strip()  # the legal term, as the house writes it
        chosen.append(Chosen(name, title, rows.order_by("pk"), keep, tuple(closed)))
    return chosen, left


def dossiers(wanted: Wanted) -> QuerySet[Any]:
    """The dossiers that are asked for."""
    for model in _models():
        if model._meta.db_table == HEAD:
            rows = _rows(model, wanted)
            assert rows is not None
            return rows
    raise LookupError(HEAD)


def _models() -> Iterable[type[Model]]:
    return [model for testimony in TESTIMONIES for model in testimony.models()]


def _is_open(model: type[Model], column: str) -> bool:
    name = model._meta.db_table
    if model._meta.app_label in SHARED_ROOMS or name in OPEN_TABLES or column in OPEN.get(name, set()):
        return True
    field = next(one for one in model._meta.concrete_fields if one.attname == column)
    if field.is_relation:
        return field.related_model is not None and field.related_model._meta.db_table != "org_person"
    return isinstance(field, _PLAIN) or bool(field.choices)


def _rows(model: type[Model], wanted: Wanted) -> QuerySet[Any] | None:
    everything: QuerySet[Any] = model._default_manager.all()
    if model._meta.db_table == "ledger_entry":
        tags = dossiers(wanted).values("tag")
        return everything.filter(tag__in=tags)
    way = _way(model, DEEPEST)
    if way is None:
        code = next((name for name in ("authority", "home", "unit") if _is_code(model, name)), None)
        if code is not None:
            return everything.filter(**{f"{code}__in": list(wanted.units.values())})
        return everything if model._meta.app_label in SHARED_ROOMS else None
    chosen = everything.filter(**{f"{way}__in": list(wanted.units)} if way else {"pk__in": list(wanted.units)})
    return chosen.filter(_in_time(model, wanted)).filter(_not_kept_close(model))


def _not_kept_close(model: type[Model]) -> Q:
    """Rows kept from all but few (denunciations, restricted visits) and what hangs on them never leave in an export."""
    ways = [field for field in model._meta.concrete_fields if field.is_relation and field.name in CLOSE_HEADS]
    for path in ("", *(f"{field.name}__" for field in ways)):
        head: Any = model._meta.get_field(path[:-2]).related_model if path else model
        if any(field.name == RESTRICTED for field in head._meta.concrete_fields):
            return Q(**{f"{path}{RESTRICTED}": False})
    return Q()


def _is_code(model: type[Model], name: str) -> bool:
    return any(field.name == name and isinstance(field, models.CharField) for field in model._meta.concrete_fields)


def _way(model: type[Model], deep: int) -> str | None:
    """The path from a row to the unit it belongs to, as a filter says it; "" for a unit itself, None for none."""
    if model._meta.db_table == UNIT:
        return ""
    keys = [field for field in model._meta.concrete_fields if field.is_relation and field.related_model is not None]
    to_units = [field for field in keys if field.related_model._meta.db_table == UNIT]  # type: ignore[union-attr]
    for name in ("authority", "unit", "employer", "old"):
        if any(field.name == name for field in to_units):
            return name
    if not deep:
        return None
    for field in keys:
        above = field.related_model
        if field.null or not isinstance(above, type) or above is model or above._meta.app_label == "ledger":
            continue
        further = _way(above, deep - 1)
        if further is not None:
            return f"{field.name}__{further}" if further else field.name
    return None


def _in_time(model: type[Model], wanted: Wanted) -> Q:
    """Dossiers registered in the period, and what hangs on them; other tables are whole."""
    if model._meta.db_table == HEAD:
        path = ""
    elif any(field.name == "dossier" and field.is_relation for field in model._meta.concrete_fields):
        path = "dossier__"
    else:
        return Q()
    asked = Q()
    if wanted.since is not None:
        asked &= Q(**{f"{path}registered_at__gte": _midnight(wanted.since)})
    if wanted.until is not None:
        asked &= Q(**{f"{path}registered_at__lt": _midnight(wanted.until)})
    return asked


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=VIETNAM)
