"""The list of matters that a reader may open, the page of one, and its sealed parts as they lie in the database."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of
from liemchinh.desk.sealed.acts import ACTS, measures_of, offered
from liemchinh.desk.sealed.close import READERS, close
from liemchinh.desk.sealed.envelopes import base64_of, folder, locked_of
from liemchinh.desk.sealed.keys import keys_for
from liemchinh.kernel.actors import Role
from liemchinh.kernel.days import short_day
from liemchinh.kernel.words import gettext_noop, shown
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.sealed import queries, rules, services

SORT_NAMES = {
    rules.Sort.REPORT: gettext_noop("Tin"),
    rules.Sort.MESSAGE: gettext_noop("Trao đổi"),
    rules.Sort.NOTE: gettext_noop("Ghi chú nội bộ"),
    rules.Sort.PROTECTION: gettext_noop("Về bảo vệ người gửi"),
}
FIRST = ("read", "ask", "answer", "accept", "conclude")
"""The acts on the way to an end; the others stand below them."""


@require_safe
@close()
def cases(request: HttpRequest) -> HttpResponse:
    """Tin niêm phong: những tin khóa của anh/chị mở được, việc đang chờ anh/chị, và số chung (dưới 5 không hiện)."""
    actor, at = actor_of(request), timezone.now()
    reads = actor.has(*READERS)
    lines = queries.cases(actor, at=at) if reads else []
    counts = queries.counts(actor, at=at) if reads else []
    context = {
        "reads": reads,
        "keeps": actor.has(Role.CUSTODIAN),
        "lines": [(line, shown(rules.REPORT_NAMES[line.kind]), shown(rules.STATE_NAMES[line.state])) for line in lines],
        "counts": [(shown(rules.STATE_NAMES[state]), shown(count)) for state, count in counts],
        "own": queries.keys_of(actor, at=at),
        "to_confirm": len(keys_for(actor, at)),
        "asked": len(queries.identity_requests(actor, at=at)) if actor.has(Role.CUSTODIAN) else 0,
    }
    return render(request, "desk/sealed/cases.html", context)


@require_safe
@close(*READERS)
def case(request: HttpRequest, name: str) -> HttpResponse:
    """Một tin: trạng thái, hạn theo luật, các phần niêm phong mở ngay trong trình duyệt, việc làm được lúc này."""
    actor, at = actor_of(request), timezone.now()
    found = queries.case_for(actor, name=name, at=at)
    codes = {act.by for act in found.acts} | {piece.by for piece in found.pieces}
    names = {**org.people(codes - {rules.REPORTER.code}), rules.REPORTER.code: shown(rules.REPORTER.name)}
    doors = [
        (move.verb, shown(move.label), reverse("desk:sealed_act", args=[name, ACTS[move.verb].slug]))
        for move in found.moves
        if move.verb in ACTS and offered(move.verb, found)
    ]
    context = {
        "found": found,
        "kind": shown(rules.REPORT_NAMES[found.line.kind]),
        "state": shown(rules.STATE_NAMES[found.line.state]),
        "pieces": [(piece, shown(SORT_NAMES[piece.sort]), names.get(piece.by, piece.by)) for piece in found.pieces],
        "acts": [
            (act, shown(act.label), names.get(act.by, act.by)) for act in reversed(found.acts) if act.verb != "take"
        ],
        "takes": [(act.on, names.get(act.by, act.by)) for act in reversed(found.acts) if act.verb == "take"],
        "doors": [door for door in doors if door[0] in FIRST],
        "others": [door for door in doors if door[0] not in FIRST],
        "protections": [(one, protection_words(one), measures_of(one)) for one in found.protections],
        "harms": [(one, shown(rules.HARMS[rules.Harm(one.kind)])) for one in found.harms],
        "requests": [(ask, [(yes, base64_of(why)) for yes, why in ask.answers]) for ask in found.requests],
        "wrap": base64_of(found.wrap),
        "locked": locked_of(actor, found.key),
    }
    return render(request, "desk/sealed/case.html", context)


@require_safe
@close(*READERS)
def piece(request: HttpRequest, name: str, number: UUID) -> HttpResponse:
    """Một phần niêm phong, nguyên tệp .age. Mỗi giờ lấy một tin là một việc được ghi, trước khi tệp rời máy chủ."""
    actor, at = actor_of(request), timezone.now()
    blob = queries.piece(actor, name=name, piece=number, at=at)
    services.take(case=name, by=actor, at=at)
    return _file(bytes(blob), f"{number}.age", "application/octet-stream")


@require_safe
@close(*READERS)
def whole(request: HttpRequest, name: str) -> HttpResponse:
    """Cả tin thành một thư mục .zip gồm các tệp .age, mở được bằng chương trình age, cũng là một việc được ghi."""
    actor, at = actor_of(request), timezone.now()
    found = queries.case_for(actor, name=name, at=at)
    pieces = [
        (
            f"{number:02}-{piece.sort}-{piece.on:%Y%m%d}.age",
            bytes(queries.piece(actor, name=name, piece=piece.id, at=at)),
        )
        for number, piece in enumerate(found.pieces, 1)
    ]
    services.take(case=name, by=actor, at=at)
    return _file(folder(found.wrap, pieces, _how_to()), "tin.zip", "application/zip")


@require_safe
@close(Role.AUDITOR)
def takes(request: HttpRequest) -> HttpResponse:
    """Ai đã mở, tải tin niêm phong: theo ngày và số của tin, cho người kiểm tra; xem trang này cũng có một dòng."""
    actor, at = actor_of(request), timezone.now()
    lines = queries.takes(actor, at=at)
    note_reading(actor=actor, kind="log", subject="sealed", found=len(lines), at=at)
    names = org.people({line.by for line in lines})
    context = {"lines": [(line, names.get(line.by, line.by)) for line in lines]}
    return render(request, "desk/sealed/takes.html", context)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _how_to() -> str:
    """What stands in the folder beside the sealed files."""
    steps = [
        gettext("Mở bằng chương trình age (gói age của Debian, hoặc age-encryption.org), trên máy của riêng mình:"),
        "1. age -d -i TEP-KHOA-CUA-TOI.age -o tin.key khoa.age",
        "2. age -d -i tin.key -o 01.zip 01-report-*.age",
        gettext("3. Giải nén 01.zip: tin.txt là lời, thư mục tep là tệp kèm, dem là phần độn, bỏ qua."),
        gettext("Xong thì xóa tin.key, các tệp .zip và những gì đã giải nén."),
    ]
    return "\n".join(steps) + "\n"


def protection_words(one: Any) -> str:
    """Where a request for protection stands, in a sentence."""
    asked = gettext("Đề nghị {number}, ngày {day}").format(number=one.number, day=short_day(one.asked_on))
    if one.ended_on:
        ground = shown(rules.END_GROUNDS[rules.EndGround(one.end_ground)])
        return gettext("{asked}: chấm dứt ngày {day}. {ground}.").format(
            asked=asked, day=short_day(one.ended_on), ground=ground
        )
    if one.granted:
        sentence = gettext("{asked}: được bảo vệ từ {day} theo {document}; hỏi thăm trước {check}.")
        return sentence.format(
            asked=asked, day=short_day(one.starts_on), document=one.document, check=short_day(one.check_on)
        )
    if one.granted is False:
        return gettext("{asked}: không áp dụng, theo {document}.").format(asked=asked, document=one.document)
    return gettext("{asked}: chưa quyết định.").format(asked=asked)
