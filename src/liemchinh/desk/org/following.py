"""What follows from a change of units, put together from three rooms: the tree, the dossiers, the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from liemchinh.dossiers import queries as dossiers
from liemchinh.face.counting import counted
from liemchinh.kernel.days import short_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries, rules, services
from liemchinh.procedures import queries as procedures


@dataclass(frozen=True)
class Passing:
    """Open dossiers of one division that ends, and where they would go: the likeliest division, or nobody yet."""

    unit: str
    division: str
    count: int
    to: str


@dataclass(frozen=True)
class Following:
    """What would follow: sentences to read, and the tables behind their counts."""

    sentences: tuple[str, ...]
    seats: tuple[services.SeatEnding, ...]
    passing: tuple[Passing, ...]
    ends: tuple[str, ...]


def following(
    slug: str, unit: queries.UnitOnDay, given: Mapping[str, Any], would: services.Foreseen, *, on: date
) -> Following:
    """Everything that a person should know before a change of units is written down."""
    heirs = _heirs(slug, unit, given, on)
    names = {one.id: one.name for one in would.ends}
    lying = dossiers.lying_in(names) if would.ends else []
    passing = _passing(lying, would, heirs, on, into=unit if slug == "sap-nhap" else None)
    said = [_what(slug, unit, given, on)]
    if would.ends:
        said.append(_counted(gettext_noop("{n} đơn vị kết thúc: {names}."), [one.name for one in would.ends]))
    if would.moves:
        said.append(_counted(gettext_noop("{n} đơn vị chuyển theo: {names}."), [one.name for one in would.moves]))
    if would.codes:
        sentence: str = gettext_noop("{n} mã hết hiệu lực: {names}. Tra bằng mã cũ vẫn ra đơn vị trả lời bây giờ.")
        said.append(_counted(sentence, would.codes))
    if would.seats:
        held = sum(1 for seat in would.seats if seat.person)
        sentence = counted(
            "{n} vị trí kết thúc, {held} vị trí đang có người giữ. Quyền của vị trí hết cùng ngày.", len(would.seats)
        )
        said.append(sentence.format(n=len(would.seats), held=held))
    if would.without_seat:
        sentence = gettext_noop("{n} người không còn vị trí nào, nên không vào hệ thống được: {names}.")
        said.append(_counted(sentence, [name for _, name in would.without_seat]))
    if would.ends:
        said += _about_dossiers(passing, heirs, on)
        said += _about_catalogue(would, heirs, on)
        said.append(gettext("Giấy hẹn cũ vẫn tra cứu được, bằng mã cũ."))
        if any(one.kind in rules.AUTHORITIES for one in would.ends) and heirs:
            said.append(gettext("Trang công khai của đơn vị cũ tự dẫn sang đơn vị kế thừa."))
    elif slug in ("doi-ten", "chuyen"):
        said.append(gettext("Hồ sơ, vị trí, mã và địa chỉ công khai không đổi."))
    return Following(
        sentences=tuple(said),
        seats=would.seats,
        passing=tuple(passing),
        ends=tuple(one.name for one in would.ends),
    )


def likely_homes(
    old: str, heirs: Sequence[queries.UnitOnDay], on: date, *, ends: frozenset[str] = frozenset()
) -> tuple[list[tuple[str, str]], str]:
    """Divisions of the successors, as choices, and the one whose name is most like that of the old division.

    `ends` are codes of units that will be no more by then.
    """
    found = [unit for heir in heirs for unit in queries.divisions(heir, on) if unit.code not in ends]
    words = {unit.code: _without(unit.name, heirs) for unit in found}
    return [(unit.code, unit.name) for unit in found], rules.likeliest(old, words)


def _without(name: str, heirs: Sequence[queries.UnitOnDay]) -> str:
    """The name of a division without that of its commune, which the old one could not have borne."""
    for heir in heirs:
        name = name.replace(heir.name[:1].lower() + heir.name[1:], "").replace(heir.name, "")
    return name


def _heirs(slug: str, unit: queries.UnitOnDay, given: Mapping[str, Any], on: date) -> list[queries.UnitOnDay]:
    """Who answers for the dossiers of what ends: the successors, or for a division the authority that lives on."""
    if unit.kind not in rules.AUTHORITIES:
        return [queries.authority_of(unit, on)]
    codes = {"sap-nhap": [unit.code], "chia-tach": list(given.get("into", ()))}.get(slug, [])
    return [queries.unit(code, on) for code in codes]


def _what(slug: str, unit: queries.UnitOnDay, given: Mapping[str, Any], on: date) -> str:
    """The change itself, in a sentence."""
    words = {
        "mo-don-vi": gettext("Từ ngày {day}, mở {name} ({code}) dưới {unit}."),
        "doi-ten": gettext("Từ ngày {day}, {unit} đổi tên thành {name}."),
        "sap-nhap": gettext("Từ ngày {day}, {codes} nhập vào {unit}."),
        "chia-tach": gettext("Từ ngày {day}, {unit} chia, tách thành {into}."),
        "chuyen": gettext("Từ ngày {day}, {unit} chuyển về {parent}."),
        "giai-the": gettext("Từ ngày {day}, {unit} giải thể, không có đơn vị kế thừa."),
    }[slug]
    facts = {
        name: ", ".join(_named(value, on) if name in ("codes", "into") else value) if isinstance(value, list) else value
        for name, value in given.items()
    }
    if "parent" in given:
        facts["parent"] = ", ".join(_named([given["parent"]], on))
    return words.format(**{**facts, "day": short_day(on), "unit": unit.name})


def _named(codes: Sequence[str], on: date) -> list[str]:
    names = queries.unit_names(codes, on)
    return [names.get(code, code) for code in codes]


def _counted(sentence: str, names: Sequence[str]) -> str:
    """A sentence with a count and at most six names; the rest are in the tables."""
    shown = ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
    return gettext(sentence).format(n=len(names), names=shown)


def _passing(
    lying: Sequence[dossiers.Lying],
    would: services.Foreseen,
    heirs: Sequence[queries.UnitOnDay],
    on: date,
    *,
    into: queries.UnitOnDay | None,
) -> list[Passing]:
    """Each heap of dossiers with the division that should have it; a division that takes another in has its own."""
    ends = frozenset(one.code for one in would.ends)
    names = {one.code: one.name for one in would.ends}
    missing = {line.authority for line in lying} - set(names)
    names |= queries.unit_names(missing, on)
    passing = []
    for line in lying:
        to = ""
        if line.division in names and heirs:
            choices, likely = likely_homes(names[line.division], heirs, on, ends=ends)
            to = dict(choices).get(likely, "")
            if into is not None and into.kind not in rules.AUTHORITIES:
                to = into.name
        passing.append(Passing(names.get(line.authority, ""), names.get(line.division, ""), line.count, to))
    return passing


def _about_dossiers(passing: Sequence[Passing], heirs: Sequence[queries.UnitOnDay], on: date) -> list[str]:
    total = sum(line.count for line in passing)
    if not total:
        return [gettext("Không có hồ sơ nào đang giải quyết ở các đơn vị kết thúc.")]
    if not heirs:
        sentence = counted(
            "{n} hồ sơ đang giải quyết sẽ không còn đơn vị nào giữ. Hãy giải quyết hoặc sáp nhập trước.", total
        )
        return [sentence.format(n=total)]
    divided = sum(line.count for line in passing if line.division)
    sentence = counted(
        "{n} hồ sơ đang giải quyết giữ nguyên mã, ngày hẹn và lịch sử; {heirs} nhìn thấy và giải quyết tiếp từ {day}.",
        total,
    )
    said = [sentence.format(n=total, heirs=", ".join(heir.agency_name for heir in heirs), day=short_day(on))]
    if divided:
        sentence = counted(
            "{n} hồ sơ trong số ấy nằm ở phòng kết thúc: từ {day}, mở “Hồ sơ chờ phòng mới” để chuyển.", divided
        )
        said.append(sentence.format(n=divided, day=short_day(on)))
    return said


def _about_catalogue(would: services.Foreseen, heirs: Sequence[queries.UnitOnDay], on: date) -> list[str]:
    said = []
    for one in would.ends:
        if one.kind not in rules.AUTHORITIES:
            continue
        offered = {row.procedure_id for row in procedures.offered_by(one, on - date.resolution)}
        for heir in heirs:
            kept = {row.procedure_id for row in procedures.offered_by(heir, on)}
            missing = len(offered - kept)
            if missing:
                sentence = counted(
                    "{n} thủ tục {old} đang tiếp nhận chưa có ở {heir}. Hãy công bố trước ngày {day}, "
                    "nếu không quầy không nhận được hồ sơ mới.",
                    missing,
                )
                said.append(sentence.format(n=missing, old=one.name, heir=heir.name, day=short_day(on)))
    return said
